//! Layout: from lines in any order to blocks in reading order. Pure functions on boxes and text: no image is looked at,
//! so the same code serves recognised pages and the text layer of a PDF.
//!
//! The way of a page: `frame` finds the writing direction and the skew, `bend` flattens it, `order` cuts at gutters into columns
//! (`gutter` finds them, `columns` tells them from the white inside a table), `rows` joins the pieces of a printed row, `paragraphs`
//! groups rows into blocks, `kinds` names headings and page numbers. Refuses to drop, change or repeat a line.

mod bend;
mod columns;
mod frame;
mod gutter;
mod kinds;
mod order;
mod paragraphs;
mod rows;
mod script;
#[cfg(test)]
mod tests;

use crate::{Block, Line, Surface};

/// Groups `lines` of a page into blocks in reading order.
///
/// A line may be a whole printed row, a piece of one, or a word; pieces of one row in one column come out as one line,
/// their words in order, their texts parted by a space. Rows of tables, forms and receipts stay whole: columns are
/// read one after the other only where they hold running text. Ids count from 0. No word is lost, whatever the boxes.
pub fn arrange(lines: Vec<Line>, surface: &Surface) -> Vec<Block> {
    let mut lines = lines;
    let mut blocks = Vec::new();
    for (writing, members) in frame::by_writing(&lines) {
        let (frame, pieces) = frame::Frame::of(&lines, &members, writing);
        for region in order::regions(pieces, &lines) {
            for paragraph in paragraphs::split(rows::group(&region), &lines) {
                blocks.push(paragraphs::block(&paragraph, &mut lines, &frame));
            }
        }
    }
    kinds::name(&mut blocks, surface.height);
    for (id, block) in (0..).zip(&mut blocks) {
        block.id = id;
    }
    blocks
}
