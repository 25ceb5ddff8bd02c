//! Events in random order, and each by what a person sees of it.

use super::text::Parts;
use super::*;
use crate::{Block, BlockKind, Line, Quad, Rect, Word};

/// Numbers that are the same in every run (SplitMix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % u64::from(n.max(1))) as u32
    }

    fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len() as u32) as usize]
    }
}

fn line(text: &str, y: f32) -> Line {
    let mut x = 10.0;
    let words: Vec<Word> = text
        .split(' ')
        .map(|t| {
            let wide = 10.0 * t.chars().count() as f32;
            let bbox = Rect::new(x, y, x + wide, y + 20.0);
            x += wide + 10.0;
            Word { text: t.into(), bbox, confidence: 0.5, ..Word::default() }
        })
        .collect();
    let quad = Quad::from(Rect::new(10.0, y, x - 10.0, y + 20.0));
    Line { text: text.into(), quad, confidence: 0.5, words }
}

/// Chinese runs without spaces between them.
fn runs(texts: &[&str], y: f32) -> Line {
    let mut out = line(&texts.join(" "), y);
    out.text = texts.concat();
    out
}

fn block(id: u32, lines: Vec<Line>) -> Block {
    let mut block = Block { id, ..Block::default() };
    block.set_lines(lines);
    block
}

fn page() -> Page {
    let mut page = Page { width: 1000, height: 1000, ..Page::default() };
    page.blocks = vec![
        block(0, vec![line("the quick brown fox", 100.0), line("jumps over the dog", 130.0)]),
        block(1, vec![runs(&["人人生而", "自由", "在尊严"], 200.0)]),
        block(2, vec![line("שלום עולם טוב", 300.0)]),
        block(3, vec![Line { text: "no words here".into(), ..line("x", 400.0) }]),
        block(4, vec![line("alpha   beta".replace("   ", " ").as_str(), 500.0), line("gamma delta", 530.0)]),
    ];
    page.blocks[3].lines[0].words.clear();
    apply(&mut page, &Edit::AddTable { bbox: Rect::new(10.0, 600.0, 310.0, 700.0), rows: 3, cols: 3, before: None })
        .unwrap();
    for (row, col, text) in [(0, 0, "name"), (0, 1, "sum"), (1, 0, "tea pot"), (1, 1, "12"), (2, 2, "x\ny")] {
        apply(&mut page, &Edit::SetCell { block: 5, cell: CellPath { row, col }, text: text.into() }).unwrap();
    }
    page.text_source = TextSource::Ocr;
    page
}

fn at(block: u32, line: u32, word: u32) -> WordPath {
    WordPath { block, cell: None, line, word }
}

fn done(page: &Page, edit: &Edit) -> Page {
    let mut page = page.clone();
    apply(&mut page, edit).unwrap();
    whole(&page);
    page
}

/// What holds for every page: a line's text is its words with what stands between them, ids are unique, cells cover
/// their table and say what their lines say, nothing is not a number.
fn whole(page: &Page) {
    let ids: std::collections::HashSet<u32> = page.blocks.iter().map(|b| b.id).collect();
    assert_eq!(ids.len(), page.blocks.len());
    for block in &page.blocks {
        if let Some(table) = &block.table {
            assert!(grid::is_whole(table), "{table:?}");
            assert!(block.lines.is_empty() && table.header_rows <= table.rows);
            for cell in &table.cells {
                let lines: Vec<&str> = cell.lines.iter().map(|l| l.text.as_str()).collect();
                assert_eq!(cell.text, lines.join(" "));
            }
        } else {
            assert!(!block.lines.is_empty() || block.kind == BlockKind::Figure, "an empty block stays");
        }
        for line in block.all_lines() {
            assert!(!line.text.trim().is_empty() && line.text.trim() == line.text, "{:?}", line.text);
            let mut rest = line.text.as_str();
            for word in &line.words {
                assert!(!word.text.is_empty() && !word.text.contains(char::is_whitespace), "{word:?}");
                let found = rest.find(&word.text).expect("its words stand in a line's text");
                assert!(rest[..found].trim().is_empty(), "{:?}: {rest:?}", line.text);
                rest = &rest[found + word.text.len()..];
                assert!([word.bbox.x0, word.bbox.y0, word.bbox.x1, word.bbox.y1].iter().all(|v| v.is_finite()));
            }
            assert!(line.words.is_empty() || rest.is_empty());
        }
    }
}

/// An event of some kind, which may or may not fit.
fn any(dice: &mut Dice, page: &Page) -> Edit {
    let ids: Vec<u32> = page.blocks.iter().map(|b| b.id).chain([99]).collect();
    let texts = ["", "word", "two words", "人人", "自由 生", "ab\tc\n d", "שלום", "a-b.", "  spaced  out  ", "1. item"];
    let kinds = [
        BlockKind::Paragraph,
        BlockKind::Heading,
        BlockKind::ListItem,
        BlockKind::Table,
        BlockKind::KeyValue,
        BlockKind::Figure,
    ];
    let id = *dice.pick(&ids);
    let cell = CellPath { row: dice.below(4), col: dice.below(4) };
    let is_table = page.blocks.iter().any(|b| b.id == id && b.table.is_some());
    let path = WordPath {
        block: id,
        cell: (is_table || dice.below(20) == 0).then_some(cell),
        line: dice.below(3),
        word: dice.below(5),
    };
    let text = (*dice.pick(&texts)).to_owned();
    let (x, y) = (dice.below(900) as f32, dice.below(900) as f32);
    let bbox = Rect::new(x, y, x + dice.below(300) as f32, y + dice.below(200) as f32);
    let (n, m) = (dice.below(5), dice.below(4));
    let before = (dice.below(2) == 0).then(|| *dice.pick(&ids));
    let what = dice.below(37);
    let tables: Vec<u32> = page.blocks.iter().filter(|b| b.table.is_some()).map(|b| b.id).collect();
    let id = if what >= 25 && !tables.is_empty() && dice.below(8) > 0 { *dice.pick(&tables) } else { id };
    match what.min(32) {
        0..=2 => Edit::SetWord { at: path, text },
        3 => Edit::AcceptWords { words: vec![path] },
        4..=5 => Edit::SetLine { at: path.line(), text: format!("{text} the quick 自由 fox{n}") },
        6 => Edit::SetLine { at: path.line(), text },
        7 => Edit::SplitWord { at: path, offset: n },
        8 => Edit::MergeWords { at: path, count: n },
        9 => Edit::SplitLine { at: path },
        10 => Edit::MergeLines { at: path.line(), count: n },
        11 => Edit::SplitBlock { at: path.line() },
        12 => Edit::MergeBlocks { blocks: vec![id, *dice.pick(&ids)] },
        13 => Edit::SetBlock { block: id, kind: *dice.pick(&kinds), level: Some(n as u8) },
        14 => Edit::MoveBlock { block: id, before },
        15 => Edit::OrderBlocks { blocks: page.blocks.iter().rev().map(|b| b.id).collect() },
        16 if m == 0 => Edit::DeleteBlocks { blocks: vec![id] },
        16 | 17 => Edit::DeleteWords {
            words: vec![
                path,
                WordPath { word: n, ..path },
                WordPath { cell: path.cell.map(|c| CellPath { row: c.row + 1, ..c }), ..path },
            ],
        },
        18 => Edit::DeleteLines { lines: vec![path.line()] },
        19 => Edit::SetWordBox { at: path, bbox },
        20 => Edit::SetLineBox { at: path.line(), bbox },
        21 => Edit::AddLine { at: path.line(), text, bbox },
        22 => Edit::AddBlock { kind: *dice.pick(&kinds), text: format!("{text}\nmore of it"), bbox, before },
        23 => Edit::RemoveArea { area: Rect::new(x, y, x + 40.0, y + 30.0) },
        24 => {
            let mut blocks =
                vec![block(0, vec![line("read again", y), line("and more", y + 30.0)]); 1 + m as usize % 2];
            blocks[0].lines.truncate(1 + n as usize % 2);
            Edit::ReplaceArea { area: bbox, blocks }
        }
        25 => Edit::SetCell { block: id, cell, text: format!("{text}\nline {n}") },
        26 => Edit::InsertRow { block: id, at: n },
        27 => Edit::InsertColumn { block: id, at: n },
        28 if m % 2 == 0 => Edit::DeleteRows { block: id, at: n, count: 1 + m / 2 },
        28 => Edit::DeleteColumns { block: id, at: n, count: 1 },
        29 | 30 if m > 0 => Edit::MergeCells { block: id, from: cell, to: CellPath { row: n, col: m } },
        29 | 30 => Edit::SplitCell { block: id, cell },
        31 if m == 0 => Edit::FromTable { block: id },
        31 if m == 1 => Edit::AddTable { bbox, rows: n, cols: m, before },
        31 => Edit::ToTable { block: id },
        _ if m == 0 => Edit::SetHeaderRows { block: id, rows: n },
        _ => Edit::SplitCell { block: id, cell },
    }
}

#[test]
fn whatever_is_done_the_page_stays_whole_and_comes_out_the_same_again() {
    let mut applied = std::collections::HashMap::new();
    for seed in 0..400 {
        let first = page();
        let mut dice = Dice(seed);
        let mut now = first.clone();
        let mut events = Vec::new();
        for _ in 0..60 {
            let edit = any(&mut dice, &now);
            let before = now.clone();
            if apply(&mut now, &edit).is_ok() {
                whole(&now);
                let name = serde_json::to_value(&edit).unwrap()["type"].to_string();
                *applied.entry(name).or_insert(0) += 1;
                events.push(serde_json::to_string(&edit).unwrap());
            } else {
                assert_eq!(now, before, "{edit:?}");
            }
        }
        let mut again = first.clone();
        for event in &events {
            apply(&mut again, &serde_json::from_str(event).unwrap()).unwrap();
        }
        assert_eq!(serde_json::to_string(&again).unwrap(), serde_json::to_string(&now).unwrap());
    }
    let rare: Vec<_> = applied.iter().filter(|(_, n)| **n < 20).collect();
    assert!(rare.is_empty() && applied.len() >= 30, "{} kinds, rarely: {rare:?}", applied.len());
}

#[test]
fn an_event_that_names_what_is_not_there_is_an_error() {
    let mut page = page();
    for edit in [
        Edit::SetWord { at: at(77, 0, 0), text: "x".into() },
        Edit::SetWord { at: at(0, 9, 0), text: "x".into() },
        Edit::SetWord { at: at(0, 0, u32::MAX), text: "x".into() },
        Edit::SetWord { at: at(5, 0, 0), text: "x".into() },
        Edit::MergeWords { at: at(0, 0, 3), count: u32::MAX },
        Edit::MergeLines { at: at(0, 0, 0).line(), count: u32::MAX },
        Edit::DeleteRows { block: 5, at: u32::MAX, count: 2 },
        Edit::InsertRow { block: 5, at: 4 },
        Edit::AddTable { bbox: Rect::default(), rows: u32::MAX, cols: u32::MAX, before: None },
        Edit::SetHeaderRows { block: 5, rows: 4 },
        Edit::OrderBlocks { blocks: vec![0, 1, 2, 3, 4, 4] },
    ] {
        assert!(apply(&mut page, &edit).is_err(), "{edit:?}");
    }
    let mut failed = Page::failed(0, crate::Code::WorkerCrashed, "it crashed");
    assert!(apply(&mut failed, &Edit::OrderBlocks { blocks: vec![] }).is_err());
}

#[test]
fn a_corrected_word_keeps_its_box_and_what_was_read() {
    let page = page();
    let new = done(&page, &Edit::SetWord { at: at(0, 0, 1), text: " quiet ".into() });
    let word = &new.blocks[0].lines[0].words[1];
    assert_eq!((word.text.as_str(), word.original.as_deref()), ("quiet", Some("quick")));
    assert_eq!((word.bbox, word.confidence, word.reviewed), (page.blocks[0].lines[0].words[1].bbox, 1.0, true));
    assert_eq!((new.blocks[0].lines[0].text.as_str(), new.text_source), ("the quiet brown fox", TextSource::Corrected));
    assert!(new.blocks[0].confidence > page.blocks[0].confidence);
    let back = done(&new, &Edit::SetWord { at: at(0, 0, 1), text: "quick".into() });
    assert_eq!(
        (back.blocks[0].lines[0].words[1].original.as_deref(), back.blocks[0].lines[0].words[1].reviewed),
        (None, true)
    );
    let accepted = done(&page, &Edit::AcceptWords { words: vec![at(0, 0, 0)] });
    assert_eq!((accepted.blocks[0].lines[0].words[0].reviewed, accepted.text_source), (true, TextSource::Ocr));
    let gone = done(&page, &Edit::SetWord { at: at(0, 0, 1), text: " ".into() });
    assert_eq!(gone.blocks[0].lines[0].text, "the brown fox");
}

#[test]
fn parted_words_share_the_box_along_the_text() {
    let page = page();
    let new = done(&page, &Edit::SplitWord { at: at(0, 0, 1), offset: 3 });
    let words = &new.blocks[0].lines[0].words;
    assert_eq!(new.blocks[0].lines[0].text, "the qui ck brown fox");
    assert!(words[1].bbox.x1 < words[2].bbox.x0 && words[1].original.as_deref() == Some("quick"));
    let hebrew = done(&page, &Edit::SplitWord { at: at(2, 0, 0), offset: 2 });
    let words = &hebrew.blocks[2].lines[0].words;
    assert!(words[0].bbox.x0 > words[1].bbox.x1, "the first half stands to the right");
    let whole = done(&new, &Edit::MergeWords { at: at(0, 0, 1), count: 2 });
    assert_eq!(whole.blocks[0].lines[0].text, "the quick brown fox");
    assert_eq!(whole.blocks[0].lines[0].words[1].bbox, page.blocks[0].lines[0].words[1].bbox);
}

#[test]
fn a_line_typed_anew_keeps_the_boxes_of_words_that_stay() {
    let page = page();
    let old = &page.blocks[0].lines[0].words;
    let set = |block: u32, text: &str| {
        let new = done(&page, &Edit::SetLine { at: at(block, 0, 0).line(), text: text.into() });
        new.blocks[block as usize].lines[0].clone()
    };
    let one = set(0, "the quick red brown fix");
    let texts: Vec<&str> = one.words.iter().map(|w| w.text.as_str()).collect();
    assert_eq!(texts, ["the", "quick", "red", "brown", "fix"]);
    assert_eq!(one.words[..2], old[..2]);
    assert_eq!((one.words[3].clone(), one.words[4].bbox), (old[2].clone(), old[3].bbox));
    assert!(one.words[2].bbox.x0 >= old[1].bbox.x1 && one.words[2].bbox.x1 <= old[2].bbox.x0);
    assert_eq!((one.words[4].original.as_deref(), one.words[2].original.as_deref()), (Some("fox"), None));
    let joined = set(0, "thequick brown fox");
    assert_eq!(joined.words[0].bbox, old[0].bbox.union(old[1].bbox));
    assert_eq!(joined.words[0].original.as_deref(), Some("the quick"));
    let chinese = set(1, "人人生而自甴在尊严");
    let texts: Vec<&str> = chinese.words.iter().map(|w| w.text.as_str()).collect();
    assert_eq!((texts, chinese.text.as_str()), (vec!["人人生而", "自甴", "在尊严"], "人人生而自甴在尊严"));
    let wordless = set(3, "some words here");
    assert_eq!(wordless.words.len(), 3);
}

#[test]
fn what_stands_between_words_stays() {
    let mut line = line("a b c", 0.0);
    line.text = "a — b  c".into();
    let mut parts = Parts::of(&line);
    assert_eq!(parts.gaps, ["", " — ", "  ", ""]);
    parts.splice(2, 3, Vec::new());
    assert_eq!(parts.text(), "a — b");
    let mut chinese = Parts::of(&runs(&["人", "自由", "在"], 0.0));
    chinese.splice(1, 2, Vec::new());
    assert_eq!(chinese.text(), "人在");
}

#[test]
fn blocks_are_parted_joined_and_put_in_order() {
    let page = page();
    let new = done(&page, &Edit::SplitBlock { at: at(0, 1, 0).line() });
    let ids: Vec<u32> = new.blocks.iter().map(|b| b.id).collect();
    assert_eq!(ids, [0, 6, 1, 2, 3, 4, 5]);
    assert_eq!(new.blocks[1].bbox, page.blocks[0].lines[1].quad.bounds());
    let joined = done(&new, &Edit::MergeBlocks { blocks: vec![0, 6] });
    assert_eq!(joined.blocks[0].text(), page.blocks[0].text());
    let again = done(&joined, &Edit::SplitBlock { at: at(0, 1, 0).line() });
    assert_eq!(again.blocks[1].id, 7, "an id that was given is not given again");
    let moved = done(&page, &Edit::MoveBlock { block: 4, before: Some(1) });
    assert_eq!(moved.blocks.iter().map(|b| b.id).collect::<Vec<_>>(), [0, 4, 1, 2, 3, 5]);
    let heading = done(&page, &Edit::SetBlock { block: 0, kind: BlockKind::Heading, level: Some(9) });
    assert_eq!((heading.blocks[0].kind, heading.blocks[0].level), (BlockKind::Heading, 6));
}

#[test]
fn an_area_read_again_stays_in_its_paragraph() {
    let page = page();
    let word = page.blocks[0].lines[0].words[1].bbox;
    let read = |text: &str, y| vec![block(0, vec![line(text, y)])];
    let new = done(&page, &Edit::ReplaceArea { area: word, blocks: read("quack", 100.0) });
    assert_eq!(new.blocks[0].text(), "the quack brown fox\njumps over the dog");
    let all = page.blocks[0].lines[1].quad.bounds();
    let new = done(&page, &Edit::ReplaceArea { area: all, blocks: read("leaps over", 130.0) });
    assert_eq!((new.blocks[0].text().as_str(), new.blocks.len()), ("the quick brown fox\nleaps over", 6));
    let heading = done(&page, &Edit::SetBlock { block: 0, kind: BlockKind::Heading, level: None });
    let new = done(&heading, &Edit::ReplaceArea { area: heading.blocks[0].bbox, blocks: read("anew", 100.0) });
    assert_eq!((new.blocks[0].id, new.blocks[0].kind, new.blocks[0].text().as_str()), (0, BlockKind::Heading, "anew"));
    let empty = Rect::new(10.0, 440.0, 500.0, 480.0);
    let new = done(&page, &Edit::ReplaceArea { area: empty, blocks: read("found", 450.0) });
    assert_eq!(new.blocks.iter().map(|b| b.id).collect::<Vec<_>>(), [0, 1, 2, 3, 6, 4, 5]);
    let less = done(&page, &Edit::RemoveArea { area: Rect::new(0.0, 90.0, 1000.0, 125.0) });
    assert_eq!(less.blocks[0].text(), "jumps over the dog");
}

#[test]
fn tables_grow_shrink_and_span() {
    let page = page();
    let text = |page: &Page| page.blocks[5].table.as_ref().unwrap().text();
    assert_eq!(text(&page), "name\tsum\t\ntea pot\t12\t\n\t\tx y");
    let row = done(&page, &Edit::InsertRow { block: 5, at: 1 });
    assert_eq!(text(&row), "name\tsum\t\n\t\t\ntea pot\t12\t\n\t\tx y");
    let merged =
        done(&page, &Edit::MergeCells { block: 5, from: CellPath { row: 1, col: 1 }, to: CellPath { row: 0, col: 0 } });
    assert_eq!(text(&merged), "name sum tea pot 12\t\n\t\n\t\tx y".replacen("\n\t\n", "\n\n", 1));
    let split = done(&merged, &Edit::SplitCell { block: 5, cell: CellPath { row: 1, col: 1 } });
    assert_eq!(text(&split), text(&page));
    let less = done(&merged, &Edit::DeleteColumns { block: 5, at: 1, count: 1 });
    assert_eq!(less.blocks[5].table.as_ref().unwrap().cols, 2);
    let lines = done(&page, &Edit::FromTable { block: 5 });
    assert_eq!(lines.blocks[5].text(), "name\nsum\ntea pot\n12\nx\ny");
    let two = block(7, vec![line("a b", 0.0), line("c d", 30.0)]);
    let mut columns = Page { width: 1000, height: 1000, blocks: vec![two], ..Page::default() };
    for line in &mut columns.blocks[0].lines {
        line.words[1].bbox = Rect::new(200.0, line.words[1].bbox.y0, 210.0, line.words[1].bbox.y1);
    }
    let table = done(&columns, &Edit::ToTable { block: 7 });
    assert_eq!(table.blocks[0].table.as_ref().unwrap().text(), "a\tb\nc\td");
}
