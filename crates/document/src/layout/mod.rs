//! Layout: from lines in any order to blocks in reading order. Pure functions on boxes and text: no image is looked at,
//! so the same code serves recognised pages and the text layer of a PDF.
//!
//! The way of a page: `stack` joins characters set one by one in vertical lines, `frame` finds the writing direction and
//! the skew, `bend` flattens it, `table` and `pairs` take out what has rows and columns, `order` cuts at gutters into columns
//! (`gutter` finds them, `columns` tells them from the white inside a table), `rows` joins the pieces of a printed row,
//! `lists` finds what begins an item, `paragraphs` groups rows into blocks, `kinds` names them: `headings`, `captions`,
//! `margins` (page numbers, running heads and feet). `across` corrects that from the other pages. Refuses to drop, change or
//! repeat a line.

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
mod pairs;
mod paragraphs;
mod print;
mod rows;
pub(crate) mod script;
mod stack;
mod table;
#[cfg(test)]
mod tests;

pub use across::across;
pub use table::join_tables;

use crate::{Block, Line, Surface};
use rows::Row;
use table::{Part, Tables};

/// Groups `lines` of a page into blocks in reading order.
///
/// A line may be a whole printed row, a piece of one, or a word; pieces of one row in one column come out as one line,
/// their words in order, their texts parted by a space. Rows of tables, forms and receipts stay whole: columns are
/// read one after the other only where they hold running text. Ids count from 0. No word is lost, whatever the boxes.
pub fn arrange(lines: Vec<Line>, surface: &Surface) -> Vec<Block> {
    let mut lines = stack::join(lines);
    let mut blocks = Vec::new();
    let grown = print::Body::of(lines.iter()).map_or(f32::MAX, |body| body.grown);
    let (writings, mut groups): (Vec<_>, Vec<_>) = frame::by_writing(&lines).into_iter().unzip();
    for (i, writing) in writings.into_iter().enumerate() {
        let (first, others) = groups[i..].split_first_mut().expect("a group for each writing");
        let (frame, mut pieces) = frame::Frame::of(&lines, first, writing);
        frame::lift_initials(&mut pieces, &lines);
        let drawn = if i == 0 { surface } else { &Surface::default() };
        let mut tables = Tables::find(&frame, &mut pieces, others, &mut lines, drawn);
        let mut parts = Vec::new();
        for region in order::regions(pieces, &lines) {
            parts.extend(tables.parts(region, &mut lines, &frame));
        }
        // The items of a list may stand in several parts, so their markers are told by all of them.
        let rows: Vec<Vec<Row>> = parts.iter_mut().map(Part::take_rows).collect();
        let markers = lists::find(&rows, &lines);
        for ((part, rows), markers) in parts.into_iter().zip(rows).zip(markers) {
            match part {
                Part::Block(block) => blocks.push(*block),
                Part::Rows(_) => {
                    let split = paragraphs::split(rows, markers, &lines, grown);
                    blocks.extend(split.iter().map(|p| paragraphs::block(p, &mut lines, &frame)));
                }
            }
        }
    }
    kinds::name(&mut blocks, surface.height);
    for (id, block) in (0..).zip(&mut blocks) {
        block.id = id;
    }
    blocks
}
