//! Pages with one layout each.

use super::{SIZE, Sheet, line};
use crate::layout::arrange;
use crate::{BlockKind, Line, Rect};

const MARGIN: f32 = 60.0;
const GAP: f32 = 40.0;

/// A sheet with `n` columns: where each begins, and how wide they are.
fn columns(n: usize) -> (Sheet, Vec<f32>, f32) {
    let width = 420.0;
    let xs = (0..n).map(|i| MARGIN + i as f32 * (width + GAP)).collect();
    (Sheet::new(2.0 * MARGIN + n as f32 * (width + GAP), 1400.0), xs, width)
}

#[test]
fn one_column_stays_one_paragraph() {
    let mut sheet = Sheet::new(900.0, 1200.0);
    sheet.column(MARGIN, 100.0, 780.0, 12, SIZE);
    let blocks = sheet.reads_in_order();
    assert_eq!(blocks.len(), 1);
    assert_eq!(blocks[0].kind, BlockKind::Paragraph);
    assert!((blocks[0].confidence - 0.9).abs() < 1e-4);
}

#[test]
fn two_columns_are_read_one_after_the_other() {
    let (mut sheet, xs, width) = columns(2);
    sheet.column(xs[0], 100.0, width, 30, SIZE);
    sheet.column(xs[1], 100.0, width, 24, SIZE);
    assert_eq!(sheet.reads_in_order().len(), 2);
}

#[test]
fn three_columns_of_unlike_length() {
    let (mut sheet, xs, width) = columns(3);
    for (x, (y, rows)) in xs.iter().zip([(100.0, 30), (109.0, 14), (104.0, 22)]) {
        sheet.column(*x, y, width, rows, SIZE);
    }
    sheet.reads_in_order();
}

#[test]
fn a_skewed_page_reads_as_the_straight_one() {
    for degrees in [-3.0, 2.0] {
        let (mut sheet, xs, width) = columns(2);
        sheet.column(xs[0], 100.0, width, 30, SIZE);
        sheet.column(xs[1], 100.0, width, 30, SIZE);
        sheet.turn(degrees);
        sheet.reads_in_order();
    }
}

#[test]
fn a_heading_over_two_columns_comes_first_and_a_note_under_them_last() {
    let (mut sheet, xs, width) = columns(2);
    sheet.put(xs[0] + 150.0, 60.0, 40.0, "The Heading Over Both");
    sheet.expected.push("The Heading Over Both".into());
    sheet.column(xs[0], 160.0, width, 20, SIZE);
    let y = sheet.column(xs[1], 160.0, width, 20, SIZE);
    sheet.column(xs[0], y + 30.0, 2.0 * width, 3, 16.0);
    let blocks = sheet.reads_in_order();
    assert_eq!(blocks[0].kind, BlockKind::Heading);
    assert!(blocks[1..].iter().all(|b| b.kind == BlockKind::Paragraph));
}

#[test]
fn a_heading_in_two_pieces_over_the_gutter_is_one_line() {
    let (mut sheet, xs, width) = columns(2);
    let split = xs[1] - 12.0;
    sheet.row(
        76.0,
        &[(split - 392.0, "of all that was said in that old house"), (split, "and of the gardens round it")],
    );
    sheet.column(xs[0], 104.0, width, 20, SIZE);
    sheet.column(xs[1], 104.0, width, 20, SIZE);
    sheet.reads_in_order();
}

#[test]
fn footnotes_stay_under_their_columns() {
    let (mut sheet, xs, width) = columns(2);
    for x in xs {
        let y = sheet.column(x, 100.0, width, 24, SIZE);
        sheet.column(x, y + 40.0, width, 3, 15.0);
    }
    assert_eq!(sheet.reads_in_order().len(), 4);
}

#[test]
fn one_column_then_two_then_one() {
    let (mut sheet, xs, width) = columns(2);
    let y = sheet.column(xs[0], 60.0, 2.0 * width + GAP, 5, SIZE) + 20.0;
    sheet.column(xs[0], y, width, 10, SIZE);
    let y = sheet.column(xs[1], y, width, 10, SIZE) + 20.0;
    sheet.column(xs[0], y, 2.0 * width + GAP, 5, SIZE);
    sheet.reads_in_order();
}

#[test]
fn a_note_beside_the_text_is_read_after_it() {
    for left in [false, true] {
        let mut sheet = Sheet::new(1000.0, 1200.0);
        sheet.column(if left { 260.0 } else { MARGIN }, 100.0, 640.0, 30, SIZE);
        sheet.column(if left { MARGIN } else { 760.0 }, 307.0, 150.0, 4, 14.0);
        sheet.reads_in_order();
    }
}

#[test]
fn a_running_head_is_no_part_of_the_columns() {
    let (mut sheet, xs, width) = columns(2);
    sheet.row(30.0, &[(xs[0], "212"), (xs[1] + 200.0, "OF WINTER")]);
    sheet.column(xs[0], 120.0, width, 20, SIZE);
    sheet.column(xs[1], 120.0, width, 20, SIZE);
    sheet.reads_in_order();
}

#[test]
fn a_receipt_is_read_row_by_row() {
    let mut sheet = Sheet::new(560.0, 900.0);
    sheet.row(40.0, &[(200.0, "SUNNY MART")]);
    sheet.row(70.0, &[(160.0, "12 Green Lane, Ipoh")]);
    let items = ["MILK 1L", "BREAD WHOLEMEAL", "EGGS 10S", "TEA", "SUGAR 1KG", "RICE 5KG", "SOAP"];
    for (i, item) in items.iter().enumerate() {
        let (qty, price) = (format!("{} x", i + 1), format!("{}.50", 2 * i + 3));
        sheet.row(140.0 + 30.0 * i as f32, &[(30.0, item), (300.0, &qty), (470.0, &price)]);
    }
    sheet.row(390.0, &[(30.0, "TOTAL"), (470.0, "63.00")]);
    sheet.row(450.0, &[(220.0, "THANK YOU")]);
    for degrees in [0.0, 1.5] {
        sheet.turn(degrees);
        sheet.reads_in_order();
    }
}

#[test]
fn rows_are_found_on_a_photograph_whose_lines_fan_out() {
    let mut sheet = Sheet::new(1000.0, 1000.0);
    for i in 0..24 {
        let (item, price) = (format!("Article number {i} of many"), format!("{i}.00"));
        sheet.row(60.0 + 34.0 * i as f32, &[(60.0, &item), (860.0, &price)]);
    }
    // Two degrees up at the top, three down at the foot: a price stands up to a whole row off its article.
    for p in sheet.lines.iter_mut().flat_map(|l| &mut l.quad.0) {
        p.y += (p.x - 300.0) * (p.y - 400.0) * 0.000_12;
    }
    sheet.reads_in_order();
}

#[test]
fn a_table_of_words_is_read_row_by_row() {
    let mut sheet = Sheet::new(1000.0, 1000.0);
    let rows = [
        ["Country", "Capital", "Language"],
        ["Norway", "Oslo", "Norwegian"],
        ["Estonia", "Tallinn", "Estonian"],
        ["Portugal", "Lisbon", "Portuguese"],
        ["Ireland", "Dublin", "Irish and English"],
        ["Austria", "Vienna", "German"],
        ["Latvia", "Riga", "Latvian"],
        ["Hungary", "Budapest", "Hungarian"],
        ["Finland", "Helsinki", "Finnish and Swedish"],
    ];
    for (i, [a, b, c]) in rows.iter().enumerate() {
        sheet.row(100.0 + 32.0 * i as f32, &[(80.0, a), (340.0, b), (620.0, c)]);
    }
    sheet.reads_in_order();
}

#[test]
fn wide_columns_of_figures_are_read_row_by_row() {
    let mut sheet = Sheet::new(1000.0, 1000.0);
    for i in 0..20 {
        let (a, b) = (format!("1{i:02}4 5678 9012 334{i:02} 1112"), format!("7{i:02}6 5432 1098 765{i:02} 1314"));
        sheet.row(100.0 + 30.0 * i as f32, &[(80.0, &a), (420.0, &b)]);
    }
    sheet.reads_in_order();
}

#[test]
fn a_form_is_read_row_by_row() {
    let mut sheet = Sheet::new(1000.0, 1000.0);
    let fields = [
        "name",
        "street and number",
        "town",
        "signature of the present owner",
        "date of birth",
        "born in",
        "trade",
        "seal",
    ];
    let notes = [
        "if any at all",
        "as on the card of the owner, please",
        "yes or no",
        "in full, please",
        "written by hand",
        "of the father",
        "or none at all",
        "with the seal",
    ];
    for (i, (field, note)) in fields.iter().zip(notes).enumerate() {
        sheet.row(100.0 + 30.0 * i as f32, &[(80.0, field), (420.0, note)]);
    }
    sheet.reads_in_order();
}

#[test]
fn a_short_line_of_the_usual_size_is_no_heading() {
    let mut sheet = Sheet::new(900.0, 900.0);
    sheet.row(60.0, &[(MARGIN, "Dear Friends")]);
    sheet.column(MARGIN, 140.0, 780.0, 12, SIZE);
    let blocks = sheet.reads_in_order();
    assert_eq!(blocks.iter().map(|b| b.kind).collect::<Vec<_>>(), [BlockKind::Paragraph; 2]);
}

#[test]
fn a_row_in_pieces_becomes_one_line_with_its_words() {
    let mut sheet = Sheet::new(900.0, 400.0);
    sheet.row(50.0, &[(40.0, "every line"), (160.0, "may come"), (260.0, "in pieces")]);
    let blocks = sheet.reads_in_order();
    let line = &blocks[0].lines[0];
    assert_eq!(
        line.words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>(),
        line.text.split(' ').collect::<Vec<_>>()
    );
    let bounds = line.quad.bounds();
    assert!(bounds.x0 < 41.0 && bounds.x1 > 349.0, "{bounds:?}");
}

#[test]
fn small_marks_stay_in_their_row() {
    // A dash, a comma and a short letter in boxes drawn close around their ink, far from the row's middle.
    let pieces = [
        ("long", Rect::new(40.0, 100.0, 120.0, 130.0)),
        ("-", Rect::new(126.0, 118.0, 136.0, 121.0)),
        ("words", Rect::new(142.0, 100.0, 240.0, 130.0)),
        (",", Rect::new(242.0, 126.0, 246.0, 134.0)),
        ("\u{6c1}\u{631}", Rect::new(252.0, 121.0, 262.0, 135.0)),
    ];
    let lines = pieces.iter().rev().map(|(text, bbox)| line(text, *bbox)).collect();
    assert_eq!(arrange(lines, 600.0, 400.0)[0].text(), "long - words , \u{6c1}\u{631}");
}

#[test]
fn words_alone_become_rows_of_columns() {
    let (mut sheet, xs, width) = columns(2);
    sheet.column(xs[0], 100.0, width, 20, SIZE);
    sheet.column(xs[1], 100.0, width, 20, SIZE);
    let words = sheet.lines.iter().flat_map(|l| &l.words).map(|w| line(&w.text, w.bbox)).collect();
    sheet.lines = words;
    sheet.reads_in_order();
}

#[test]
fn an_indent_and_white_each_begin_a_paragraph() {
    let mut sheet = Sheet::new(900.0, 900.0);
    sheet.column(MARGIN, 100.0, 700.0, 4, SIZE);
    sheet.column(MARGIN + 40.0, 204.0, 660.0, 1, SIZE);
    sheet.column(MARGIN, 230.0, 700.0, 3, SIZE);
    sheet.column(MARGIN, 350.0, 700.0, 3, SIZE);
    let blocks = sheet.reads_in_order();
    assert_eq!(blocks.iter().map(|b| b.lines.len()).collect::<Vec<_>>(), [4, 4, 3]);
    assert_eq!(blocks.iter().map(|b| b.id).collect::<Vec<_>>(), [0, 1, 2]);
}

#[test]
fn a_page_number_is_told_from_text() {
    let mut sheet = Sheet::new(900.0, 1200.0);
    sheet.column(MARGIN, 100.0, 780.0, 20, SIZE);
    sheet.row(1150.0, &[(430.0, "– 12 –")]);
    let blocks = sheet.reads_in_order();
    assert_eq!(blocks[1].kind, BlockKind::PageNumber);
}

#[test]
fn right_to_left_columns_begin_at_the_right() {
    let text = |i: usize| format!("{} זכאי לחינוך חינם לפחות בשלבים הראשונים", "אבגדהוזחטי".chars().nth(i).unwrap());
    let mut lines: Vec<Line> = Vec::new();
    for i in 0..10 {
        for (side, x) in [(0, 560.0), (10, 60.0)] {
            let (y, short) = (100.0 + 30.0 * i as f32, if i == 9 { 200.0 } else { 0.0 });
            let mark = if side == 0 { "ראשון" } else { "שני" };
            lines.push(line(&format!("{mark} {}", text(i)), Rect::new(x + short, y, x + 440.0, y + 24.0)));
        }
    }
    lines.push(line("סוף", Rect::new(400.0, 370.0, 440.0, 394.0)));
    let blocks = arrange(lines, 1060.0, 1200.0);
    let read: Vec<&str> = blocks.iter().flat_map(|b| &b.lines).map(|l| l.text.as_str()).collect();
    assert!(read[..10].iter().all(|t| t.starts_with("ראשון")), "{read:?}");
    // A row in two pieces is joined in the order it is read: the right piece first.
    assert!(
        arrange(
            vec![line("ב", Rect::new(0.0, 0.0, 20.0, 20.0)), line("א", Rect::new(30.0, 0.0, 50.0, 20.0))],
            99.0,
            99.0
        )[0]
        .text()
        .starts_with('א')
    );
}

#[test]
fn vertical_lines_are_read_from_the_right() {
    let lines = ["一二三四五六", "七八九十甲乙", "丙丁戊己庚辛"]
        .iter()
        .enumerate()
        .map(|(i, text)| {
            let x = 300.0 - 50.0 * i as f32;
            Line { text: (*text).into(), quad: Rect::new(x, 40.0, x + 30.0, 240.0).into(), ..Line::default() }
        })
        .rev()
        .collect();
    let blocks = arrange(lines, 400.0, 300.0);
    assert_eq!(blocks[0].text(), "一二三四五六\n七八九十甲乙\n丙丁戊己庚辛");
}

#[test]
fn a_large_initial_begins_the_first_of_the_rows_beside_it() {
    let mut sheet = Sheet::new(900.0, 900.0);
    sheet.put(MARGIN, 98.0, 70.0, "T");
    for (i, text) in
        ["here stood a house at the end of the road", "and nobody knew who had built it or why,"].iter().enumerate()
    {
        sheet.put(MARGIN + 50.0, 100.0 + 26.0 * i as f32, SIZE, text);
    }
    sheet.expect("There stood a house at the end of the road");
    sheet.expect("and nobody knew who had built it or why,");
    sheet.put(MARGIN + 50.0, 152.0, SIZE, "so that it was left to itself for years and");
    sheet.expect("so that it was left to itself for years and");
    sheet.column(MARGIN, 178.0, 500.0, 5, SIZE);
    assert_eq!(sheet.reads_in_order().len(), 1);
}
