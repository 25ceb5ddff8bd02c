//! Events on areas of the page: what lies there goes, and what was read there anew comes in its place, into the block,
//! line or cell that lost something, so that one word read again leaves its paragraph a paragraph.

use super::grid;
use super::place::{self, Boxes, settle_block, settle_cell};
use super::tables::MOST_CELLS;
use super::text::Parts;
use super::{Changed, EditError, blocks};
use crate::{Block, BlockKind, Line, Page, Rect, Table};

pub(super) fn remove(page: &mut Page, area: Rect) -> Changed {
    let cut = cut(page, area);
    sweep(page, &cut);
    Ok(cut.iter().any(|c| c.text))
}

/// What an area took from one block.
struct Cut {
    /// The block's id.
    id: u32,
    /// Whether any text went, and not only a figure.
    text: bool,
    /// Whether nothing is left of it.
    empty: bool,
    /// How many of its lines stand before the first that lost something.
    line: usize,
    /// Where one line alone lost some of its words: how many stand before them.
    word: Option<usize>,
}

/// Takes out of every block what lies in `area`; blocks that are empty stay until [`sweep`].
fn cut(page: &mut Page, area: Rect) -> Vec<Cut> {
    let inside = |b: Rect| {
        let c = b.center();
        (area.x0..=area.x1).contains(&c.x) && (area.y0..=area.y1).contains(&c.y)
    };
    let mut cuts = Vec::new();
    for block in &mut page.blocks {
        if let Some(table) = &mut block.table {
            let mut text = false;
            for cell in &mut table.cells {
                let taken = take(&mut cell.lines, inside);
                text |= taken.is_some();
                if taken.is_some() {
                    settle_cell(cell);
                }
            }
            let empty = inside(block.bbox) && table.cells.iter().all(|c| c.lines.is_empty());
            if text || empty {
                cuts.push(Cut { id: block.id, text, empty, line: 0, word: None });
            }
        } else if block.lines.is_empty() {
            if inside(block.bbox) {
                cuts.push(Cut { id: block.id, text: false, empty: true, line: 0, word: None });
            }
        } else if let Some((line, word)) = take(&mut block.lines, inside) {
            cuts.push(Cut { id: block.id, text: true, empty: block.lines.is_empty(), line, word });
        }
    }
    cuts
}

/// Takes the words out of `lines` that are `inside`: how many lines stand before the first that lost some, and where
/// it alone lost some and stays, how many of its words stand before them.
fn take(lines: &mut Vec<Line>, inside: impl Fn(Rect) -> bool) -> Option<(usize, Option<usize>)> {
    let mut first: Option<(usize, Option<usize>)> = None;
    let mut lost = 0;
    let mut kept = Vec::with_capacity(lines.len());
    for mut line in std::mem::take(lines) {
        let gone = |line: &Line| line.words.iter().filter(|w| inside(w.bbox)).count();
        let count = gone(&line);
        let whole = if line.words.is_empty() { inside(line.quad.bounds()) } else { count == line.words.len() };
        if count > 0 || whole {
            lost += 1;
        }
        if whole {
            first.get_or_insert((kept.len(), None));
            continue;
        }
        if count > 0 {
            let mut parts = Parts::of(&line);
            let at = parts.words.iter().position(|w| inside(w.bbox)).unwrap_or(0);
            first.get_or_insert((kept.len(), Some(at)));
            for i in (0..parts.words.len()).rev() {
                if inside(parts.words[i].bbox) {
                    parts.splice(i, i + 1, Vec::new());
                }
            }
            parts.put(&mut line);
        }
        kept.push(line);
    }
    *lines = kept;
    first.map(|(line, word)| (line, word.filter(|_| lost == 1)))
}

/// Brings the blocks that lost something up to date, and removes those that are empty.
fn sweep(page: &mut Page, cuts: &[Cut]) {
    if cuts.is_empty() {
        return;
    }
    place::retire(page);
    for block in page.blocks.iter_mut().filter(|b| cuts.iter().any(|c| c.id == b.id)) {
        settle_block(block, Boxes::Fit);
    }
    page.blocks.retain(|b| !cuts.iter().any(|c| c.id == b.id && c.empty));
}

pub(super) fn replace(page: &mut Page, area: Rect, new: &[Block]) -> Changed {
    let good = |t: &Table| t.rows > 0 && t.cols > 0 && t.rows.checked_mul(t.cols).is_some_and(|n| n <= MOST_CELLS);
    if !new.iter().filter_map(|b| b.table.as_ref()).all(good) {
        return Err(EditError::Refused("a table has rows and columns, and at most 20,000 cells"));
    }
    let mut new = new.to_vec();
    new.retain(|b| b.table.is_some() || !b.lines.is_empty() || b.kind == BlockKind::Figure);
    let cuts = cut(page, area);
    match cuts.as_slice() {
        [only] if !only.empty => into(page, only, new),
        [only] if new.len() == 1 && plain(&new[0]) && only.text => {
            // Read again as a whole: it stays what it was, where it was.
            let i = place::index(page, only.id)?;
            let block = &mut page.blocks[i];
            if block.table.take().is_some() {
                block.kind = BlockKind::Paragraph;
            }
            block.lines = std::mem::take(&mut new[0].lines);
            settle_block(block, Boxes::Fit);
        }
        [] => {
            let at = page.blocks.iter().position(|b| after(area, b.bbox)).unwrap_or(page.blocks.len());
            put(page, at, new);
        }
        [first, ..] => {
            let i = place::index(page, first.id)?;
            put(page, if first.empty || first.line == 0 { i } else { i + 1 }, new);
            sweep(page, &cuts);
        }
    }
    Ok(true)
}

/// A block of lines without a rank of its own.
fn plain(block: &Block) -> bool {
    block.table.is_none() && block.kind != BlockKind::Figure
}

/// Whether a block at `bbox` is read after what stands in `area`: it is beneath, in the same column.
fn after(area: Rect, bbox: Rect) -> bool {
    bbox.center().y > area.center().y && bbox.overlap_x(area) > 0.0
}

/// Puts what was read into the block that alone lost something and stays.
fn into(page: &mut Page, cut: &Cut, mut new: Vec<Block>) {
    let Ok(i) = place::index(page, cut.id) else { return };
    let block = &mut page.blocks[i];
    if let Some(table) = &mut block.table {
        for line in new.into_iter().flat_map(|b| b.all_lines().cloned().collect::<Vec<_>>()) {
            let c = line.quad.bounds().center();
            if let Some(cell) = grid::nearest(table, c.x, c.y) {
                let lines = &mut table.cells[cell].lines;
                let at = lines.iter().position(|l| l.quad.bounds().center().y > c.y).unwrap_or(lines.len());
                lines.insert(at, line);
                settle_cell(&mut table.cells[cell]);
            }
        }
        settle_block(block, Boxes::Grow);
        return;
    }
    let one = new.len() == 1 && plain(&new[0]);
    if one {
        let lines = std::mem::take(&mut new[0].lines);
        match (cut.word, lines.as_slice()) {
            (Some(word), [only]) => {
                let line = &mut block.lines[cut.line];
                let mut parts = Parts::of(line);
                let at = word.min(parts.words.len());
                let words = Parts::of(only).words;
                insert(&mut parts, at, words);
                parts.put(line);
            }
            _ => {
                let at = cut.line + usize::from(cut.word.is_some_and(|w| w > 0));
                let at = at.min(block.lines.len());
                block.lines.splice(at..at, lines);
            }
        }
        settle_block(block, Boxes::Fit);
        return;
    }
    settle_block(block, Boxes::Fit);
    let lines = block.lines.len();
    let at = cut.line + usize::from(cut.word.is_some_and(|w| w > 0));
    if at > 0 && at < lines {
        blocks::cut(page, i, at);
    }
    put(page, if at == 0 { i } else { i + 1 }, new);
}

/// Puts words between two others of a line.
fn insert(parts: &mut Parts, at: usize, words: Vec<crate::Word>) {
    let mut all = parts.words.clone();
    all.splice(at..at, words);
    let added = all.len() - parts.words.len();
    let fresh = Parts::joined(all);
    let mut gaps = fresh.gaps.clone();
    // What stood between the words that were there stays.
    for (i, gap) in parts.gaps.iter().enumerate() {
        if i < at {
            gaps[i].clone_from(gap);
        } else if i > at {
            gaps[i + added].clone_from(gap);
        }
    }
    *parts = Parts { words: fresh.words, gaps };
}

/// Puts blocks before the one at `at`, with ids of their own.
fn put(page: &mut Page, at: usize, new: Vec<Block>) {
    for (at, mut block) in (at.min(page.blocks.len())..).zip(new) {
        block.id = place::new_id(page);
        if let Some(table) = &mut block.table {
            block.lines.clear();
            grid::complete(table, block.bbox);
        }
        page.blocks.insert(at, block);
    }
}
