//! Layout: from lines in any order to blocks in reading order. Pure functions on boxes and text: no image is looked at,
//! so the same code serves recognised pages and the text layer of a PDF.
//!
//! The way of a page: `stack` joins characters set one by one in vertical lines, `frame` finds the writing direction and the skew, `bend` flattens it, `order` cuts at gutters into columns
//! (`gutter` finds them, `columns` tells them from the white inside a table), `rows` joins the pieces of a printed row, `lists` finds what
//! begins an item, `paragraphs` groups rows into blocks, `kinds` names them: `headings`, `captions`, `margins` (page
//! numbers, running heads and feet). `across` corrects that from the other pages. Refuses to drop, change or repeat a line.

mod across;
mod bend;
mod captions;
mod columns;
mod frame;
mod gutter;
mod headings;
mod kinds;
mod lists;
mod margins;
mod order;
mod paragraphs;
mod print;
mod rows;
pub(crate) mod script;
mod stack;
#[cfg(test)]
mod tests;

pub use across::across;

use crate::{Block, Line};

/// Groups `lines` of a page of `width` × `height` pixels into blocks in reading order.
///
/// A line may be a whole printed row, a piece of one, or a word; pieces of one row in one column come out as one line,
/// their words in order, their texts parted by a space. Rows of tables, forms and receipts stay whole: columns are
/// read one after the other only where they hold running text. Ids count from 0. No word is lost, whatever the boxes.
pub fn arrange(lines: Vec<Line>, width: f32, height: f32) -> Vec<Block> {
    let _ = width;
    let mut lines = stack::join(lines);
    let mut blocks = Vec::new();
    let grown = print::Body::of(lines.iter()).map_or(f32::MAX, |body| body.grown);
    for (writing, members) in frame::by_writing(&lines) {
        let (frame, mut pieces) = frame::Frame::of(&lines, &members, writing);
        frame::lift_initials(&mut pieces, &lines);
        let regions: Vec<_> = order::regions(pieces, &lines).iter().map(|region| rows::group(region)).collect();
        let markers = lists::find(&regions, &lines);
        for (rows, markers) in regions.into_iter().zip(markers) {
            for paragraph in paragraphs::split(rows, markers, &lines, grown) {
                blocks.push(paragraphs::block(&paragraph, &mut lines, &frame));
            }
        }
    }
    kinds::name(&mut blocks, height);
    for (id, block) in (0..).zip(&mut blocks) {
        block.id = id;
    }
    blocks
}
