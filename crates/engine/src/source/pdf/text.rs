//! The text of a PDF page: PDFium's characters, in its order, gathered to words and lines with boxes on the rendering.
//!
//! Boxes of words are those of their glyphs' ink. A line ends where PDFium says so, where the next character stands on
//! another baseline, or at a gap that no word space makes (columns, table cells): order across such gaps is the layout's
//! concern. Rows with right-to-left writing are put in order by `direction`. Judges too whether the text can stand for the page.

use document::{Line, Point, Rect, Word};
use pdfium_render::prelude::*;

use super::direction::{self, Piece};
use super::run::{Run, quad};
use super::style::Style;
use super::{Placed, paths, scan};
use crate::source::TextLayer;

/// A gap of this many ems parts lines where the file holds a space: wider than justified text makes them.
const SPACED_GAP: f32 = 2.5;
/// A gap of this many ems parts lines where the file holds no space: cells of a table, columns.
const BARE_GAP: f32 = 1.2;
/// A gap of this many ems parts words even without a space.
const WORD_GAP: f32 = 0.5;
/// PDFium ends a line at every change of baseline. The line goes on where what follows stands beside it, no further
/// than this many ems: a raised or lowered figure.
const SCRIPT_GAP: f32 = 0.4;
/// The share of characters without meaning above which the text is of no use.
const BAD_SHARE: f32 = 0.1;
/// The share of a page that a picture covers when the page is a scan.
const SCAN_COVER: f32 = 0.6;
/// Fewer visible characters than this over a scan are a stamp or a running foot, not the page's text.
const STAMP_CHARS: usize = 200;

/// Reads the text of a page; `None` where it has no word.
pub(super) fn read(page: &PdfPage<'_>, placed: &Placed) -> Result<Option<TextLayer>, PdfiumError> {
    let text = page.text()?;
    let mut gather = Gather::new(placed);
    for char in text.chars().iter() {
        gather.push(&char);
    }
    gather.end_line();
    let Gather { pieces, total, bad, invisible, .. } = gather;
    if pieces.is_empty() {
        return Ok(None);
    }
    let lines = direction::settle(pieces);
    let visible = total - invisible;
    let decodes = bad as f32 <= total as f32 * BAD_SHARE;
    let seen = visible * 2 >= total;
    // Looking for a picture costs more than reading; only pages in doubt pay for it.
    let over_scan = visible < STAMP_CHARS && scan::covered_by_one_picture(page, placed.visible) >= SCAN_COVER;
    Ok(Some(TextLayer {
        lines,
        rulings: paths::rulings(page, placed),
        width: placed.width,
        height: placed.height,
        dpi: placed.dpi,
        rotation: placed.rotation,
        good: decodes && seen && !over_scan,
        invisible: invisible == total,
    }))
}

/// What PDFium put between two characters.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Between {
    Nothing,
    /// A space of the file's own.
    Space,
    /// A space that PDFium made of a gap.
    Gap,
    /// A line end.
    Break,
}

/// A word in the making.
struct Open {
    letters: Vec<(char, Rect)>,
    bbox: Rect,
    style: Style,
}

/// Characters on their way to words and lines.
struct Gather<'a> {
    placed: &'a Placed,
    pieces: Vec<Piece>,
    words: Vec<Word>,
    /// The characters of each of `words`.
    letters: Vec<Vec<(char, Rect)>>,
    word: Option<Open>,
    run: Run,
    /// The line's box so far, and that of its last character.
    line_box: Option<Rect>,
    last: Rect,
    /// The letters' size across the line, in pixels.
    em: f32,
    /// What stood between the last character and the next.
    between: Between,
    /// Whether a space of any kind did.
    spaced: bool,
    /// Whether the last word was render-mode 3.
    hidden: bool,
    /// How the last word is set.
    style: Style,
    total: usize,
    bad: usize,
    invisible: usize,
}

impl<'a> Gather<'a> {
    fn new(placed: &'a Placed) -> Self {
        Self {
            placed,
            pieces: Vec::new(),
            words: Vec::new(),
            letters: Vec::new(),
            word: None,
            run: Run::Right,
            line_box: None,
            last: Rect::default(),
            em: 0.0,
            between: Between::Nothing,
            spaced: false,
            hidden: false,
            style: Style::default(),
            total: 0,
            bad: 0,
            invisible: 0,
        }
    }

    /// A user-space box on the rendering.
    fn to_pixels(&self, r: &PdfRect) -> Rect {
        let a = self.placed.point(Point::new(r.left().value, r.top().value));
        let b = self.placed.point(Point::new(r.right().value, r.bottom().value));
        Rect::new(a.x, a.y, b.x, b.y)
    }

    fn push(&mut self, char: &PdfPageTextChar<'_>) {
        let code = char.unicode_value();
        let value = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
        match value {
            '\n' | '\r' => self.pause(Between::Break),
            // PDFium puts this for the hyphen at which a word is parted over two lines.
            '\u{2}' => {
                self.add('-', char);
                self.end_line();
            }
            '\u{ad}' | '\u{feff}' | '\u{200b}' => {}
            _ if value.is_whitespace() && matches!(char.is_generated(), Ok(true)) => self.pause(Between::Gap),
            _ if value.is_whitespace() => self.pause(Between::Space),
            _ => self.add(value, char),
        }
    }

    fn pause(&mut self, between: Between) {
        self.spaced |= between != Between::Break;
        if self.between != Between::Break {
            self.between = between;
        }
    }

    fn add(&mut self, value: char, char: &PdfPageTextChar<'_>) {
        let Ok(user) = char.tight_bounds() else { return };
        let bbox = self.to_pixels(&user);
        // Text outside the visible part of the page is not on it.
        let (w, h) = (self.placed.width as f32, self.placed.height as f32);
        let centre = bbox.center();
        if !(0.0..=w).contains(&centre.x) || !(0.0..=h).contains(&centre.y) {
            return;
        }
        if self.between != Between::Nothing || self.line_box.is_none() {
            self.look(char, bbox);
        }
        self.part(bbox);
        (self.between, self.spaced) = (Between::Nothing, false);
        self.total += 1;
        self.bad += usize::from(is_bad(value));
        self.invisible += usize::from(self.hidden);
        let value = if value.is_control() { char::REPLACEMENT_CHARACTER } else { value };
        match &mut self.word {
            Some(word) => {
                word.letters.push((value, bbox));
                word.bbox = word.bbox.union(bbox);
            }
            None => self.word = Some(Open { letters: vec![(value, bbox)], bbox, style: self.style }),
        }
        self.line_box = Some(self.line_box.map_or(bbox, |line| line.union(bbox)));
        self.last = bbox;
    }

    /// What is asked once a word, as it holds for the whole of it: direction, size, visibility, style.
    fn look(&mut self, char: &PdfPageTextChar<'_>, bbox: Rect) {
        let angle = char.angle_degrees().unwrap_or(0.0) + f32::from(self.placed.rotation);
        let run = Run::of(angle.rem_euclid(360.0));
        if run != self.run {
            self.end_line();
            self.run = run;
        }
        let mode = char.render_mode();
        self.hidden = matches!(mode, Ok(PdfPageTextRenderMode::Invisible));
        self.style = if self.hidden { Style::default() } else { Style::of(char) };
        // Letters that are filled and then drawn around stand for a bold face that the writer did not have.
        self.style.bold |= matches!(mode, Ok(PdfPageTextRenderMode::FilledThenStroked));
        let loose = char.loose_bounds().map_or(bbox, |b| self.to_pixels(&b));
        let across = |b: Rect| match run {
            Run::Up | Run::Down => b.width(),
            _ => b.height(),
        };
        // Fonts lie about their height; the ink bounds what can be believed.
        let ink = across(bbox);
        let size = across(loose).clamp(ink * 0.8, (ink * 6.0).max(self.placed.dpi / 12.0));
        // A raised figure does not change the size of its line.
        self.em = if self.line_box.is_some() { self.em.max(size) } else { size };
    }

    /// Ends the word or the line where the next character, at `next`, does not continue it.
    fn part(&mut self, next: Rect) {
        let Some(line) = self.line_box else { return };
        let (gap, shift) = match self.run {
            Run::Right | Run::Left => (-next.overlap_x(self.last), -next.overlap_y(line)),
            Run::Up | Run::Down => (-next.overlap_y(self.last), -next.overlap_x(line)),
            // Boxes of slanted letters say little: PDFium's own ends are what there is.
            Run::Slanted(_) if self.between == Between::Break => return self.end_line(),
            Run::Slanted(_) if self.between != Between::Nothing => return self.end_word(),
            Run::Slanted(_) => return,
        };
        let em = self.em;
        let most = match self.between {
            Between::Space => SPACED_GAP,
            Between::Break => SCRIPT_GAP,
            Between::Gap | Between::Nothing => BARE_GAP,
        };
        let beside = match self.run {
            Run::Right => next.center().x > self.last.center().x,
            Run::Down => next.center().y > self.last.center().y,
            Run::Left => next.center().x < self.last.center().x,
            _ => next.center().y < self.last.center().y,
        };
        let goes_on = gap <= most * em && shift <= 0.3 * em;
        if !goes_on || (self.between == Between::Break && (!beside || gap < -0.5 * em || shift > 0.05 * em)) {
            self.end_line();
        } else if self.spaced || gap > WORD_GAP * em {
            self.end_word();
        }
    }

    fn end_word(&mut self) {
        let Some(word) = self.word.take() else { return };
        let (w, h) = (self.placed.width as f32, self.placed.height as f32);
        let Style { bold, italic } = word.style;
        let bbox = word.bbox.clamp_to(w, h);
        let text = word.letters.iter().map(|(c, _)| *c).collect();
        self.letters.push(word.letters);
        self.words.push(Word { text, bbox, confidence: 1.0, bold, italic, ..Word::default() });
    }

    fn end_line(&mut self) {
        self.end_word();
        self.line_box = None;
        let words = std::mem::take(&mut self.words);
        let letters = std::mem::take(&mut self.letters);
        let Some(bounds) = Rect::around(words.iter().map(|w| w.bbox)) else { return };
        let text = words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" ");
        let quad = quad(self.run, bounds, &words);
        let line = Line { text, quad, confidence: 1.0, words };
        self.pieces.push(Piece { line, letters, run: self.run, em: self.em });
    }
}

/// Whether a character says nothing: no mapping, private use, a control.
fn is_bad(value: char) -> bool {
    matches!(value, '\u{fffd}' | '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..) || value.is_control()
}
