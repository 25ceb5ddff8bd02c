//! Across pages: what one page alone does not tell. A line at the head or foot that comes back on other pages is a
//! running head or foot, numbers there that count the pages are page numbers, and headings of one size are of one level
//! in the whole document. Refuses to touch the order or the text of anything.

use std::cmp::Reverse;
use std::collections::HashSet;

use super::kinds::set;
use super::print::Body;
use super::{headings, margins};
use crate::{Block, BlockKind, Line, Page, Rect};

/// So many pages on either side are looked at: left and right pages have heads of their own, chapters begin anew.
const REACH: usize = 6;
/// Running heads and feet stand within this share of the page's height from its edge.
const EDGE: f32 = 0.16;
/// On its own page a running head stands within this share of the page's height of where it stands on the others.
const MOVED: f32 = 0.02;
/// Two heads are the same where this share of their letters is; their numbers may differ.
const ALIKE: f32 = 0.8;
/// A head or foot has no more lines than this.
const LINES: usize = 3;
/// A head or foot is no longer than this, in characters.
const LONGEST: usize = 200;
/// So many blocks at either end of a page may be of its head or foot.
const BLOCKS: usize = 4;

/// How much of a block a candidate is: a head that stands close to the text comes in one block with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Whole,
    First,
    Last,
}

/// A block that may be of a page's head or foot.
struct Candidate {
    page: usize,
    block: usize,
    part: Part,
    /// Its middle, as a share of the page's height.
    at: f32,
    head: bool,
    /// Its letters without digits.
    letters: Vec<char>,
    /// Its text, with a nought for every digit.
    form: String,
    /// The number it holds.
    number: Option<i64>,
    /// Whether it holds nothing else.
    alone: bool,
    /// Whether nothing stands between it and the page's edge.
    outermost: bool,
}

impl Candidate {
    /// Whether both are one running head: all but their numbers, and what engines misread.
    fn same(&self, other: &Self) -> bool {
        let dated = !self.alone && self.form.chars().count() >= 4 && self.form == other.form;
        dated || (self.letters.len() >= 3 && alike(&self.letters, &other.letters))
    }
}

/// Names running heads and feet and page numbers that repeat over `pages`, and gives the headings of all pages one scale
/// of levels. Pages stand in their order; those that failed or that a person corrected may be among them.
pub fn across(pages: &mut [Page]) {
    let candidates: Vec<Candidate> = pages.iter().enumerate().flat_map(|(p, page)| candidates(p, page)).collect();
    let mut named: Vec<(usize, usize, Part, BlockKind)> = Vec::new();
    let mut from = 0;
    for c in &candidates {
        while candidates[from].page + REACH < c.page {
            from += 1;
        }
        let near = candidates[from..].iter().take_while(|o| o.page <= c.page + REACH);
        let others: Vec<&Candidate> =
            near.filter(|o| o.page != c.page && o.head == c.head && (o.at - c.at).abs() < MOVED).collect();
        // What other blocks stand outside of must come back more than once: a text may repeat itself.
        let heads = others.iter().filter(|o| c.same(o)).count();
        let enough = if c.outermost && c.part == Part::Whole { 1 } else { 2 };
        let counts = |o: &&&Candidate| o.number.zip(c.number).is_some_and(|(a, b)| a - b == pages_apart(pages, o, c));
        let kind = if c.alone && others.iter().filter(|o| o.alone).any(|o| counts(&o)) {
            BlockKind::PageNumber
        } else if heads >= enough {
            if c.head { BlockKind::Header } else { BlockKind::Footer }
        } else {
            continue;
        };
        named.push((c.page, c.block, c.part, kind));
    }
    // From the last block to the first, as parting one moves those behind it; what is known as a whole is not parted.
    named.sort_by_key(|n| (n.0, Reverse(n.1), n.2));
    named.dedup_by_key(|n| (n.0, n.1));
    for (page, block, part, kind) in named {
        let page = &mut pages[page];
        let at = if part == Part::Whole { block } else { split_off(page, block, part) };
        if page.blocks[at].kind != BlockKind::PageNumber {
            set(&mut page.blocks[at], kind);
        }
    }
    let bodies: Vec<f32> =
        pages.iter().map(|p| Body::of(p.blocks.iter().flat_map(|b| &b.lines)).map_or(1.0, |b| b.size)).collect();
    let mut scaled: Vec<(&mut [Block], f32)> = pages.iter_mut().map(|p| &mut p.blocks[..]).zip(bodies).collect();
    headings::levels(&mut scaled);
}

/// How many pages `a` stands after `b` in the source.
fn pages_apart(pages: &[Page], a: &Candidate, b: &Candidate) -> i64 {
    i64::from(pages[a.page].index) - i64::from(pages[b.page].index)
}

/// The blocks at both ends of a page, as far as they are short and stand near its edges.
fn candidates(index: usize, page: &Page) -> Vec<Candidate> {
    let height = page.height as f32;
    let mut out = Vec::new();
    if height <= 0.0 {
        return out;
    }
    for (i, block) in page.blocks.iter().enumerate().filter(|(_, b)| !b.lines.is_empty()) {
        let outside = |head: bool, b: Rect| {
            page.blocks.iter().filter(|o| if head { o.bbox.y1 <= b.y0 } else { o.bbox.y0 >= b.y1 }).count()
        };
        let mut push = |lines: &[Line], part| {
            let Some(bbox) = Rect::around(lines.iter().map(|l| l.quad.bounds())) else { return };
            let text = lines.iter().map(|l| l.text.as_str()).collect::<Vec<_>>().join(" ");
            let at = bbox.center().y / height;
            let head = at < 0.5;
            if at.min(1.0 - at) < EDGE && text.chars().count() <= LONGEST && outside(head, block.bbox) < BLOCKS {
                let letters = text.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect();
                let form = text.chars().map(|c| if c.is_numeric() { '0' } else { c }).collect();
                let (number, alone) = (number(&text), margins::is_page_number(&text));
                out.push(Candidate {
                    page: index,
                    block: i,
                    part,
                    at,
                    head,
                    letters,
                    form,
                    number,
                    alone,
                    outermost: outside(head, block.bbox) == 0,
                });
            }
        };
        let count = block.lines.len();
        if count <= LINES {
            push(&block.lines, Part::Whole);
        }
        if count > 1 && block.kind == BlockKind::Paragraph {
            push(&block.lines[..1], Part::First);
            push(&block.lines[count - 1..], Part::Last);
        }
    }
    out
}

/// The first number in `text`, in figures or small Roman numerals standing alone.
fn number(text: &str) -> Option<i64> {
    let mut words = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    words.find_map(|w| {
        let digits: String = w.chars().filter_map(|c| c.to_digit(10)).filter_map(|d| char::from_digit(d, 10)).collect();
        if digits.len() == w.chars().count() && digits.len() <= 6 { digits.parse().ok() } else { roman(w) }
    })
}

/// A Roman numeral below 400.
fn roman(word: &str) -> Option<i64> {
    let value = |c: char| "ivxlc".find(c.to_ascii_lowercase()).map(|i| [1, 5, 10, 50, 100][i]);
    let values: Vec<i64> = word.chars().map(value).collect::<Option<_>>()?;
    let sum = values.iter().enumerate().map(|(i, v)| if values.get(i + 1).is_some_and(|n| n > v) { -v } else { *v });
    Some(sum.sum())
}

/// Whether most letters of both are the same: engines misread some, and a chapter's number may be spelt out.
fn alike(a: &[char], b: &[char]) -> bool {
    let pairs = |letters: &[char]| letters.windows(2).map(|w| (w[0], w[1])).collect::<HashSet<_>>();
    let (x, y) = (pairs(a), pairs(b));
    let common = x.intersection(&y).count();
    a == b || 2.0 * common as f32 >= ALIKE * (x.len() + y.len()) as f32 && common > 2
}

/// Parts the first or last line of a block from it, as a block of its own.
fn split_off(page: &mut Page, at: usize, part: Part) -> usize {
    let id = page.blocks.iter().map(|b| b.id + 1).max().unwrap_or(0);
    let block = &mut page.blocks[at];
    let keep = if part == Part::First { 1 } else { block.lines.len() - 1 };
    let rest = block.lines.split_off(keep);
    let mut new = Block { id, kind: block.kind, ..Block::default() };
    new.set_lines(rest);
    let kept = std::mem::take(&mut block.lines);
    block.set_lines(kept);
    page.blocks.insert(at + 1, new);
    if part == Part::First { at } else { at + 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEIGHT: f32 = 1400.0;

    fn line(text: &str, y: f32) -> Line {
        Line {
            text: text.into(),
            quad: Rect::new(60.0, y, 60.0 + 9.0 * text.len() as f32, y + 20.0).into(),
            confidence: 0.9,
            ..Line::default()
        }
    }

    fn block(id: u32, lines: Vec<Line>) -> Block {
        let mut block = Block { id, ..Block::default() };
        block.set_lines(lines);
        block
    }

    /// A page whose text is its own, under `head` and over `foot`.
    fn page(index: u32, head: Option<Line>, foot: Option<Line>) -> Page {
        let own = |k: u32| ["amber", "basil", "cedar", "delta", "ember", "fjord", "grove"][(index + k) as usize % 7];
        let text = (0..20).map(|i| {
            line(&format!("{} stands {} on line {}", own(i), own(2 * i + 1), own(i * i)), 200.0 + 26.0 * i as f32)
        });
        let mut blocks: Vec<Block> = head.into_iter().map(|l| block(0, vec![l])).collect();
        blocks.push(block(1, text.collect()));
        blocks.extend(foot.map(|l| block(2, vec![l])));
        Page { index, width: 1000, height: HEIGHT as u32, blocks, ..Page::default() }
    }

    fn kinds(page: &Page) -> Vec<BlockKind> {
        page.blocks.iter().map(|b| b.kind).collect()
    }

    #[test]
    fn what_comes_back_on_other_pages_is_a_running_head() {
        let mut pages: Vec<Page> = (0..4)
            .map(|i| {
                page(
                    i,
                    Some(line(["A History of Reading", "THE FIRST SCRIBES"][i as usize % 2], 90.0)),
                    Some(line("Draft, not for print", 1300.0)),
                )
            })
            .collect();
        across(&mut pages);
        for page in &pages {
            assert_eq!(kinds(page), [BlockKind::Header, BlockKind::Paragraph, BlockKind::Footer]);
        }
    }

    #[test]
    fn what_stands_once_or_elsewhere_is_none() {
        let mut pages = vec![
            page(0, Some(line("A History of Reading", 200.0)), None),
            page(1, Some(line("A History of Reading", 90.0)), None),
            page(2, Some(line("Of quite another matter", 90.0)), None),
        ];
        across(&mut pages);
        assert!(pages.iter().all(|p| kinds(p) == [BlockKind::Paragraph; 2]));
    }

    #[test]
    fn numbers_that_count_the_pages_are_theirs() {
        let number = |i: u32, text: &str| page(i, None, Some(line(text, 1200.0)));
        let mut pages = vec![number(3, "17"), number(4, "18"), number(5, "xx"), number(6, "1950")];
        across(&mut pages);
        let last: Vec<BlockKind> = pages.iter().map(|p| kinds(p)[1]).collect();
        assert_eq!(last, [BlockKind::PageNumber, BlockKind::PageNumber, BlockKind::Paragraph, BlockKind::Paragraph]);
    }

    #[test]
    fn a_head_that_came_with_the_text_is_parted_from_it() {
        let mut pages: Vec<Page> = (0..3).map(|i| page(i, None, None)).collect();
        for page in &mut pages {
            let mut lines = std::mem::take(&mut page.blocks[0].lines);
            lines.insert(0, line(&format!("{} The Road to Writing", 30 + page.index), 174.0));
            page.blocks[0].set_lines(lines);
        }
        across(&mut pages);
        for page in &pages {
            assert_eq!(kinds(page), [BlockKind::Header, BlockKind::Paragraph]);
            assert_eq!(page.blocks.iter().map(|b| b.lines.len()).collect::<Vec<_>>(), [1, 20]);
            assert!(page.blocks[0].id != page.blocks[1].id && page.blocks[1].bbox.y0 >= 200.0);
        }
    }

    #[test]
    fn headings_have_one_scale_in_the_whole_document() {
        let heading = |id, text: &str, size: f32| {
            let quad = Rect::new(60.0, 400.0, 300.0, 400.0 + size).into();
            let mut block = block(id, vec![Line { text: text.into(), quad, ..Line::default() }]);
            (block.kind, block.level) = (BlockKind::Heading, 1);
            block
        };
        let mut pages: Vec<Page> = (0..2).map(|i| page(i, None, None)).collect();
        pages[0].blocks.insert(0, heading(7, "The largest type", 44.0));
        pages[1].blocks.insert(0, heading(7, "Smaller type", 30.0));
        across(&mut pages);
        assert_eq!((pages[0].blocks[0].level, pages[1].blocks[0].level), (1, 2));
    }
}
