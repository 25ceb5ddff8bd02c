//! Events on whole blocks: what they are, their order, their parting and joining.

use std::collections::HashSet;

use super::place::{self, Boxes};
use super::text::typed_line;
use super::{Changed, EditError, LinePath};
use crate::{Block, BlockKind, Page, Rect};

const NO_TABLE: EditError = EditError::Refused("only a table has cells: turn the block into a table, or add one");

pub(super) fn split(page: &mut Page, at: LinePath) -> Changed {
    place::line(page, at)?;
    if at.cell.is_some() {
        return Err(EditError::Refused("a table is not parted into blocks"));
    }
    if at.line == 0 {
        return Err(EditError::Refused("a block is parted before a line that is not its first"));
    }
    let i = place::index(page, at.block)?;
    cut(page, i, at.line as usize);
    Ok(false)
}

/// Parts the block at `i` before its line `at`.
pub(super) fn cut(page: &mut Page, i: usize, at: usize) {
    let id = place::new_id(page);
    let first = &mut page.blocks[i];
    let lines = first.lines.split_off(at);
    let mut second = Block { id, kind: first.kind, level: first.level, lines, ..Block::default() };
    place::settle_block(first, Boxes::Fit);
    place::settle_block(&mut second, Boxes::Fit);
    page.blocks.insert(i + 1, second);
}

pub(super) fn merge(page: &mut Page, ids: &[u32]) -> Changed {
    let unique: HashSet<u32> = ids.iter().copied().collect();
    if ids.len() < 2 || unique.len() != ids.len() {
        return Err(EditError::Refused("it takes two blocks to join them"));
    }
    let places = ids.iter().map(|&id| place::index(page, id)).collect::<Result<Vec<_>, _>>()?;
    let mut lines = Vec::new();
    let mut bbox = page.blocks[places[0]].bbox;
    for &i in &places {
        let block = &page.blocks[i];
        bbox = bbox.union(block.bbox);
        lines.extend(block.all_lines().cloned());
    }
    place::retire(page);
    let first = &mut page.blocks[places[0]];
    if first.table.take().is_some() {
        (first.kind, first.level) = (BlockKind::Paragraph, 0);
    }
    (first.lines, first.bbox) = (lines, bbox);
    place::settle_block(first, Boxes::Stay);
    page.blocks.retain(|b| b.id == ids[0] || !unique.contains(&b.id));
    Ok(false)
}

pub(super) fn set(page: &mut Page, id: u32, kind: BlockKind, level: Option<u8>) -> Changed {
    let i = place::index(page, id)?;
    let block = &mut page.blocks[i];
    let cells = matches!(kind, BlockKind::Table | BlockKind::KeyValue);
    match &block.table {
        Some(_) if !cells => {
            return Err(EditError::Refused("a table has cells: turn it into a paragraph first"));
        }
        Some(table) if kind == BlockKind::KeyValue && table.cols != 2 => {
            return Err(EditError::Refused("names and values take two columns"));
        }
        None if cells => return Err(NO_TABLE),
        _ => {}
    }
    block.kind = kind;
    block.level = level_of(kind, level);
    place::settle_block(block, Boxes::Stay);
    Ok(false)
}

fn level_of(kind: BlockKind, level: Option<u8>) -> u8 {
    match kind {
        BlockKind::Heading => level.unwrap_or(1).clamp(1, 6),
        BlockKind::ListItem => level.unwrap_or(1).clamp(1, 9),
        _ => 0,
    }
}

pub(super) fn shift(page: &mut Page, id: u32, before: Option<u32>) -> Changed {
    let from = place::index(page, id)?;
    let to = place::index_before(page, before)?;
    let block = page.blocks.remove(from);
    page.blocks.insert(if to > from { to - 1 } else { to }, block);
    Ok(false)
}

pub(super) fn order(page: &mut Page, ids: &[u32]) -> Changed {
    let places = ids.iter().map(|&id| place::index(page, id)).collect::<Result<Vec<_>, _>>()?;
    let unique: HashSet<usize> = places.iter().copied().collect();
    if unique.len() != page.blocks.len() || ids.len() != page.blocks.len() {
        return Err(EditError::Refused("the order names every block once"));
    }
    let mut blocks: Vec<Option<Block>> = std::mem::take(&mut page.blocks).into_iter().map(Some).collect();
    page.blocks = places.into_iter().filter_map(|i| blocks[i].take()).collect();
    Ok(false)
}

pub(super) fn delete(page: &mut Page, ids: &[u32]) -> Changed {
    ids.iter().try_for_each(|&id| place::index(page, id).map(drop))?;
    let text = page.blocks.iter().any(|b| ids.contains(&b.id) && b.all_lines().next().is_some());
    place::retire(page);
    page.blocks.retain(|b| !ids.contains(&b.id));
    Ok(text)
}

pub(super) fn set_box(page: &mut Page, id: u32, bbox: Rect) -> Changed {
    let i = place::index(page, id)?;
    page.blocks[i].bbox = bbox.clamp_to(page.width as f32, page.height as f32);
    Ok(false)
}

pub(super) fn add(page: &mut Page, kind: BlockKind, text: &str, bbox: Rect, before: Option<u32>) -> Changed {
    if matches!(kind, BlockKind::Table | BlockKind::KeyValue) {
        return Err(NO_TABLE);
    }
    let at = place::index_before(page, before)?;
    let bbox = bbox.clamp_to(page.width as f32, page.height as f32);
    let texts: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    if texts.is_empty() && kind != BlockKind::Figure {
        return Err(EditError::Refused("a block without text is none"));
    }
    let n = texts.len().max(1) as f32;
    let row = |i: usize| {
        let y = |i: usize| bbox.y0 + bbox.height() * i as f32 / n;
        Rect::new(bbox.x0, y(i), bbox.x1, y(i + 1))
    };
    let lines: Vec<_> = texts.iter().enumerate().map(|(i, text)| typed_line(text, row(i))).collect();
    let (id, typed) = (place::new_id(page), !lines.is_empty());
    let mut block = Block { id, kind, bbox, confidence: 1.0, level: level_of(kind, None), lines, ..Block::default() };
    place::settle_block(&mut block, Boxes::Stay);
    page.blocks.insert(at, block);
    Ok(typed)
}
