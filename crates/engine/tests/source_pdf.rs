//! PDF: rendering, boxes over ink whatever the rotation and crop, passwords, damage, limits, and which text is good.

#![allow(clippy::unwrap_used)] // Helpers of tests are tests too.

mod source_support;

use std::process::Command;

use document::{Code, Rect, Ruling};
use engine::source::{Cut, Format, OpenOptions, Source, TextLayer};
use engine::{Assets, Limits, PageImage};
use source_support::pdf::{Page, show, write};
use source_support::{Document, assets, pixel};

/// The box of all dark pixels within `within`.
fn ink(page: &PageImage, within: Rect) -> Option<Rect> {
    let columns = within.x0.max(0.0) as u32..(within.x1.ceil() as u32).min(page.width);
    let rows = within.y0.max(0.0) as u32..(within.y1.ceil() as u32).min(page.height);
    let dark = rows.flat_map(|y| columns.clone().map(move |x| (x, y))).filter(|(x, y)| pixel(page, *x, *y)[1] < 128);
    Rect::around(dark.map(|(x, y)| Rect::new(x as f32, y as f32, x as f32 + 1.0, y as f32 + 1.0)))
}

fn layer(source: &mut Source, index: u32) -> TextLayer {
    source.text_layer(index).unwrap().unwrap()
}

fn text(layer: &TextLayer) -> Vec<&str> {
    layer.lines.iter().map(|l| l.text.as_str()).collect()
}

/// Fails where a word's box is not that of the ink around it, within two pixels.
fn assert_boxes_hug_ink(page: &PageImage, layer: &TextLayer, what: &str) {
    assert_eq!((layer.width, layer.height), (page.width, page.height), "{what}");
    for word in layer.lines.iter().flat_map(|l| &l.words) {
        let b = word.bbox;
        let around = Rect::new(b.x0 - 6.0, b.y0 - 6.0, b.x1 + 6.0, b.y1 + 6.0);
        let ink = ink(page, around).unwrap_or_else(|| panic!("{what}: no ink at {} {b:?}", word.text));
        let off = [ink.x0 - b.x0, ink.y0 - b.y0, ink.x1 - b.x1, ink.y1 - b.y1];
        assert!(off.iter().all(|d| d.abs() <= 2.0), "{what}: {} at {b:?}, ink at {ink:?}", word.text);
    }
}

fn sample() -> String {
    show(80.0, 250.0, 18.0, "Upper left") + &show(150.0, 120.0, 12.0, "Words lower") + &show(250.0, 90.0, 24.0, "Large")
}

#[test]
fn boxes_lie_over_ink_at_every_rotation_and_crop() {
    for rotate in [0, 90, 180, 270, -90] {
        for crop in [None, Some([60.0, 70.0, 380.0, 290.0])] {
            let what = format!("rotate {rotate} crop {crop:?}");
            let page = Page { crop, rotate, ..Page::new(400.0, 300.0, &sample()) };
            let document = Document::new(&write(&[page]));
            let mut source = document.open().unwrap();
            let image = source.image(0).unwrap();
            let (w, h) = crop.map_or((400.0, 300.0), |c| (c[2] - c[0], c[3] - c[1]));
            let (w, h) = if rotate % 180 == 0 { (w, h) } else { (h, w) };
            let pixels = |points: f32| (points * 200.0 / 72.0).round() as u32;
            assert_eq!((image.width, image.height), (pixels(w), pixels(h)), "{what}");
            let layer = layer(&mut source, 0);
            assert_eq!(text(&layer), ["Upper left", "Words lower", "Large"], "{what}");
            assert_eq!((layer.rotation, image.rotation), ((rotate as u16).wrapping_add(360) % 360, layer.rotation));
            assert_boxes_hug_ink(&image, &layer, &what);
        }
    }
}

/// The places of level and upright rulings, each as its box, in order.
fn ruled(rulings: &[Ruling]) -> Vec<Rect> {
    let mut boxes: Vec<Rect> = rulings.iter().map(|r| Rect::new(r.from.x, r.from.y, r.to.x, r.to.y)).collect();
    boxes.sort_by(|a, b| {
        (a.width() < a.height(), a.y0, a.x0).partial_cmp(&(b.width() < b.height(), b.y0, b.x0)).unwrap()
    });
    boxes
}

#[test]
fn rulings_lie_where_lines_are_drawn() {
    // A stroked line, a stroked box under a matrix, a filled bar as thin as a line; a curve and white are no lines.
    let lines = "1 w 80 200 m 320 200 l S q 2 0 0 1 40 0 cm 50 90 60 40 re S Q 0 g 80 160 240 0.8 re f \
        1 g 80 240 240 1 re f 0 G 90 60 m 120 90 150 90 180 60 c S\n";
    for rotate in [0, 90, 180, 270] {
        let content = format!("{lines}{}", show(90.0, 210.0, 12.0, "Words over a line"));
        let document = Document::new(&write(&[Page { rotate, ..Page::new(400.0, 300.0, &content) }]));
        let mut source = document.open().unwrap();
        let image = source.image(0).unwrap();
        let (from_paths, from_pixels) = (ruled(&layer(&mut source, 0).rulings), ruled(&engine::rulings::find(&image)));
        assert_eq!(from_paths.len(), 6, "rotate {rotate}: {from_paths:?}");
        assert_eq!(from_pixels.len(), 6, "rotate {rotate}: {from_pixels:?}");
        for (a, b) in from_paths.iter().zip(&from_pixels) {
            let off = [a.x0 - b.x0, a.y0 - b.y0, a.x1 - b.x1, a.y1 - b.y1];
            assert!(off.iter().all(|d| d.abs() <= 4.0), "rotate {rotate}: {a:?} in the file, {b:?} in the picture");
        }
    }
}

#[test]
fn a_media_box_may_start_anywhere() {
    let page = Page { media: [-50.0, 40.0, 350.0, 340.0], ..Page::new(0.0, 0.0, &sample()) };
    let document = Document::new(&write(&[page]));
    let mut source = document.open().unwrap();
    let image = source.image(0).unwrap();
    assert_boxes_hug_ink(&image, &layer(&mut source, 0), "offset media box");
}

#[test]
fn bold_and_slanted_words_are_marked() {
    let content = "BT /F1 14 Tf 40 200 Td (plain ) Tj /F3 14 Tf (set apart) Tj /F1 14 Tf ( again) Tj ET\n\
        BT 2 Tr /F1 14 Tf 40 150 Td (drawn twice) Tj ET\n";
    let document = Document::new(&write(&[Page::new(400.0, 300.0, content)]));
    let layer = layer(&mut document.open().unwrap(), 0);
    let words: Vec<(&str, bool, bool)> =
        layer.lines.iter().flat_map(|l| &l.words).map(|w| (w.text.as_str(), w.bold, w.italic)).collect();
    let expected = [
        ("plain", false, false),
        ("set", true, true),
        ("apart", true, true),
        ("again", false, false),
        ("drawn", true, false),
        ("twice", true, false),
    ];
    assert_eq!(words, expected);
}

#[test]
fn quads_follow_turned_text() {
    let turned = |matrix: &str, text: &str| format!("q {matrix} cm BT /F1 14 Tf ({text}) Tj ET Q\n");
    let content = turned("1 0 0 1 40 260", "Level")
        + &turned("0 1 -1 0 60 60", "Upwards")
        + &turned("-1 0 0 -1 300 100", "Reversed")
        + &turned("0 -1 1 0 330 250", "Downwards")
        + &turned("0.866 0.5 -0.5 0.866 150 120", "Slanted text");
    let document = Document::new(&write(&[Page::new(400.0, 300.0, &content)]));
    let mut source = document.open().unwrap();
    let image = source.image(0).unwrap();
    let mut layer = layer(&mut source, 0);
    let slanted = layer.lines.pop().unwrap();
    // The upright boxes of slanted words overlap, so only their line as a whole can be held against the ink.
    let (got, b) = (slanted.quad.bounds(), Rect::around(slanted.words.iter().map(|w| w.bbox)).unwrap());
    let ink = ink(&image, Rect::new(b.x0 - 6.0, b.y0 - 6.0, b.x1 + 6.0, b.y1 + 6.0)).unwrap();
    let off = [ink.x0 - got.x0, ink.y0 - got.y0, ink.x1 - got.x1, ink.y1 - got.y1];
    assert!(off.iter().all(|d| d.abs() < 12.0), "{got:?}, ink {ink:?}");
    assert_boxes_hug_ink(&image, &layer, "turned text");
    layer.lines.push(slanted);
    let along = |name: &str| {
        let line = layer.lines.iter().find(|l| l.text.starts_with(name)).unwrap_or_else(|| panic!("no {name}"));
        let [a, b, ..] = line.quad.0;
        ((b.y - a.y).atan2(b.x - a.x).to_degrees(), line.quad.length() / line.quad.height())
    };
    for (name, angle) in
        [("Level", 0.0), ("Upwards", -90.0), ("Reversed", 180.0), ("Downwards", 90.0), ("Slanted", -30.0)]
    {
        let (got, shape) = along(name);
        assert!(((got - angle + 540.0).rem_euclid(360.0) - 180.0).abs() < 3.0, "{name}: {got}");
        assert!(shape > 2.0, "{name}: {shape}");
    }
}

#[test]
fn lines_words_columns_and_figures() {
    let content = show(50.0, 700.0, 12.0, "First line of words")
        + &show(50.0, 684.0, 12.0, "second line")
        + &show(300.0, 684.0, 12.0, "next column")
        + "BT /F1 12 Tf 50 600 Td (x) Tj 5 Ts /F1 7 Tf (2) Tj 0 Ts /F1 12 Tf ( is square) Tj ET\n"
        + "BT /F1 12 Tf 8 Tw 50 560 Td (wide spaces of justified text) Tj ET\n"
        + "BT /F1 12 Tf 50 520 Td [(no) -600 (space) -60 (s)] TJ ET\n";
    let document = Document::new(&write(&[Page::new(600.0, 800.0, &content)]));
    let layer = layer(&mut document.open().unwrap(), 0);
    let want = [
        "First line of words",
        "second line",
        "next column",
        "x2 is square",
        "wide spaces of justified text",
        "no spaces",
    ];
    assert_eq!(text(&layer), want);
    assert_eq!(layer.lines[0].words.len(), 4);
    assert!(layer.good && !layer.invisible);
    assert!(layer.lines.iter().flat_map(|l| &l.words).all(|w| w.confidence == 1.0));
}

#[test]
fn a_word_parted_over_two_lines_keeps_its_hyphen() {
    let content = show(50.0, 700.0, 12.0, "This is an exam-") + &show(50.0, 686.0, 12.0, "ple of it");
    let document = Document::new(&write(&[Page::new(600.0, 800.0, &content)]));
    assert_eq!(text(&layer(&mut document.open().unwrap(), 0)), ["This is an exam-", "ple of it"]);
}

#[test]
fn text_outside_the_crop_is_not_on_the_page() {
    let content = show(50.0, 150.0, 12.0, "inside") + &show(300.0, 150.0, 12.0, "outside");
    let page = Page { crop: Some([0.0, 0.0, 200.0, 200.0]), ..Page::new(400.0, 200.0, &content) };
    let document = Document::new(&write(&[page]));
    assert_eq!(text(&layer(&mut document.open().unwrap(), 0)), ["inside"]);
}

#[test]
fn which_text_is_good() {
    let scan = Some((4, 4, vec![200; 16]));
    let full = "q 600 0 0 800 0 0 cm /Im0 Do Q\n";
    let body: String = (0..20).map(|i| show(50.0, 700.0 - i as f32 * 20.0, 12.0, "a line of plain words")).collect();
    let hidden = body.replace("BT", "BT 3 Tr");
    let cases = [
        ("born digital", body.clone(), None, Some((true, false))),
        ("under text of a scan", format!("{full}{hidden}"), scan.clone(), Some((false, true))),
        ("stamp on a scan", full.to_owned() + &show(50.0, 20.0, 10.0, "Page 7"), scan.clone(), Some((false, false))),
        ("letter on a background", format!("{full}{body}"), scan.clone(), Some((true, false))),
        ("scan alone", full.to_owned(), scan, None),
        ("no character means anything", body.replace("/F1", "/F2"), None, Some((false, false))),
    ];
    for (what, content, picture, want) in cases {
        let document = Document::new(&write(&[Page { picture, ..Page::new(600.0, 800.0, &content) }]));
        let got = document.open().unwrap().text_layer(0).unwrap().map(|l| (l.good, l.invisible));
        assert_eq!(got, want, "{what}");
    }
}

#[test]
fn rendering_is_in_colour_on_white_at_the_asked_resolution() {
    let document = Document::new(&write(&[Page::new(72.0, 36.0, "1 0 0 rg 0 0 36 36 re f 0 0 1 rg 36 0 18 36 re f")]));
    let options = OpenOptions { dpi: Some(100.0), ..OpenOptions::default() };
    let mut source = document.open_with(&options).unwrap();
    assert_eq!((source.format(), source.pages()), (Format::Pdf, 1));
    let page = source.image(0).unwrap();
    assert_eq!((page.width, page.height, page.dpi), (100, 50, 100.0));
    assert_eq!([10, 60, 90].map(|x| pixel(&page, x, 25)), [[255, 0, 0], [0, 0, 255], [255; 3]]);
    assert_eq!(source.text_layer(0).unwrap(), None);
}

#[test]
fn annotations_are_drawn() {
    let plain = String::from_utf8(write(&[Page::new(100.0, 100.0, "")])).unwrap();
    let square = "/Annots [<< /Type /Annot /Subtype /Square /Rect [20 20 80 80] /IC [0 1 0] /C [0 1 0] /F 4 /AP << /N 6 0 R >> >>] /Rotate";
    let form =
        "/Type /XObject /Subtype /Form /BBox [0 0 60 60] /Length 26 >>\nstream\n0 1 0 rg 0 0 60 60 re f    \nendstream";
    let start = plain.find("6 0 obj\n<< ").unwrap() + 11;
    let end = plain[start..].find("endstream").unwrap() + start + 9;
    let changed = plain[..start].replace("/Rotate", square) + form + &plain[end..];
    let page = Document::new(changed.as_bytes()).open().unwrap().image(0).unwrap();
    assert_eq!(pixel(&page, page.width / 2, page.height / 2), [0, 255, 0]);
}

#[test]
fn very_large_pages() {
    let poster = Page::new(5000.0, 5000.0, &show(100.0, 2500.0, 200.0, "Poster"));
    let document = Document::new(&write(&[poster]));
    let mut source = document.open().unwrap();
    let page = source.image(0).unwrap();
    assert!(page.dpi < 200.0 && page.dpi >= 72.0, "{}", page.dpi);
    assert!(u64::from(page.width) * u64::from(page.height) <= Limits::default().page_pixels);
    assert!(source.warnings().iter().any(|w| w.page == Some(0)), "{:?}", source.warnings());
    assert_boxes_hug_ink(&page, &layer(&mut source, 0), "poster");
    assert_eq!(source.warnings().len(), 1, "said once");
    let start = std::time::Instant::now();
    let huge = Document::new(&write(&[Page::new(14_400.0, 14_400.0, "")]));
    assert_eq!(huge.open().err().unwrap().code, Code::LimitPixels);
    let second = Document::new(&write(&[Page::new(100.0, 100.0, ""), Page::new(14_400.0, 14_400.0, "")]));
    let mut source = second.open().unwrap();
    assert!(source.image(0).is_ok());
    assert_eq!(source.image(1).unwrap_err().code, Code::LimitPixels);
    assert!(start.elapsed().as_secs() < 10);
}

#[test]
fn limits_on_pages_are_the_callers() {
    let document = Document::new(&write(&[Page::new(9.0, 9.0, ""), Page::new(9.0, 9.0, "")]));
    let options = OpenOptions { limits: Limits { pages: 1, ..Limits::default() }, ..OpenOptions::default() };
    assert_eq!(document.open_with(&options).err().unwrap().code, Code::LimitPages);
}

#[test]
fn passwords() {
    let plain = Document::new(&write(&[Page::new(200.0, 100.0, &show(20.0, 50.0, 12.0, "secret words"))]));
    for bits in ["40", "128", "256"] {
        let locked = plain.path().with_extension(bits);
        let mut command = Command::new("qpdf");
        if bits != "256" {
            command.arg("--allow-weak-crypto");
        }
        command.args(["--encrypt", "pässword", "owner", bits, "--"]).arg(plain.path()).arg(&locked);
        let status = command.status().expect("qpdf is needed to make encrypted PDFs: apt install qpdf");
        assert!(status.success());
        let open = |password: Option<&str>| {
            let options = OpenOptions { password: password.map(Into::into), ..OpenOptions::default() };
            Source::open(&locked, &options, &assets())
        };
        assert_eq!(open(None).err().unwrap().code, Code::PasswordRequired, "{bits}");
        assert_eq!(open(Some("guess")).err().unwrap().code, Code::PasswordWrong, "{bits}");
        assert_eq!(text(&layer(&mut open(Some("owner")).unwrap(), 0)), ["secret words"], "{bits}");
        assert_eq!(text(&layer(&mut open(Some("pässword")).unwrap(), 0)), ["secret words"], "{bits}");
    }
}

#[test]
fn damaged_and_shortened_files() {
    let pages: Vec<Page> =
        (0..5).map(|i| Page::new(200.0, 100.0, &show(20.0, 50.0, 12.0, &format!("page {i}")))).collect();
    let whole = write(&pages);
    assert_eq!(Document::new(b"%PDF-1.7\nnothing else").open().err().unwrap().code, Code::InputBroken);
    for share in [10, 25, 50, 75, 90] {
        let document = Document::new(&whole[..whole.len() * share / 100]);
        match document.open() {
            Err(error) => assert_eq!(error.code, Code::InputBroken, "{share} %"),
            // What PDFium mends is read, and said to be damaged.
            Ok(source) => assert!(!source.warnings().is_empty(), "{share} %"),
        }
    }
    let mended = Document::new(&[b"junk before the header\n".to_vec(), whole].concat());
    assert_eq!(mended.open().unwrap().pages(), 5);
}

#[test]
fn without_pdfium_the_engine_is_missing() {
    let document = Document::new(&write(&[Page::new(9.0, 9.0, "")]));
    let empty = tempfile::tempdir().unwrap();
    // Once loaded, the library serves the whole process; so this asks in a process of its own.
    if std::env::var_os("SOURCE_PDF_ALONE").is_some() {
        let opened = Source::open(&document.path(), &OpenOptions::default(), &Assets::new(empty.path()));
        assert_eq!(opened.err().unwrap().code, Code::EngineMissing);
        return;
    }
    let alone = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "without_pdfium_the_engine_is_missing"])
        .env("SOURCE_PDF_ALONE", "1")
        .output()
        .unwrap();
    assert!(alone.status.success(), "{}", String::from_utf8_lossy(&alone.stdout));
}

#[test]
fn a_part_is_what_the_whole_page_shows_there_at_every_rotation() {
    for rotate in [0, 90, 180, 270] {
        let page = Page { rotate, ..Page::new(400.0, 300.0, &sample()) };
        let mut source = Document::new(&write(&[page])).open().unwrap();
        let whole = source.image(0).unwrap();
        let area = Rect::new(100.0, 50.0, 500.0, 350.0);
        let size = (whole.width, whole.height);
        let cut = Cut { area, page: size, rotation: Some(whole.rotation), scale: 1.0 };
        let part = source.part(0, &cut).unwrap();
        assert_eq!((part.image.width, part.image.height, part.area), (400, 300, area), "{rotate}");
        let differing = (0..300)
            .flat_map(|y| (0..400).map(move |x| (x, y)))
            .filter(|&(x, y)| pixel(&part.image, x, y)[0].abs_diff(pixel(&whole, x + 100, y + 50)[0]) > 8);
        assert_eq!(differing.count(), 0, "{rotate}");
        let large = source.part(0, &Cut { scale: 2.0, ..cut }).unwrap().image;
        assert_eq!((large.width, large.height), (800, 600), "{rotate}");
        // One who turned the page by a quarter more sees it so.
        let turned = (whole.rotation + 90) % 360;
        let cut = Cut {
            area: Rect::new(10.0, 20.0, 60.0, 120.0),
            page: (size.1, size.0),
            rotation: Some(turned),
            scale: 1.0,
        };
        let part = source.part(0, &cut).unwrap().image;
        let (x, y) = (20, size.1 - 60);
        let corner = |dx: u32, dy: u32| pixel(&whole, x + dy, y + 49 - dx);
        assert_eq!((part.width, part.height), (50, 100), "{rotate}");
        for (dx, dy) in [(0, 0), (49, 0), (0, 99), (25, 50)] {
            assert!(pixel(&part, dx, dy)[0].abs_diff(corner(dx, dy)[0]) < 8, "{rotate}: {dx}, {dy}");
        }
    }
}

#[test]
fn a_draft_is_small_and_still_the_page() {
    let mut source = Document::new(&write(&[Page::new(600.0, 300.0, "0 0 0 rg 0 0 300 300 re f")])).open().unwrap();
    let draft = source.draft(0, 240).unwrap();
    assert_eq!((draft.width, draft.height), (480, 240));
    assert_eq!([10, 470].map(|x| pixel(&draft, x, 100)[0]), [0, 255]);
}
