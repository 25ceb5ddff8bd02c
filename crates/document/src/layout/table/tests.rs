//! Tables as people print them: each test draws one kind, words and rules, and asks for its cells.

use super::super::tests::line;
use super::join_tables;
use crate::layout::arrange;
use crate::{Block, BlockKind, Line, Page, Point, Quad, Rect, Ruling, Surface, Table};

/// The size of the text; a character is half as wide.
const SIZE: f32 = 20.0;

/// A page of 1000 × 1400 pixels.
#[derive(Default)]
struct Sheet {
    lines: Vec<Line>,
    rulings: Vec<Ruling>,
}

impl Sheet {
    fn put(&mut self, x: f32, y: f32, text: &str) {
        let width = text.chars().count() as f32 * SIZE / 2.0;
        self.lines.push(line(text, Rect::new(x, y, x + width, y + SIZE)));
    }

    /// One row of cells at the places `xs`; an empty text is an empty cell.
    fn row(&mut self, y: f32, xs: &[f32], texts: &[&str]) {
        for (x, text) in xs.iter().zip(texts).filter(|p| !p.1.is_empty()) {
            self.put(*x, y, text);
        }
    }

    fn level(&mut self, y: f32, x0: f32, x1: f32) {
        self.rulings.push(Ruling::new(Point::new(x0, y), Point::new(x1, y), 2.0));
    }

    fn upright(&mut self, x: f32, y0: f32, y1: f32) {
        self.rulings.push(Ruling::new(Point::new(x, y0), Point::new(x, y1), 2.0));
    }

    /// Turns the page by `degrees` clockwise about its middle.
    fn turn(&mut self, degrees: f32) {
        let (sin, cos) = degrees.to_radians().sin_cos();
        let turned = |p: Point| {
            let (x, y) = (p.x - 500.0, p.y - 700.0);
            Point::new(500.0 + x * cos - y * sin, 700.0 + x * sin + y * cos)
        };
        for l in &mut self.lines {
            l.quad = Quad(l.quad.0.map(turned));
            for w in &mut l.words {
                w.bbox = Quad(Quad::from(w.bbox).0.map(turned)).bounds();
            }
        }
        for r in &mut self.rulings {
            (r.from, r.to) = (turned(r.from), turned(r.to));
        }
    }

    /// The page's blocks; whatever they are, each word must be there once.
    fn blocks(&self) -> Vec<Block> {
        let surface = Surface { rulings: self.rulings.clone(), ..Surface::blank(1000.0, 1400.0) };
        let blocks = arrange(self.lines.clone(), &surface);
        let sorted = |mut words: Vec<String>| {
            words.sort();
            words
        };
        let before = self.lines.iter().flat_map(|l| &l.words).map(|w| w.text.clone());
        let after = blocks.iter().flat_map(Block::all_lines).flat_map(|l| &l.words).map(|w| w.text.clone());
        assert_eq!(sorted(before.collect()), sorted(after.collect()));
        for block in &blocks {
            assert_eq!(block.table.is_some(), block.lines.is_empty(), "{block:?}");
            block.table.iter().for_each(is_sound);
        }
        blocks
    }
}

/// Every place of a table is covered once, and a cell's text is that of its lines.
fn is_sound(table: &Table) {
    let mut covered = vec![0; (table.rows * table.cols) as usize];
    for cell in &table.cells {
        for r in cell.row..cell.row + cell.row_span {
            for c in cell.col..cell.col + cell.col_span {
                covered[(r * table.cols + c) as usize] += 1;
            }
        }
        let text: Vec<&str> = cell.lines.iter().map(|l| l.text.as_str()).collect();
        assert_eq!(cell.text, text.join(" "));
    }
    assert!(covered.iter().all(|n| *n == 1), "{covered:?}");
}

/// The only table of a page.
fn only_table(blocks: &[Block], kind: BlockKind) -> &Table {
    let mut found = blocks.iter().filter(|b| b.table.is_some());
    let block = found.next().expect("a table");
    assert!(found.next().is_none() && block.kind == kind, "{blocks:?}");
    block.table.as_ref().expect("its cells")
}

/// Row, column, their spans, and text of the cells that are not empty.
fn cells(table: &Table) -> Vec<(u32, u32, u32, u32, &str)> {
    let filled = table.cells.iter().filter(|c| !c.text.is_empty());
    filled.map(|c| (c.row, c.col, c.row_span, c.col_span, c.text.as_str())).collect()
}

fn no_table(sheet: &Sheet) {
    let blocks = sheet.blocks();
    assert!(blocks.iter().all(|b| b.table.is_none()), "{:?}", blocks.iter().map(Block::text).collect::<Vec<_>>());
}

/// A ruled table with a head over two columns and a label beside two rows.
fn ruled() -> Sheet {
    let mut s = Sheet::default();
    s.put(100.0, 40.0, "Table 1: what was counted");
    let (xs, ys) = ([100.0, 300.0, 500.0, 700.0], [100.0, 140.0, 180.0, 220.0, 260.0]);
    for y in [100.0, 180.0, 260.0] {
        s.level(y, 100.0, 700.0);
    }
    s.level(140.0, 300.0, 700.0);
    s.level(220.0, 300.0, 700.0);
    for x in [100.0, 300.0, 700.0] {
        s.upright(x, ys[0], ys[4]);
    }
    s.upright(500.0, ys[1], ys[4]);
    s.put(400.0, 110.0, "Both years");
    s.row(150.0, &[350.0, 550.0], &["First", "Last"]);
    s.put(120.0, 210.0, "Apples");
    s.row(190.0, &[350.0, 550.0], &["12", "14"]);
    s.row(230.0, &[350.0, 550.0], &["13", ""]);
    s.put(xs[0], 300.0, "Source: the market");
    s
}

#[test]
fn ruled_with_spans() {
    let sheet = ruled();
    let blocks = sheet.blocks();
    let table = only_table(&blocks, BlockKind::Table);
    assert_eq!((table.rows, table.cols, table.header_rows), (4, 3, 2));
    let expected = [
        (0, 1, 1, 2, "Both years"),
        (1, 1, 1, 1, "First"),
        (1, 2, 1, 1, "Last"),
        (2, 0, 2, 1, "Apples"),
        (2, 1, 1, 1, "12"),
        (2, 2, 1, 1, "14"),
        (3, 1, 1, 1, "13"),
    ];
    assert_eq!(cells(table), expected);
    let texts: Vec<String> = blocks.iter().filter(|b| b.table.is_none()).map(Block::text).collect();
    assert_eq!(texts, ["Table 1: what was counted", "Source: the market"]);
    assert_eq!(blocks[1].kind, BlockKind::Table);
}

#[test]
fn a_skewed_page_has_the_same_table() {
    let straight = ruled().blocks();
    for degrees in [-2.5, 1.5] {
        let mut sheet = ruled();
        sheet.turn(degrees);
        let blocks = sheet.blocks();
        assert_eq!(cells(only_table(&blocks, BlockKind::Table)), cells(only_table(&straight, BlockKind::Table)));
    }
}

#[test]
fn a_line_over_two_cells_is_cut_at_the_rule() {
    let mut s = ruled();
    s.lines.retain(|l| l.text != "First" && l.text != "Last");
    s.put(350.0, 150.0, "First               Last");
    let blocks = s.blocks();
    let table = only_table(&blocks, BlockKind::Table);
    let head = |c: u32| table.cells.iter().find(|k| k.row == 1 && k.col == c).expect("a head");
    assert_eq!((head(1).text.as_str(), head(2).text.as_str()), ("First", "Last"));
    assert!((head(2).lines[0].quad.bounds().x0 - 550.0).abs() < 3.0);
}

#[test]
fn wrapped_cells_of_a_ruled_table_stay_one() {
    let mut s = Sheet::default();
    for y in [100.0, 150.0, 220.0] {
        s.level(y, 100.0, 700.0);
    }
    for x in [100.0, 400.0, 700.0] {
        s.upright(x, 100.0, 220.0);
    }
    s.row(112.0, &[120.0, 420.0], &["Name", "What it does"]);
    s.row(160.0, &[120.0, 420.0], &["The engine", "Reads a page and"]);
    s.put(420.0, 188.0, "says what stands there");
    let blocks = s.blocks();
    let table = only_table(&blocks, BlockKind::Table);
    assert_eq!((table.rows, table.cols, table.header_rows), (2, 2, 1));
    assert_eq!(cells(table)[3].4, "Reads a page and says what stands there");
}

/// Three rules, as books set them, with a head over two columns.
fn half_ruled() -> Sheet {
    let mut s = Sheet::default();
    s.level(100.0, 100.0, 800.0);
    s.level(170.0, 100.0, 800.0);
    s.level(330.0, 100.0, 800.0);
    s.level(135.0, 400.0, 800.0);
    s.put(540.0, 108.0, "Error in %");
    s.row(142.0, &[100.0, 420.0, 660.0], &["Method", "Small", "Large"]);
    for (i, name) in ["Ours", "Theirs, which", "Baseline", "Random"].iter().enumerate() {
        let y = 180.0 + 38.0 * i as f32;
        s.row(y, &[100.0, 430.0, 670.0], &[*name, ["1.2", "3.4", "5.6", "50.0"][i], ["0.9", "2.2", "4.4", "49.8"][i]]);
    }
    s
}

#[test]
fn half_ruled_has_its_head_above_the_rule() {
    let sheet = half_ruled();
    let blocks = sheet.blocks();
    let table = only_table(&blocks, BlockKind::Table);
    assert_eq!((table.rows, table.cols, table.header_rows), (6, 3, 2));
    assert_eq!(cells(table)[0], (0, 1, 1, 2, "Error in %"));
    assert_eq!(table.text().lines().last(), Some("Random\t50.0\t49.8"));
}

#[test]
fn rules_around_two_columns_of_text_make_no_table() {
    let mut s = Sheet::default();
    s.level(60.0, 60.0, 940.0);
    s.level(1300.0, 60.0, 940.0);
    for i in 0..40 {
        let y = 80.0 + 28.0 * i as f32;
        s.put(60.0, y, "running text that fills its column all the");
        s.put(520.0, y, "way and goes on in the other column at last");
    }
    no_table(&s);
    s.rulings.clear();
    no_table(&s);
}

/// Four columns with white between them alone.
fn unruled() -> Sheet {
    let mut s = Sheet::default();
    let xs = [60.0, 420.0, 600.0, 780.0];
    s.row(100.0, &xs, &["", "2021", "2022", "2023"]);
    let names = ["Revenue", "Cost of sales and", "Gross profit", "Other income", "Profit for the year"];
    let mut y = 140.0;
    for (i, name) in names.iter().enumerate() {
        s.put(60.0, y, name);
        if i == 1 {
            y += 24.0;
            s.put(60.0, y, "of services");
        }
        let value = |k: usize| format!("{},{:03}", 1 + i, 100 * k + 7);
        s.row(y, &xs[1..], &[&value(1), &value(2), &if i == 3 { String::new() } else { value(3) }]);
        y += 36.0;
    }
    s
}

#[test]
fn unruled_by_its_columns() {
    let sheet = unruled();
    let blocks = sheet.blocks();
    let table = only_table(&blocks, BlockKind::Table);
    assert_eq!((table.rows, table.cols, table.header_rows), (6, 4, 1));
    assert_eq!(table.text().lines().nth(2), Some("Cost of sales and of services\t2,107\t2,207\t2,307"));
    let empty = table.cells.iter().find(|c| c.row == 4 && c.col == 3).expect("a place");
    assert!(empty.text.is_empty() && empty.lines.is_empty() && empty.bbox.x0 > 680.0);
}

#[test]
fn columns_run_to_the_left_on_a_page_that_does() {
    let mut s = Sheet::default();
    let xs = [800.0, 600.0, 400.0];
    s.row(100.0, &xs, &["שם העיר", "שטח", "תושבים"]);
    for i in 0..5 {
        let y = 140.0 + 36.0 * i as f32;
        s.row(y, &xs, &["ירושלים", &format!("{}", 120 + i), &format!("{}", 9000 + i)]);
    }
    let blocks = s.blocks();
    let table = only_table(&blocks, BlockKind::Table);
    assert_eq!(cells(table)[..3].iter().map(|c| c.4).collect::<Vec<_>>(), ["שם העיר", "שטח", "תושבים"]);
}

#[test]
fn lists_addresses_and_contents_make_no_table() {
    let mut s = Sheet::default();
    for (i, text) in ["the first of them", "and the second", "a third one", "the last"].iter().enumerate() {
        s.row(100.0 + 30.0 * i as f32, &[60.0, 120.0], &[&format!("{}.", i + 1), text]);
    }
    for (i, text) in ["Introduction", "The house", "The model", "The wire", "Safe by default"].iter().enumerate() {
        s.row(400.0 + 30.0 * i as f32, &[60.0, 800.0], &[text, &format!("{}", 3 + 7 * i)]);
    }
    let letter = [["Mill Street 4", "12 May 1971"], ["Oldtown", "Our sign: K"], ["Northern Isles", "Telephone 44"]];
    for (i, row) in letter.iter().enumerate() {
        s.row(800.0 + 30.0 * i as f32, &[60.0, 600.0], row);
    }
    no_table(&s);
}

#[test]
fn a_receipt_keeps_its_rows() {
    let mut s = Sheet::default();
    let mut y = 60.0;
    for text in ["CORNER SHOP LTD", "Mill Street 4"] {
        s.put(200.0, y, text);
        y += 30.0;
    }
    let mut expected = Vec::new();
    for (name, value) in
        [("Bread", "2.40"), ("Milk 1 l", "1.10"), ("TOTAL", "3.50"), ("CASH", "5.00"), ("Change", "1.50")]
    {
        y += 30.0;
        s.row(y, &[60.0, 480.0], &[name, value]);
        expected.push(format!("{name}\t{value}"));
    }
    let blocks = s.blocks();
    let table = only_table(&blocks, BlockKind::KeyValue);
    assert_eq!(table.cols, 2);
    assert_eq!(table.text().lines().collect::<Vec<_>>(), expected);
}

#[test]
fn an_invoice_has_pairs() {
    let mut s = Sheet::default();
    s.put(60.0, 100.0, "Invoice No.: 2024-118");
    s.row(130.0, &[60.0, 300.0], &["Date:", "4 May 2024"]);
    s.row(160.0, &[60.0, 300.0, 520.0, 700.0], &["Terms:", "30 days", "Due:", "3 June 2024"]);
    s.put(60.0, 260.0, "Please note: this is a sentence, and nobody should take it for a pair of anything.");
    let blocks = s.blocks();
    let table = only_table(&blocks, BlockKind::KeyValue);
    let rows: Vec<String> = table.text().lines().map(str::to_owned).collect();
    assert_eq!(rows, ["Invoice No.:\t2024-118", "Date:\t4 May 2024", "Terms:\t30 days", "Due:\t3 June 2024"]);
}

#[test]
fn a_table_over_a_page_break_is_joined() {
    let page = |index, rows: &[[&str; 3]]| {
        let mut s = Sheet::default();
        for (i, row) in rows.iter().enumerate() {
            s.row(100.0 + 36.0 * i as f32, &[60.0, 400.0, 700.0], row);
        }
        Page { index, width: 1000, height: 1400, blocks: s.blocks(), ..Page::default() }
    };
    let head = ["Town", "People", "Area"];
    let first = [head, ["Ash", "120", "1.5"], ["Birch", "340", "2.5"], ["Cedar", "560", "3.5"]];
    let mut pages =
        vec![page(0, &first), page(1, &[head, ["Elm", "780", "4.5"], ["Fir", "900", "5.5"], ["Gum", "100", "6.5"]])];
    let before: usize = pages.iter().flat_map(Page::words).count();
    assert_eq!(join_tables(&mut pages), 1);
    assert!(pages[1].blocks.is_empty());
    let table = pages[0].blocks[0].table.as_ref().expect("the table");
    is_sound(table);
    assert_eq!((table.rows, pages.iter().flat_map(Page::words).count()), (7, before - 3));
    assert_eq!(table.text().lines().last(), Some("Gum\t100\t6.5"));
    let other = [["A", "1"], ["B", "2"]].map(|r| [r[0], r[1], "3"]);
    let mut apart = vec![page(0, &first), page(1, &other)];
    assert_eq!(join_tables(&mut apart), 0);
}

#[test]
fn wrapped_words_without_rules_are_rows_by_their_spacing() {
    let mut s = Sheet::default();
    let rows: [[&[&str]; 3]; 5] = [
        [&["Name"], &["What it is"], &["Where it stands"]],
        [&["Gutter"], &["White between", "two columns"], &["On the page"]],
        [&["Rule"], &["A line", "that was drawn", "on purpose"], &["Around", "the cells"]],
        [&["Caption"], &["Words over it"], &["Outside", "the table"]],
        [&["Head"], &["Its first row"], &["At the top"]],
    ];
    let mut y = 100.0;
    for row in rows {
        for (x, cell) in [60.0, 360.0, 700.0].iter().zip(row) {
            for (i, text) in cell.iter().enumerate() {
                s.put(*x, y + 24.0 * i as f32, text);
            }
        }
        y += 24.0 * row.iter().map(|c| c.len()).max().unwrap_or(0) as f32 + 16.0;
    }
    let blocks = s.blocks();
    let table = only_table(&blocks, BlockKind::Table);
    let rows: Vec<String> = table.text().lines().map(str::to_owned).collect();
    assert_eq!(rows.len(), 5, "{rows:?}");
    assert_eq!(rows[2], "Rule\tA line that was drawn on purpose\tAround the cells");
}

#[test]
fn rows_shaded_by_turns_are_one_table() {
    let mut s = Sheet::default();
    let xs = [100.0, 400.0, 600.0, 800.0];
    let texts = [
        ["Part", "Weight", "Price"],
        ["Wheel", "1.2", "30"],
        ["Frame", "4.0", "250"],
        ["Bell", "0.1", "7"],
        ["Lamp", "0.3", "40"],
    ];
    for (i, row) in texts.iter().enumerate() {
        let y = 100.0 + 40.0 * i as f32;
        s.row(y + 10.0, &[110.0, 420.0, 620.0], row);
        // Every second row has the edges of its cells' shades.
        if i % 2 == 0 && i < 4 {
            s.level(y, 100.0, 800.0);
            s.level(y + 40.0, 100.0, 800.0);
            xs.iter().for_each(|x| s.upright(*x, y, y + 40.0));
        }
    }
    s.lines.truncate(12);
    let blocks = s.blocks();
    let table = only_table(&blocks, BlockKind::Table);
    assert_eq!((table.rows, table.cols, table.header_rows), (4, 3, 1));
    assert_eq!(table.text().lines().last(), Some("Bell\t0.1\t7"));
}

#[test]
fn upright_rules_alone_part_a_head_over_two_columns() {
    let mut s = Sheet::default();
    s.level(170.0, 100.0, 700.0);
    s.upright(300.0, 90.0, 330.0);
    s.upright(500.0, 130.0, 330.0);
    s.upright(700.0, 90.0, 330.0);
    s.put(400.0, 100.0, "Both together");
    s.row(140.0, &[110.0, 340.0, 540.0], &["Kind", "First", "Second"]);
    for (i, name) in ["Oak", "Ash", "Elm", "Fir"].iter().enumerate() {
        let y = 180.0 + 38.0 * i as f32;
        s.row(y, &[110.0, 340.0, 540.0], &[*name, ["10", "20", "30", "40"][i], ["1.5", "2.5", "3.5", "4.5"][i]]);
    }
    let blocks = s.blocks();
    let table = only_table(&blocks, BlockKind::Table);
    assert_eq!((table.rows, table.cols), (6, 3));
    assert_eq!(cells(table)[0], (0, 1, 1, 2, "Both together"));
    assert_eq!(table.text().lines().last(), Some("Fir\t40\t4.5"));
}
