//! Areas of pages: a share of a page that a person drew, on one page or on many, and what stands in it.
//!
//! Owns which words lie in a rectangle and how lines are cut to them. A word lies where its middle lies, so that a
//! rectangle that grazes a line takes nothing of it by its edge. Refuses to change a word.

use serde::{Deserialize, Serialize};

use crate::{Block, Line, Page, Quad, Rect, Word, tabular};

/// On which pages of a document an area lies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum AreaPages {
    /// On every page.
    #[default]
    All,
    /// On the first, the third and so on.
    Odd,
    /// On the second, the fourth and so on.
    Even,
}

/// A share of a page, the same on each page that it lies on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Area {
    /// Its edges as shares of the upright page's width and height, 0 to 1.
    pub bbox: Rect,
    /// On which pages.
    #[serde(default)]
    pub pages: AreaPages,
}

impl AreaPages {
    /// Whether page `index` (0-based) is one of them.
    pub fn has(self, index: u32) -> bool {
        match self {
            Self::All => true,
            Self::Odd => index.is_multiple_of(2),
            Self::Even => !index.is_multiple_of(2),
        }
    }
}

impl Area {
    /// The area that `rect` is of a page of `width` × `height` pixels; `None` where nothing of it lies on the page.
    pub fn of(rect: Rect, width: f32, height: f32, pages: AreaPages) -> Option<Self> {
        let on_page = on_page(rect, width, height)?;
        let bbox = Rect::new(on_page.x0 / width, on_page.y0 / height, on_page.x1 / width, on_page.y1 / height);
        Some(Self { bbox, pages })
    }

    /// Whether its edges are shares with something between them.
    pub fn is_sound(&self) -> bool {
        on_page(self.bbox, 1.0, 1.0).is_some_and(|r| r == self.bbox)
    }

    /// Where it lies on a page of `width` × `height` pixels.
    pub fn on(&self, width: f32, height: f32) -> Rect {
        let b = self.bbox;
        Rect::new(b.x0 * width, b.y0 * height, b.x1 * width, b.y1 * height).clamp_to(width, height)
    }
}

/// The part of `rect` that lies on a page of `width` × `height` pixels; `None` for none, and for edges that are no
/// numbers.
pub fn on_page(rect: Rect, width: f32, height: f32) -> Option<Rect> {
    let edges = [rect.x0, rect.y0, rect.x1, rect.y1, width, height];
    if edges.iter().any(|edge| !edge.is_finite()) {
        return None;
    }
    rect.intersection(Rect::new(0.0, 0.0, width, height))
}

/// Lines without what stands in any of `areas`.
pub fn without(lines: Vec<Line>, areas: &[Rect]) -> Vec<Line> {
    if areas.is_empty() {
        return lines;
    }
    let is_outside = |bounds: Rect| !areas.iter().any(|area| holds(*area, bounds));
    lines.into_iter().filter_map(|line| cut(line, is_outside)).collect()
}

/// What of `lines` stands in `area`.
pub fn within<'a>(lines: impl IntoIterator<Item = &'a Line>, area: Rect) -> Vec<Line> {
    lines.into_iter().filter_map(|line| cut(line.clone(), |bounds| holds(area, bounds))).collect()
}

/// What of `blocks` stands in `area`; a table keeps the rows and columns that then hold something.
pub fn blocks_within(blocks: &[Block], area: Rect) -> Vec<Block> {
    let part = |block: &Block| {
        let mut part = Block { lines: Vec::new(), table: None, ..block.clone() };
        if let Some(table) = &block.table {
            part.table = Some(tabular::part(table, area)?);
            return Some(part);
        }
        let lines = within(&block.lines, area);
        if lines.is_empty() {
            return None;
        }
        // A list's item whose first line is not there has no marker.
        if block.lines.first().is_some_and(|first| lines.first().is_some_and(|line| line.quad != first.quad)) {
            part.marker = None;
        }
        part.set_lines(lines);
        Some(part)
    };
    blocks.iter().filter_map(part).collect()
}

/// Takes what stands in any of `areas` out of a page that was read.
pub fn clear(page: &mut Page, areas: &[Rect]) {
    if areas.is_empty() {
        return;
    }
    page.blocks.retain_mut(|block| {
        if let Some(table) = &mut block.table {
            for cell in &mut table.cells {
                let lines = without(cell.lines.clone(), areas);
                if lines != cell.lines {
                    cell.text = lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join(" ");
                    cell.lines = lines;
                }
            }
            return table.cells.iter().any(|cell| !cell.text.is_empty());
        }
        let had_text = !block.lines.is_empty();
        let lines = without(std::mem::take(&mut block.lines), areas);
        let is_left = !lines.is_empty() || !had_text;
        if had_text && is_left {
            block.set_lines(lines);
        }
        is_left
    });
}

/// Whether the middle of `bounds` lies in `area`.
pub fn holds(area: Rect, bounds: Rect) -> bool {
    let middle = bounds.center();
    (area.x0..=area.x1).contains(&middle.x) && (area.y0..=area.y1).contains(&middle.y)
}

/// The line with those of its words alone whose boxes `keep` takes; `None` where none is left. A line that tells of no
/// words is kept or dropped as a whole.
fn cut(line: Line, keep: impl Fn(Rect) -> bool) -> Option<Line> {
    if line.words.is_empty() {
        return keep(line.quad.bounds()).then_some(line);
    }
    let kept: Vec<bool> = line.words.iter().map(|word| keep(word.bbox)).collect();
    if kept.iter().all(|k| *k) {
        return Some(line);
    }
    let gaps = line.gaps();
    let (mut text, mut words): (String, Vec<Word>) = (String::new(), Vec::new());
    let mut gap = "";
    for ((word, kept), after) in line.words.iter().zip(kept).zip(gaps) {
        if kept {
            if !words.is_empty() {
                text.push_str(gap);
            }
            text.push_str(&word.text);
            words.push(word.clone());
            gap = "";
        }
        // Of several gaps around words that go, a space is one that stays.
        gap = if gap.is_empty() { after } else { gap };
    }
    let bounds = Rect::around(words.iter().map(|word| word.bbox))?;
    let confidence = crate::MeanConfidence::of(&words).mean().unwrap_or(line.confidence);
    Some(Line { text, quad: Quad::from(bounds), confidence, words })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str, y: f32) -> Line {
        let word = |(i, t): (usize, &str)| Word {
            text: t.to_owned(),
            bbox: Rect::new(i as f32 * 100.0, y, i as f32 * 100.0 + 90.0, y + 20.0),
            confidence: 0.5,
            ..Word::default()
        };
        let words: Vec<Word> = text.split(' ').enumerate().map(word).collect();
        let quad = Quad::from(Rect::around(words.iter().map(|w| w.bbox)).unwrap());
        Line { text: text.to_owned(), quad, confidence: 0.5, words }
    }

    #[test]
    fn a_word_goes_with_its_middle_and_the_text_follows() {
        let stamp = Rect::new(95.0, 0.0, 195.0, 30.0);
        let left = without(vec![line("one two three", 0.0), line("four", 100.0)], &[stamp]);
        assert_eq!(left.iter().map(|l| l.text.as_str()).collect::<Vec<_>>(), ["one three", "four"]);
        assert_eq!(left[0].quad.bounds(), Rect::new(0.0, 0.0, 290.0, 20.0));
        let taken = within(&[line("one two three", 0.0), line("four", 100.0)], stamp);
        assert_eq!(taken.iter().map(|l| l.text.as_str()).collect::<Vec<_>>(), ["two"]);
    }

    #[test]
    fn scripts_without_spaces_get_none() {
        let mut han = line("使用 Rust 语言", 0.0);
        han.text = "使用Rust语言".to_owned();
        assert_eq!(within(&[han], Rect::new(100.0, 0.0, 300.0, 20.0))[0].text, "Rust语言");
    }

    #[test]
    fn a_page_that_was_read_is_cleared_and_a_block_with_nothing_left_goes() {
        let block = |lines: Vec<Line>| {
            let mut block = Block::default();
            block.set_lines(lines);
            block
        };
        let table = tabular::tabular(&[line("a b", 200.0), line("c d", 240.0)]);
        let blocks = vec![
            block(vec![line("one two", 0.0), line("three", 40.0)]),
            block(vec![line("stamp", 100.0)]),
            Block { table: Some(table), ..Block::default() },
        ];
        let mut page = Page { blocks, ..Page::default() };
        let area = Rect::new(95.0, 0.0, 300.0, 300.0);
        let inside: Vec<String> = blocks_within(&page.blocks, area).iter().map(Block::text).collect();
        assert_eq!(inside, ["two", "b\nd"]);
        clear(&mut page, &[area, Rect::new(0.0, 90.0, 90.0, 130.0)]);
        assert_eq!(page.blocks.iter().map(Block::text).collect::<Vec<_>>(), ["one\nthree", "a\nc"]);
    }

    #[test]
    fn an_area_is_the_same_share_of_every_page() {
        let area = Area::of(Rect::new(-50.0, 100.0, 500.0, 200.0), 1000.0, 2000.0, AreaPages::Even).unwrap();
        assert_eq!(area.bbox, Rect::new(0.0, 0.05, 0.5, 0.1));
        assert!(area.is_sound() && area.pages.has(1) && !area.pages.has(0));
        assert_eq!(area.on(200.0, 100.0), Rect::new(0.0, 5.0, 100.0, 10.0));
        assert_eq!(serde_json::from_str::<Area>("{\"bbox\":[0,0,1,0.1]}").unwrap().pages, AreaPages::All);
    }

    #[test]
    fn what_is_no_place_on_the_page_is_none() {
        let at = |x0, y0, x1, y1| on_page(Rect { x0, y0, x1, y1 }, 100.0, 100.0);
        assert_eq!(at(-10.0, -10.0, 1e30, 50.0), Some(Rect::new(0.0, 0.0, 100.0, 50.0)));
        assert_eq!(at(100.0, 0.0, 200.0, 50.0), None, "outside");
        assert_eq!(at(10.0, 10.0, 10.0, 50.0), None, "empty");
        assert_eq!(at(f32::NAN, 0.0, 10.0, 10.0), None);
        assert_eq!(at(0.0, 0.0, f32::INFINITY, 10.0), None);
        assert_eq!(on_page(Rect::new(0.0, 0.0, 1.0, 1.0), 0.0, 0.0), None, "a page of no size");
        assert!(!Area { bbox: Rect::new(0.0, 0.0, 1.5, 1.0), ..Area::default() }.is_sound());
    }
}
