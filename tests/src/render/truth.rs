//! A drawn page with its truth: which words stand on it, and where their ink is.
//!
//! Every pixel knows the word whose ink it is, so that boxes stay exact when the picture is turned or scaled.

use std::path::Path;

use document::Rect;
use image::{Rgb, RgbImage};
use serde_json::json;

use super::RenderError;

/// A word and the box of its ink in pixels.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WordBox {
    /// The text without surrounding space.
    pub text: String,
    /// The smallest box that holds its ink, right and bottom edge exclusive.
    pub ink: Rect,
}

/// A line: words in logical order. A row has those of both ends.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LineBox {
    /// The block of the page's specification that it belongs to.
    pub block: u32,
    /// Indices into [`Rendered::words`].
    pub words: Vec<usize>,
}

/// A drawn page.
#[derive(Clone, Debug)]
pub struct Rendered {
    /// The picture.
    pub image: RgbImage,
    /// Pixels an inch.
    pub dpi: f32,
    /// All words, line by line in reading order.
    pub words: Vec<WordBox>,
    /// All lines in reading order.
    pub lines: Vec<LineBox>,
    /// For each pixel, row by row, 1 + the index of the word whose ink it is, or 0.
    pub(super) labels: Vec<u16>,
}

impl Rendered {
    /// White paper.
    pub(super) fn blank(width: u32, height: u32, dpi: f32) -> Self {
        let labels = vec![0; width as usize * height as usize];
        Self { image: RgbImage::from_pixel(width, height, Rgb([255; 3])), dpi, words: vec![], lines: vec![], labels }
    }

    /// Begins a word; the label returned marks its ink.
    pub(super) fn add_word(&mut self, line: &mut LineBox, text: &str) -> u16 {
        line.words.push(self.words.len());
        self.words.push(WordBox { text: text.into(), ink: Rect::default() });
        u16::try_from(self.words.len()).expect("a page holds fewer than 65536 words")
    }

    /// Marks a pixel as ink of the word with this label.
    pub(super) fn mark(&mut self, x: u32, y: u32, label: u16) {
        self.labels[y as usize * self.image.width() as usize + x as usize] = label;
        let word = &mut self.words[label as usize - 1];
        let pixel = Rect::new(x as f32, y as f32, x as f32 + 1.0, y as f32 + 1.0);
        word.ink = if word.ink.area() > 0.0 { word.ink.union(pixel) } else { pixel };
    }

    /// Ends a line; one without words is dropped.
    pub(super) fn push_line(&mut self, line: LineBox) {
        if !line.words.is_empty() {
            self.lines.push(line);
        }
    }

    /// Puts another picture in place of this one, with its labels, and measures the words anew.
    pub(super) fn replace(&mut self, image: RgbImage, labels: &[u16]) {
        let width = image.width();
        (self.image, self.labels) = (image, vec![0; labels.len()]);
        self.words.iter_mut().for_each(|w| w.ink = Rect::default());
        for (i, &label) in labels.iter().enumerate().filter(|(_, l)| **l > 0) {
            self.mark(i as u32 % width, i as u32 / width, label);
        }
    }

    /// The text of a line.
    pub fn line_text(&self, line: &LineBox) -> String {
        line.words.iter().map(|&w| self.words[w].text.as_str()).collect::<Vec<_>>().join(" ")
    }

    /// The text in reading order: lines by `\n`, blocks by an empty line.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for (i, line) in self.lines.iter().enumerate() {
            if i > 0 {
                text.push_str(if self.lines[i - 1].block == line.block { "\n" } else { "\n\n" });
            }
            text.push_str(&self.line_text(line));
        }
        text
    }

    /// Writes the picture to `path` (its ending says the format) and, beside it, `<stem>.gt.json` with the text and the
    /// words' boxes: `{"text", "language", "words": [{"t", "b": [x0, y0, x1, y1]}]}`. The language is BCP 47.
    ///
    /// # Errors
    /// Where a file cannot be written.
    pub fn write(&self, path: &Path, language: &str) -> Result<(), RenderError> {
        self.image.save(path)?;
        let words: Vec<_> =
            self.words.iter().map(|w| json!({ "t": w.text, "b": [w.ink.x0, w.ink.y0, w.ink.x1, w.ink.y1] })).collect();
        let truth = json!({ "text": self.text(), "language": language, "words": words });
        std::fs::write(path.with_extension("gt.json"), truth.to_string())?;
        Ok(())
    }
}
