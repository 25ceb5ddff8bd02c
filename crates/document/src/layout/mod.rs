//! Layout: from lines in any order to blocks in reading order. Pure functions on boxes and text: no image is looked at,
//! so the same code serves recognised pages and the text layer of a PDF.
//!
//! The way of a page: `frame` finds the writing direction and the skew, `bend` flattens it, `order` cuts at gutters into columns
//! (`gutter` finds them, `columns` tells them from the white inside a table), `rows` joins the pieces of a printed row, `paragraphs`
//! groups rows into blocks, `kinds` names headings and page numbers; `table` and `pairs` take out what has rows and
//! columns. Refuses to drop, change or repeat a line.

mod bend;
mod columns;
mod frame;
mod gutter;
mod kinds;
mod order;
mod pairs;
mod paragraphs;
mod rows;
mod script;
mod table;
#[cfg(test)]
mod tests;

pub use table::join_tables;

use crate::{Block, Line, Surface};
use table::{Part, Tables};

/// Groups `lines` of a page into blocks in reading order.
///
/// A line may be a whole printed row, a piece of one, or a word; pieces of one row in one column come out as one line,
/// their words in order, their texts parted by a space. Rows of tables, forms and receipts stay whole: columns are
/// read one after the other only where they hold running text. Ids count from 0. No word is lost, whatever the boxes.
pub fn arrange(lines: Vec<Line>, surface: &Surface) -> Vec<Block> {
    let mut lines = lines;
    let mut blocks = Vec::new();
    let (writings, mut groups): (Vec<_>, Vec<_>) = frame::by_writing(&lines).into_iter().unzip();
    for (i, writing) in writings.into_iter().enumerate() {
        let (first, others) = groups[i..].split_first_mut().expect("a group for each writing");
        let (frame, mut pieces) = frame::Frame::of(&lines, first, writing);
        let drawn = if i == 0 { surface } else { &Surface::default() };
        let mut tables = Tables::find(&frame, &mut pieces, others, &mut lines, drawn);
        for region in order::regions(pieces, &lines) {
            for part in tables.parts(region, &mut lines, &frame) {
                match part {
                    Part::Block(block) => blocks.push(*block),
                    Part::Rows(rows) => {
                        let split = paragraphs::split(rows, &lines);
                        blocks.extend(split.iter().map(|p| paragraphs::block(p, &mut lines, &frame)));
                    }
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
