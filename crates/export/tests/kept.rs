//! A PDF that keeps its own pages: what is added, what stays, and what is taken out.
#![allow(clippy::unwrap_used)] // Helpers of tests are tests too.

use document::{Block, Line, Page, Quad, Rect, TextSource, Word};
use export::pdf::{KeptPdf, PdfError};
use lopdf::encryption::crypt_filters::{Aes256CryptFilter, CryptFilter};
use lopdf::{
    Dictionary, Document, EncryptionState, EncryptionVersion, Object, ObjectId, Permissions, Stream, dictionary,
};

/// A document of pages with these contents, each page with what `change` does to it.
fn document(contents: &[&str], change: impl Fn(&mut Document, ObjectId)) -> Document {
    let mut made = Document::with_version("1.6");
    let tree = made.new_object_id();
    let font = made.add_object(dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica" });
    let resources = made.add_object(dictionary! { "Font" => dictionary! { "F" => font } });
    let mut kids: Vec<Object> = Vec::new();
    for content in contents {
        let content = made.add_object(Stream::new(Dictionary::new(), content.as_bytes().to_vec()));
        let page = dictionary! { "Type" => "Page", "Parent" => tree, "Contents" => content };
        kids.push(made.add_object(page).into());
    }
    let pages = kids.clone();
    let node = dictionary! {
        "Type" => "Pages", "Count" => kids.len() as i64, "Kids" => kids, "Resources" => resources,
        "MediaBox" => vec![0.into(), 0.into(), 600.into(), 800.into()],
    };
    made.objects.insert(tree, node.into());
    let catalog = made.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree, "Lang" => "kept" });
    made.trailer.set("Root", catalog);
    for page in pages {
        change(&mut made, page.as_reference().unwrap());
    }
    made
}

/// A recognised page of 1200 × 1600 pixels with the word `word` in a box at its top left.
fn page(index: u32, word: &str) -> Page {
    let bbox = Rect::new(100.0, 100.0, 300.0, 140.0);
    let words = vec![Word { text: word.into(), bbox, confidence: 0.9, ..Word::default() }];
    let line = Line { text: word.into(), quad: Quad::from(bbox), confidence: 0.9, words };
    let block = Block { lines: vec![line], bbox, ..Block::default() };
    Page { index, width: 1200, height: 1600, blocks: vec![block], ..Page::default() }
}

/// Writes `pages` over `source`: the whole result.
fn update(source: &[u8], password: Option<&str>, pages: &[Page]) -> Result<Vec<u8>, PdfError> {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), source).unwrap();
    let mut kept = KeptPdf::open(Vec::new(), file.path(), password, false)?;
    for page in pages {
        kept.page(page)?;
    }
    kept.finish()?;
    Ok([source, kept.out()].concat())
}

fn bytes(mut document: Document) -> Vec<u8> {
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

/// The content of page `index`, joined, with single spaces.
fn content(document: &Document, index: u32) -> String {
    let page = document.get_pages()[&(index + 1)];
    let content = String::from_utf8_lossy(&document.get_page_content(page)).into_owned();
    content.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The numbers before the first `Tm`.
fn matrix(content: &str) -> Vec<f32> {
    let before = content.split(" Tm").next().unwrap();
    let numbers: Vec<&str> = before.split_whitespace().collect();
    numbers[numbers.len() - 6..].iter().map(|n| n.parse().unwrap()).collect()
}

#[test]
fn only_pages_that_were_recognised_change_and_all_else_stays() {
    let source = bytes(document(&["0 0 9 9 re f", "BT (own) Tj ET"], |_, _| {}));
    let own = Page { text_source: TextSource::Pdf, ..page(1, "own") };
    let result = update(&source, None, &[page(0, "new"), own.clone()]).unwrap();
    assert_eq!(result[..source.len()], source, "the source is the result's beginning");
    let read = Document::load_mem(&result).unwrap();
    assert_eq!(read.catalog().unwrap().get(b"Lang").unwrap().as_name().unwrap(), b"kept");
    assert!(content(&read, 0).starts_with("q 0 0 9 9 re f"), "{}", content(&read, 0));
    assert_eq!(content(&read, 1), "BT (own) Tj ET");
    // The page has resources of its own now, with those that it inherited.
    let fonts = read.get_page_fonts(read.get_pages()[&1]).unwrap();
    assert!(fonts.contains_key(&b"F"[..]) && fonts.contains_key(&b"OCRchat0"[..]), "{:?}", fonts.keys());
    // Nothing to add: nothing is added.
    assert_eq!(update(&source, None, &[own]).unwrap(), source);
}

#[test]
fn text_lies_where_the_page_shows_it() {
    // The word begins 100 pixels from the left and 100 from the top of 1200 × 1600; its baseline is 130.4 pixels down.
    let placed = |change: &dyn Fn(&mut Dictionary), rotation, size: (u32, u32)| {
        let source = bytes(document(&[""], |made, page| change(made.get_dictionary_mut(page).unwrap())));
        let page = Page { rotation, width: size.0, height: size.1, ..page(0, "word") };
        let result = update(&source, None, &[page]).unwrap();
        matrix(&content(&Document::load_mem(&result).unwrap(), 0))
    };
    let rect = |r: [i64; 4]| r.map(Object::from).to_vec();
    assert_eq!(placed(&|_| {}, 0, (1200, 1600)), [1.0, 0.0, 0.0, 1.0, 50.0, 734.8]);
    let crop = |page: &mut Dictionary| {
        page.set("MediaBox", rect([-100, -100, 900, 900]));
        // Corners in another order, reaching out of the media box.
        page.set("CropBox", rect([700, 1000, 100, 100]));
    };
    assert_eq!(placed(&crop, 0, (1200, 1600)), [1.0, 0.0, 0.0, 1.0, 150.0, 834.8]);
    let turned = |page: &mut Dictionary| page.set("Rotate", 90);
    assert_eq!(placed(&turned, 90, (1600, 1200)), [0.0, 1.0, -1.0, 0.0, 65.2, 50.0]);
    let turned = |page: &mut Dictionary| page.set("Rotate", 270);
    assert_eq!(placed(&turned, 270, (1600, 1200)), [0.0, -1.0, 1.0, 0.0, 534.8, 750.0]);
}

#[test]
fn an_unbalanced_page_is_closed_before_the_text() {
    let source = bytes(document(&["Q q q 3 0 0 3 0 0 cm /A BMC"], |_, _| {}));
    let read = Document::load_mem(&update(&source, None, &[page(0, "new")]).unwrap()).unwrap();
    let content = content(&read, 0);
    assert!(content.starts_with("q q Q q q 3 0 0 3 0 0 cm /A BMC"), "{content}");
    assert!(content.contains("EMC Q Q Q q BT"), "{content}");
}

#[test]
fn an_earlier_recognition_gives_way_to_the_new_one() {
    let old = "q 9 0 0 9 0 0 cm Q BT 3 Tr /F 9 Tf (old) Tj ET /X Do";
    let source = bytes(document(&[old], |made, page| {
        let form = Stream::new(
            dictionary! { "Type" => "XObject", "Subtype" => "Form" },
            b"BT 3 Tr /F 9 Tf (older) Tj ET 1 1 2 2 re f".to_vec(),
        );
        let form = made.add_object(form);
        let resources = dictionary! { "XObject" => dictionary! { "X" => form } };
        made.get_dictionary_mut(page).unwrap().set("Resources", resources);
    }));
    let once = update(&source, None, &[page(0, "new")]).unwrap();
    let twice = update(&once, None, &[page(0, "newer")]).unwrap();
    for (result, shows) in [(&once, 1), (&twice, 1)] {
        let read = Document::load_mem(result).unwrap();
        let content = content(&read, 0);
        assert_eq!(content.matches(" Tj").count(), shows, "{content}");
        assert!(content.contains("9 0 0 9 0 0 cm") && content.contains("/X Do"), "{content}");
        let (resources, _) = read.get_page_resources(read.get_pages()[&1]).unwrap();
        let forms = resources.unwrap().get(b"XObject").unwrap().as_dict().unwrap();
        let form = read.get_object(forms.get(b"X").unwrap().as_reference().unwrap()).unwrap();
        let form = form.as_stream().unwrap().get_plain_content().unwrap();
        assert_eq!(String::from_utf8(form).unwrap(), "BT 3 Tr /F 9 Tf  ET 1 1 2 2 re f");
    }
}

#[test]
fn text_that_can_be_seen_stays_and_stands_for_nothing() {
    let source = bytes(document(&["BT /F 9 Tf (seen) Tj ET"], |_, _| {}));
    let read = Document::load_mem(&update(&source, None, &[page(0, "new")]).unwrap()).unwrap();
    let content = content(&read, 0);
    assert!(content.starts_with("q /Span <</ActualText <FEFF>>> BDC BT /F 9 Tf (seen) Tj ET"), "{content}");
    assert!(content.contains("EMC Q q BT"), "{content}");
}

#[test]
fn an_encrypted_source_stays_encrypted() {
    let mut plain = document(&["0 0 9 9 re f"], |_, _| {});
    plain.trailer.set("ID", vec![Object::string_literal("one"), Object::string_literal("two")]);
    let filter: std::sync::Arc<dyn CryptFilter> = std::sync::Arc::new(Aes256CryptFilter);
    let version = EncryptionVersion::V5 {
        encrypt_metadata: true,
        crypt_filters: [(b"StdCF".to_vec(), filter)].into(),
        file_encryption_key: &[7; 32],
        stream_filter: b"StdCF".to_vec(),
        string_filter: b"StdCF".to_vec(),
        owner_password: "owner",
        user_password: "open sesame",
        permissions: Permissions::all(),
    };
    let state = EncryptionState::try_from(version).unwrap();
    plain.encrypt(&state).unwrap();
    let source = bytes(plain);
    assert!(matches!(update(&source, None, &[]), Err(PdfError::Password)));
    assert!(matches!(update(&source, Some("wrong"), &[]), Err(PdfError::Password)));
    let result = update(&source, Some("open sesame"), &[page(0, "new")]).unwrap();
    assert!(Document::load_mem(&result).unwrap().is_encrypted());
    let options = lopdf::LoadOptions::with_password("open sesame");
    let read = Document::load_mem_with_options(&result, options).unwrap();
    let content = content(&read, 0);
    assert!(content.contains("0 0 9 9 re f") && content.contains("<006E00650077> Tj"), "{content}");
}

#[test]
fn what_is_damaged_is_an_error() {
    let source = bytes(document(&[""], |_, _| {}));
    for broken in [&source[..source.len() - 60], &source[..200], b"%PDF-1.4\n%%EOF", b""] {
        assert!(matches!(update(broken, None, &[]), Err(PdfError::Unreadable(_))));
    }
    assert!(matches!(update(&source, None, &[page(1, "beyond")]), Err(PdfError::Unreadable(_))));
}

#[test]
fn pdf_a_is_promised_only_of_what_declares_it() {
    let open = |metadata: Option<&str>| {
        let mut made = document(&[""], |_, _| {});
        if let Some(xmp) = metadata {
            let xmp = made.add_object(Stream::new(dictionary! { "Type" => "Metadata" }, xmp.as_bytes().to_vec()));
            made.catalog_mut().unwrap().set("Metadata", xmp);
        }
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), bytes(made)).unwrap();
        KeptPdf::open(Vec::new(), file.path(), None, true).map(drop)
    };
    assert!(open(Some("<pdfaid:part>2</pdfaid:part>")).is_ok());
    assert!(matches!(open(Some("<dc:title/>")), Err(PdfError::NotPdfA)));
    assert!(matches!(open(None), Err(PdfError::NotPdfA)));
}
