//! Pages with headings, lists, quotations, captions and margins: each asks for what its blocks are.

use super::{SIZE, Sheet, line};
use crate::layout::arrange;
use crate::{Block, BlockKind, Rect};

const MARGIN: f32 = 60.0;
const WIDTH: f32 = 780.0;
const STEP: f32 = 26.0;

fn sheet() -> Sheet {
    Sheet::new(900.0, 1400.0)
}

fn of(blocks: &[Block], kind: BlockKind) -> Vec<String> {
    blocks.iter().filter(|b| b.kind == kind).map(Block::text).collect()
}

#[test]
fn headings_have_levels_by_their_size() {
    let mut sheet = sheet();
    for (y, size, text) in
        [(60.0, 44.0, "The Whole"), (160.0, 30.0, "The First Part"), (700.0, 30.0, "The Second Part")]
    {
        sheet.put(MARGIN, y, size, text);
    }
    sheet.column(MARGIN, 230.0, WIDTH, 12, SIZE);
    sheet.column(MARGIN, 770.0, WIDTH, 12, SIZE);
    let blocks = arrange(sheet.shuffled(), sheet.width, sheet.height);
    let headings: Vec<(String, u8)> =
        blocks.iter().filter(|b| b.kind == BlockKind::Heading).map(|b| (b.text(), b.level)).collect();
    let expected = [("The Whole", 1), ("The First Part", 2), ("The Second Part", 2)].map(|(t, l)| (t.to_owned(), l));
    assert_eq!(headings, expected);
}

#[test]
fn a_bold_line_over_its_text_is_a_heading_without_white_between_them() {
    let mut sheet = sheet();
    sheet.column(MARGIN, 100.0, WIDTH, 6, SIZE);
    sheet.put(MARGIN, 100.0 + 6.0 * STEP, SIZE, "Of bold headings");
    sheet.column(MARGIN, 100.0 + 7.0 * STEP, WIDTH, 6, SIZE);
    let mut plain = sheet.shuffled();
    assert!(of(&arrange(plain.clone(), sheet.width, sheet.height), BlockKind::Heading).is_empty());
    plain.iter_mut().filter(|l| l.text == "Of bold headings").flat_map(|l| &mut l.words).for_each(|w| w.bold = true);
    assert_eq!(of(&arrange(plain.clone(), sheet.width, sheet.height), BlockKind::Heading), ["Of bold headings"]);
    // Where everything is bold, it says nothing.
    plain.iter_mut().flat_map(|l| &mut l.words).for_each(|w| w.bold = true);
    assert!(of(&arrange(plain, sheet.width, sheet.height), BlockKind::Heading).is_empty());
}

#[test]
fn named_and_numbered_headings_of_the_usual_size() {
    let mut sheet = sheet();
    let mut y = 100.0;
    for text in ["Article 1", "2.3 On the duties of owners"] {
        sheet.put(MARGIN, y, SIZE, text);
        y = sheet.column(MARGIN, y + 1.6 * STEP, WIDTH, 8, SIZE) + STEP;
    }
    let blocks = arrange(sheet.shuffled(), sheet.width, sheet.height);
    assert_eq!(of(&blocks, BlockKind::Heading), ["Article 1", "2.3 On the duties of owners"]);
}

#[test]
fn lists_nest_and_their_items_keep_their_lines() {
    let mut sheet = sheet();
    let mut y = sheet.column(MARGIN, 100.0, WIDTH, 5, SIZE);
    let rows = [
        (0.0, "1. the first of all"),
        (0.0, "2. the second, which has two inside:"),
        (40.0, "• one of them that needs more"),
        (62.0, "than one line"),
        (40.0, "• the other"),
        (0.0, "3. the third"),
    ];
    for (indent, text) in rows {
        sheet.put(MARGIN + 30.0 + indent, y, SIZE, text);
        y += STEP;
    }
    sheet.column(MARGIN, y, WIDTH, 5, SIZE);
    let blocks = arrange(sheet.shuffled(), sheet.width, sheet.height);
    let items: Vec<(u8, &str, usize)> = blocks
        .iter()
        .filter(|b| b.kind == BlockKind::ListItem)
        .map(|b| (b.level, b.marker.as_deref().unwrap_or_default(), b.lines.len()))
        .collect();
    assert_eq!(items, [(1, "1.", 1), (1, "2.", 1), (2, "•", 2), (2, "•", 1), (1, "3.", 1)]);
    assert_eq!(of(&blocks, BlockKind::Paragraph).len(), 2);
}

#[test]
fn a_line_that_begins_with_a_number_by_chance_is_no_item() {
    let mut sheet = sheet();
    sheet.column(MARGIN, 100.0, WIDTH, 5, SIZE);
    sheet.put(MARGIN, 100.0 + 5.0 * STEP, SIZE, "12. august was the day on which it all came to its end, and the");
    sheet.column(MARGIN, 100.0 + 6.0 * STEP, WIDTH, 5, SIZE);
    let blocks = arrange(sheet.shuffled(), sheet.width, sheet.height);
    assert_eq!(blocks.len(), 1);
    assert_eq!(blocks[0].kind, BlockKind::Paragraph);
}

#[test]
fn a_passage_set_in_between_full_lines_is_a_quotation() {
    let mut sheet = sheet();
    let y = sheet.column(MARGIN, 100.0, WIDTH, 6, SIZE);
    // Its lines fill their measure, as those of prose do.
    for i in 0..4 {
        sheet.put(
            MARGIN + 60.0,
            y + i as f32 * STEP,
            SIZE,
            &format!("so he wrote{i} in the letter that he sent them from abroad in"),
        );
    }
    sheet.column(MARGIN, y + 4.0 * STEP, WIDTH, 6, SIZE);
    let blocks = arrange(sheet.shuffled(), sheet.width, sheet.height);
    let kinds: Vec<(BlockKind, usize)> = blocks.iter().map(|b| (b.kind, b.lines.len())).collect();
    assert_eq!(kinds, [(BlockKind::Paragraph, 6), (BlockKind::Quote, 4), (BlockKind::Paragraph, 6)]);
}

#[test]
fn a_caption_is_told_from_a_sentence() {
    let mut sheet = sheet();
    let y = sheet.column(MARGIN, 100.0, WIDTH, 6, SIZE);
    sheet.put(MARGIN + 200.0, y + 250.0, 16.0, "Figure 3. The old house");
    sheet.put(MARGIN, y + 320.0, SIZE, "Figure 3 shows the old house as it stood before the fire that");
    sheet.column(MARGIN, y + 320.0 + STEP, WIDTH, 6, SIZE);
    let blocks = arrange(sheet.shuffled(), sheet.width, sheet.height);
    assert_eq!(of(&blocks, BlockKind::Caption), ["Figure 3. The old house"]);
}

#[test]
fn a_running_head_in_two_parts_is_told_by_its_page_alone() {
    let mut sheet = sheet();
    sheet.row(40.0, &[(MARGIN, "212"), (MARGIN + 500.0, "the history of paper")]);
    sheet.column(MARGIN, 120.0, WIDTH, 30, SIZE);
    let blocks = arrange(sheet.shuffled(), sheet.width, sheet.height);
    assert_eq!(blocks[0].kind, BlockKind::Header);
    assert_eq!(blocks[0].text(), "212 the history of paper");
}

#[test]
fn the_head_of_a_table_is_no_heading() {
    let mut sheet = sheet();
    sheet.column(MARGIN, 100.0, WIDTH, 8, SIZE);
    let y = 100.0 + 10.0 * STEP;
    sheet.row(y, &[(MARGIN, "Country"), (300.0, "Capital"), (600.0, "Language")]);
    for i in 0..6 {
        sheet.row(y + (i + 1) as f32 * 1.5 * STEP, &[(MARGIN, "Norway"), (300.0, "Oslo"), (600.0, "Norwegian")]);
    }
    let mut lines = sheet.shuffled();
    let head = ["Country", "Capital", "Language"];
    lines.iter_mut().filter(|l| head.contains(&&*l.text)).flat_map(|l| &mut l.words).for_each(|w| w.bold = true);
    assert!(of(&arrange(lines, sheet.width, sheet.height), BlockKind::Heading).is_empty());
}

#[test]
fn a_page_without_running_text_has_no_headings() {
    let lines = vec![
        line("SALE", Rect::new(100.0, 100.0, 400.0, 200.0)),
        line("all day", Rect::new(100.0, 220.0, 200.0, 240.0)),
    ];
    assert!(of(&arrange(lines, 500.0, 500.0), BlockKind::Heading).is_empty());
}

#[test]
fn a_sentence_that_ends_with_the_name_of_an_article_has_no_heading() {
    let mut sheet = sheet();
    let rows = ["Nobody shall be kept from what is his by right but as the law says it here and in", "Article 12."];
    for (i, text) in rows.iter().enumerate() {
        sheet.put(MARGIN, 100.0 + STEP * i as f32, SIZE, text);
    }
    sheet.column(MARGIN, 100.0 + 4.0 * STEP, 840.0, 8, SIZE);
    let blocks = arrange(sheet.shuffled(), sheet.width, sheet.height);
    assert!(of(&blocks, BlockKind::Heading).is_empty());
    assert_eq!(blocks[0].lines.len(), 2);
}
