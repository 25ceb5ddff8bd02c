//! A page of text: what stands on it and how it is laid out and drawn.
//!
//! Owns the specification (points, as a typographer counts) and the drawing to pixels. Shaping, bidirectional order and
//! line breaking are cosmic-text's. Ink boxes are taken from the pixels that were really drawn, never from advances.

use cosmic_text::{Attrs, Buffer, Color, Metrics, Shaping, Weight, Wrap};
use image::{Rgb, RgbImage};

use super::fonts::{FONTS, Fonts, require};
use super::truth::{LineBox, Rendered};
use super::{Family, RenderError};

/// Below this coverage (0–255) a pixel is not ink: the faint rim of anti-aliasing is not what an eye calls the letter.
const INK: u8 = 64;

/// Where a line stands between the margins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Align {
    /// At the left.
    #[default]
    Left,
    /// In the middle.
    Center,
    /// At the right.
    Right,
}

/// A block of text: paragraphs parted by `\n`, wrapped to the column.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// The text in logical order.
    pub text: String,
    /// Font size in points.
    pub size: f32,
    /// Bold.
    pub bold: bool,
    /// The font.
    pub family: Family,
    /// Where its lines stand.
    pub align: Align,
    /// Text at the right end of the same line, for rows as on a receipt; the block is then one line.
    pub right: Option<String>,
    /// Stands across all columns, above those that follow.
    pub spanning: bool,
    /// Space below in points.
    pub after: f32,
}

impl Text {
    /// A paragraph in the sans font, 11 points.
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            size: 11.0,
            bold: false,
            family: Family::Sans,
            align: Align::Left,
            right: None,
            spanning: false,
            after: 8.0,
        }
    }

    /// A heading: bold, 18 points, across the columns.
    pub fn heading(text: impl Into<String>) -> Self {
        Self { size: 18.0, bold: true, spanning: true, after: 12.0, ..Self::new(text) }
    }

    /// A row with something at either end, in the monospaced font.
    pub fn row(left: impl Into<String>, right: impl Into<String>) -> Self {
        Self { family: Family::Mono, right: Some(right.into()), after: 2.0, ..Self::new(left) }
    }

    /// The same in another font.
    pub fn family(self, family: Family) -> Self {
        Self { family, ..self }
    }

    /// The same in another size, in points.
    pub fn size(self, size: f32) -> Self {
        Self { size, ..self }
    }

    /// The same in another place of the line.
    pub fn align(self, align: Align) -> Self {
        Self { align, ..self }
    }
}

/// A page to be drawn. All lengths in points (1/72 inch).
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// Width.
    pub width: f32,
    /// Height.
    pub height: f32,
    /// White space on every side.
    pub margin: f32,
    /// Number of columns, at least 1.
    pub columns: u32,
    /// Space between two columns.
    pub gutter: f32,
    /// Pixels an inch.
    pub dpi: f32,
    /// Blocks in reading order.
    pub blocks: Vec<Text>,
}

impl Page {
    /// A page of A5 at 150 dpi with one column: large enough for a dozen lines, small enough to recognise in a second.
    pub fn a5(blocks: Vec<Text>) -> Self {
        Self { width: 420.0, height: 595.0, margin: 40.0, columns: 1, gutter: 24.0, dpi: 150.0, blocks }
    }

    /// A page of A4 at 150 dpi with one column.
    pub fn a4(blocks: Vec<Text>) -> Self {
        Self { width: 595.0, height: 842.0, margin: 57.0, ..Self::a5(blocks) }
    }

    /// The same with so many columns.
    pub fn columns(self, columns: u32) -> Self {
        Self { columns, ..self }
    }

    /// Draws the page.
    ///
    /// # Errors
    /// [`RenderError::Font`] where a font is missing, [`RenderError::Glyph`] where it lacks a character,
    /// [`RenderError::Overflow`] where the text is too long for the page.
    pub fn draw(&self) -> Result<Rendered, RenderError> {
        let mut fonts = FONTS.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let px = |points: f32| points * self.dpi / 72.0;
        let (width, height) = (px(self.width).round(), px(self.height).round());
        let mut canvas = Rendered::blank(width as u32, height as u32, self.dpi);
        let margin = px(self.margin);
        let (full, bottom) = (width - 2.0 * margin, height - margin);
        let column = (full - px(self.gutter) * (self.columns - 1) as f32) / self.columns as f32;
        // `top` is where the current set of columns begins, `x` and `y` where the next line goes.
        let (mut top, mut x, mut y, mut lowest) = (margin, margin, margin, margin);
        for (index, block) in self.blocks.iter().enumerate() {
            require(fonts.system.db(), block.family)?;
            let measure = if block.spanning { full } else { column };
            if block.spanning {
                (x, y) = (margin, lowest.max(y));
            }
            for line in lay_out(&mut fonts, block, measure, px(block.size))? {
                if y + line.height > bottom {
                    x += column + px(self.gutter);
                    y = top;
                    if block.spanning || x + column > width - margin + 1.0 {
                        return Err(RenderError::Overflow(line.pieces.into_iter().map(|p| p.text).collect()));
                    }
                }
                let mut drawn = LineBox { block: index as u32, ..LineBox::default() };
                for piece in &line.pieces {
                    let offset = match piece.align {
                        Align::Left => 0.0,
                        Align::Center => (measure - piece.width) / 2.0,
                        Align::Right => measure - piece.width,
                    };
                    draw_piece(&mut fonts, &mut canvas, &mut drawn, piece, x + offset, y);
                }
                canvas.push_line(drawn);
                y += line.height;
            }
            y += px(block.after);
            lowest = lowest.max(y);
            if block.spanning {
                top = y;
            }
        }
        Ok(canvas)
    }
}

/// One line of the page: one piece, or two for a row.
struct Laid {
    pieces: Vec<Piece>,
    height: f32,
}

/// A run of shaped glyphs with its text.
struct Piece {
    text: String,
    glyphs: Vec<cosmic_text::LayoutGlyph>,
    /// From the top of the line to the baseline in pixels.
    baseline: f32,
    width: f32,
    /// Byte offset of `text` in the paragraph that the glyphs' clusters count in.
    start: usize,
    align: Align,
}

/// Shapes and wraps a block to `measure` pixels with a font of `size` pixels.
fn lay_out(fonts: &mut Fonts, block: &Text, measure: f32, size: f32) -> Result<Vec<Laid>, RenderError> {
    let wrap = if block.right.is_some() { Wrap::None } else { Wrap::WordOrGlyph };
    let mut lines = shape(fonts, block, &block.text, block.align, measure, size, wrap)?;
    if let (Some(right), Some(first)) = (&block.right, lines.first_mut()) {
        let others = shape(fonts, block, right, Align::Right, measure, size, wrap)?;
        first.pieces.extend(others.into_iter().flat_map(|l| l.pieces));
    }
    Ok(lines)
}

fn shape(
    fonts: &mut Fonts,
    block: &Text,
    text: &str,
    align: Align,
    measure: f32,
    size: f32,
    wrap: Wrap,
) -> Result<Vec<Laid>, RenderError> {
    let mut buffer = Buffer::new(&mut fonts.system, Metrics::new(size, size * 1.4));
    let weight = if block.bold { Weight::BOLD } else { Weight::NORMAL };
    let attrs = Attrs::new().family(cosmic_text::Family::Name(block.family.name())).weight(weight);
    buffer.set_wrap(wrap);
    buffer.set_size(Some(measure), None);
    buffer.set_text(text, &attrs, Shaping::Advanced, None);
    buffer.shape_until_scroll(&mut fonts.system, false);
    let mut lines = Vec::new();
    for run in buffer.layout_runs() {
        if let Some(glyph) = run.glyphs.iter().find(|g| g.glyph_id == 0) {
            return Err(RenderError::Glyph(run.text[glyph.start..glyph.end].into()));
        }
        let start = run.glyphs.iter().map(|g| g.start).min().unwrap_or(0);
        let end = run.glyphs.iter().map(|g| g.end).max().unwrap_or(0);
        lines.push(Laid {
            height: run.line_height,
            pieces: vec![Piece {
                text: run.text[start..end].into(),
                glyphs: run.glyphs.to_vec(),
                baseline: run.line_y - run.line_top,
                width: run.line_w,
                start,
                align,
            }],
        });
    }
    Ok(lines)
}

/// Draws a piece with its top left corner at (`x`, `y`) and adds its words to `line`.
fn draw_piece(fonts: &mut Fonts, canvas: &mut Rendered, line: &mut LineBox, piece: &Piece, x: f32, y: f32) {
    let words: Vec<(usize, &str)> =
        piece.text.split_whitespace().map(|w| (w.as_ptr() as usize - piece.text.as_ptr() as usize, w)).collect();
    let labels: Vec<u16> = words.iter().map(|(_, word)| canvas.add_word(line, word)).collect();
    for glyph in &piece.glyphs {
        let at = glyph.start - piece.start;
        let Some(word) = words.iter().position(|(start, word)| (*start..start + word.len()).contains(&at)) else {
            continue;
        };
        let physical = glyph.physical((x, y + piece.baseline), 1.0);
        let Fonts { system, glyphs } = fonts;
        glyphs.with_pixels(system, physical.cache_key, Color::rgb(0, 0, 0), |dx, dy, color| {
            let (px, py) = (physical.x + dx, physical.y + dy);
            if px < 0 || py < 0 || px as u32 >= canvas.image.width() || py as u32 >= canvas.image.height() {
                return;
            }
            darken(&mut canvas.image, px as u32, py as u32, color.a());
            if color.a() >= INK {
                canvas.mark(px as u32, py as u32, labels[word]);
            }
        });
    }
}

/// Lays black ink of this coverage over a pixel.
fn darken(image: &mut RgbImage, x: u32, y: u32, coverage: u8) {
    let Rgb(pixel) = image.get_pixel_mut(x, y);
    for channel in pixel {
        *channel = (u16::from(*channel) * (255 - u16::from(coverage)) / 255) as u8;
    }
}
