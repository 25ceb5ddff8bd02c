//! Kinds: names the blocks of a page that are more than paragraphs. What a column showed (lists, quotations) is known
//! already; here the page as a whole says what is a heading, a caption, a page number, a running head or foot.

use super::margins::{self, Margin};
use super::print::Body;
use super::{captions, headings};
use crate::{Block, BlockKind, Rect};

/// Sets the kind and the level of each block of a page of `height` pixels; blocks stand in reading order.
pub(super) fn name(blocks: &mut [Block], height: f32) {
    let lines = blocks.iter().flat_map(|b| &b.lines);
    let Some(body) = Body::of(lines) else { return };
    let boxes: Vec<Rect> = blocks.iter().map(|b| b.bbox).collect();
    for i in 0..blocks.len() {
        if blocks[i].table.is_some() || blocks[i].lines.is_empty() {
            continue;
        }
        if let Some(kind) = in_margin(blocks, &boxes, i, height) {
            set(&mut blocks[i], kind);
        } else if captions::is_caption(blocks, i, &body) {
            set(&mut blocks[i], BlockKind::Caption);
        } else if headings::is_heading(&blocks[i], blocks.get(i + 1), &body) {
            set(&mut blocks[i], BlockKind::Heading);
        }
    }
    headings::levels(&mut [(blocks, body.size)]);
}

fn in_margin(blocks: &[Block], boxes: &[Rect], i: usize, height: f32) -> Option<BlockKind> {
    let margin = margins::margin(boxes, i, height)?;
    if blocks[i].lines.len() == 1 && margins::is_page_number(&blocks[i].text()) {
        return Some(BlockKind::PageNumber);
    }
    let kind = if margin == Margin::Head { BlockKind::Header } else { BlockKind::Footer };
    margins::is_running(blocks, boxes, i).then_some(kind)
}

/// Makes a block of another kind; what was known of it as a list's item goes.
pub(super) fn set(block: &mut Block, kind: BlockKind) {
    (block.kind, block.level, block.marker) = (kind, 0, None);
}
