//! From characters with time steps to a line of words with boxes.
//!
//! Owns where one word ends and the next begins: at spaces, and where the writing changes between ideographs or kana
//! and letters (those scripts put no spaces between words, so each run is one word). A word's box spans the ink around
//! its characters' time steps, mapped back to the page through the line's quadrilateral. Tells what is known of each word
//! for `calibration`, which makes chances of it; beforehand a word's confidence is the product of its characters' probabilities, a line's the mean
//! over its words, each weighted by its length.

use document::{Line, Point, Quad, Rect, Word};

use super::crop::{Crop, HEIGHT};
use super::ctc::{Dictionary, Glyph};
use super::ink::Ink;
use super::nbest::Lattice;
use crate::calibration::{self, Engine, Evidence, Read};

/// Builds the line that was read as `glyphs` over `steps` time steps in `crop`, which was cut out at `quad`, with
/// calibrated confidences; `None` where nothing but space was read.
pub(super) fn line(glyphs: &[Glyph], steps: usize, crop: &Crop, quad: &Quad) -> Option<Line> {
    let read = read(glyphs, steps, crop, quad)?;
    calibration::calibrated(Engine::Ppocr, vec![read]).pop()
}

/// A word less likely to be right than this is given its next-best readings: of surer ones hardly any is wrong.
const DOUBTFUL: f32 = 0.9;
/// So many at most.
const ALTERNATIVES: usize = 5;

/// Gives the doubtful words of a line, which was read as `glyphs`, what else they might be.
pub(super) fn add_alternatives(line: &mut Line, glyphs: &[Glyph], lattice: &Lattice, dictionary: &Dictionary) {
    let groups = split(glyphs);
    if groups.len() != line.words.len() {
        return;
    }
    for (word, group) in line.words.iter_mut().zip(groups).filter(|(word, _)| word.confidence < DOUBTFUL) {
        let (first, last) = (group[0].steps.0, group[group.len() - 1].steps.1);
        // From the end of the character before to the start of the next: what was lost stands there.
        let from = glyphs.iter().take_while(|g| g.steps.1 < first).last().map_or(0, |g| g.steps.1 + 1);
        let to = glyphs.iter().find(|g| g.steps.0 > last).map_or(lattice.steps(), |g| g.steps.0);
        let readings = lattice.readings((from, to), dictionary).into_iter().map(|candidate| candidate.text);
        word.alternatives = readings.filter(|text| *text != word.text).take(ALTERNATIVES).collect();
    }
}

/// The same with the evidence for each word in place of calibration.
pub(super) fn read(glyphs: &[Glyph], steps: usize, crop: &Crop, quad: &Quad) -> Option<Read> {
    let groups = split(glyphs);
    if groups.is_empty() || steps == 0 {
        return None;
    }
    let ink = Ink::of(crop);
    let step = crop.width as f32 / steps as f32;
    let spans = spans(&groups, step, crop.width, &ink);
    let mut words = Vec::with_capacity(groups.len());
    let (mut top, mut bottom) = (HEIGHT, 0);
    for (group, &(from, to)) in groups.iter().zip(&spans) {
        let (y0, y1) = ink.rows(from, to).unwrap_or((HEIGHT / 6, HEIGHT * 5 / 6));
        top = top.min(y0);
        bottom = bottom.max(y1);
        words.push(Word {
            text: group.iter().map(|g| g.char).collect(),
            bbox: part(quad, crop.width, widen((from, to), SIDE, crop.width), widen((y0, y1), ABOVE, HEIGHT)).bounds(),
            confidence: confidence(group),
            ..Word::default()
        });
    }
    let ends = (spans[0].0, spans[spans.len() - 1].1);
    let evidence = groups.iter().map(|group| evidence(group)).collect();
    let quad = part(quad, crop.width, ends, (top, bottom));
    Some(Read { line: Line { text: text(glyphs), quad, confidence: mean(&words), words }, evidence })
}

/// The text without space at its ends, single spaces within.
fn text(glyphs: &[Glyph]) -> String {
    let all: String = glyphs.iter().map(|g| g.char).collect();
    all.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The mean confidence of words, each weighted by its length.
fn mean(words: &[Word]) -> f32 {
    let (sum, weight) = words.iter().fold((0.0, 0.0), |(sum, weight), w| {
        let n = w.text.chars().count() as f32;
        (sum + w.confidence * n, weight + n)
    });
    if weight > 0.0 { sum / weight } else { 0.0 }
}

/// The product of a word's characters' probabilities. A run of a script without spaces can be a whole line, so there it
/// is that of one character: the geometric mean.
fn confidence(group: &[Glyph]) -> f32 {
    let product: f64 = group.iter().map(|g| f64::from(g.probability)).product();
    let letters = if group.iter().any(|g| unspaced(g.char)) { group.len() } else { 1 };
    product.powf(1.0 / letters as f64).clamp(0.0, 1.0) as f32
}

/// What is known of a word.
fn evidence(group: &[Glyph]) -> Evidence {
    let logs: f32 = group.iter().map(|g| g.probability.max(1e-6).ln()).sum();
    Evidence {
        least: group.iter().map(|g| g.probability).fold(1.0, f32::min),
        mean: (logs / group.len() as f32).exp(),
        missed: group.iter().map(|g| g.missed).fold(0.0, f32::max),
    }
}

/// Whether a character belongs to a script that is written without spaces between words.
pub(super) fn unspaced(c: char) -> bool {
    matches!(u32::from(c), 0x0E00..=0x0E7F | 0x2E80..=0x2FDF | 0x3005..=0x3007 | 0x3040..=0x30FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF)
}

/// The words: runs without space and without a change between unspaced scripts and letters or digits.
fn split(glyphs: &[Glyph]) -> Vec<&[Glyph]> {
    let mut groups = Vec::new();
    for run in glyphs.split(|g| g.char.is_whitespace()) {
        let (mut start, mut script) = (0, None);
        for (i, glyph) in run.iter().enumerate() {
            let here = if unspaced(glyph.char) {
                Some(true)
            } else if glyph.char.is_alphanumeric() {
                Some(false)
            } else {
                None
            };
            if here.is_some() && script.is_some() && here != script {
                groups.push(&run[start..i]);
                start = i;
            }
            script = here.or(script);
        }
        if start < run.len() {
            groups.push(&run[start..]);
        }
    }
    groups
}

/// The columns of each word in the crop: from the ink around its characters, parted from its neighbours at the widest
/// gap between them.
fn spans(groups: &[&[Glyph]], step: f32, width: usize, ink: &Ink) -> Vec<(usize, usize)> {
    let middle = |g: &Glyph| (g.steps.0 + g.steps.1 + 1) as f32 / 2.0 * step;
    let column = |x: f32| (x.max(0.0) as usize).min(width);
    let ends: Vec<(f32, f32)> = groups.iter().map(|g| (middle(&g[0]), middle(&g[g.len() - 1]))).collect();
    // Where two words part: the end of one, the start of the next.
    let cuts: Vec<(usize, usize)> = ends
        .windows(2)
        .map(|pair| {
            let (from, to) = (column(pair[0].1), column(pair[1].0));
            ink.gap(from, to).unwrap_or_else(|| {
                let half = column((pair[0].1 + pair[1].0) / 2.0);
                (half, half)
            })
        })
        .collect();
    (0..groups.len())
        .map(|i| {
            let from = if i == 0 { 0 } else { cuts[i - 1].1 };
            let to = cuts.get(i).map_or(width, |c| c.0);
            let (a, b) = ink.columns(from, to).unwrap_or((from, to));
            // Ink tells the edges, but a word never shrinks below its characters' middles.
            (a.min(column(ends[i].0)), b.max(column(ends[i].1) + 1).min(width))
        })
        .collect()
}

/// The part of the line's quadrilateral between two columns and two rows of its crop.
fn part(quad: &Quad, width: usize, columns: (usize, usize), rows: (usize, usize)) -> Quad {
    let share = |v: usize, all: usize| v as f32 / all as f32;
    let Quad([a, b, c, d]) = quad.slice(share(columns.0, width), share(columns.1, width));
    let (top, bottom) = (share(rows.0, HEIGHT), share(rows.1, HEIGHT));
    let along = |from: Point, to: Point, t: f32| from.lerp(to, t);
    Quad([along(a, d, top), along(b, c, top), along(b, c, bottom), along(a, d, bottom)])
}

/// Crop pixels that a word's box reaches beyond its ink to the left and right.
const SIDE: usize = 2;
/// Crop pixels that it reaches above and below: about a sixth of a line's height, as people draw boxes.
const ABOVE: usize = 5;

/// A range grown by `by` at both ends, within `0..limit`.
fn widen(range: (usize, usize), by: usize, limit: usize) -> (usize, usize) {
    (range.0.saturating_sub(by), (range.1 + by).min(limit))
}

/// The share of the smaller box that both cover.
pub(super) fn overlap(a: Rect, b: Rect) -> f32 {
    let smaller = a.area().min(b.area());
    let common = a.intersection(b).map_or(0.0, Rect::area);
    if smaller > 0.0 { common / smaller } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn glyphs(text: &str, steps: &[usize]) -> Vec<Glyph> {
        text.chars().zip(steps).map(|(char, &s)| Glyph { char, probability: 0.9, missed: 0.0, steps: (s, s) }).collect()
    }

    /// A white crop with dark bars: one list of column ranges, all in rows 12 to 36.
    fn crop(width: usize, bars: &[(usize, usize)]) -> Crop {
        let plane: Vec<f32> = (0..HEIGHT * width)
            .map(|i| {
                let (x, y) = (i % width, i / width);
                if (12..36).contains(&y) && bars.iter().any(|b| (b.0..b.1).contains(&x)) { -1.0 } else { 1.0 }
            })
            .collect();
        Crop { planes: [plane.clone(), plane.clone(), plane].concat(), width }
    }

    #[test]
    fn boxes_hug_the_ink_of_their_words() {
        let quad = Quad::from(Rect::new(100.0, 200.0, 260.0, 248.0));
        let crop = crop(160, &[(10, 60), (80, 150)]);
        let line = line(&glyphs("ab cd", &[2, 6, 8, 12, 17]), 20, &crop, &quad).unwrap();
        assert_eq!(line.text, "ab cd");
        let boxes: Vec<Rect> = line.words.iter().map(|w| w.bbox).collect();
        assert_eq!(boxes, [Rect::new(108.0, 207.0, 162.0, 241.0), Rect::new(178.0, 207.0, 252.0, 241.0)]);
        assert_eq!(line.quad.bounds(), Rect::new(110.0, 212.0, 250.0, 236.0));
        let raw = read(&glyphs("ab cd", &[2, 6, 8, 12, 17]), 20, &crop, &quad).unwrap();
        assert!((raw.line.confidence - 0.81).abs() < 1e-6, "two characters of 0.9 each are both right 81 times in 100");
        assert!((raw.evidence[1].mean - 0.9).abs() < 1e-6 && raw.evidence[1].least == 0.9, "{raw:?}");
        assert!(line.words[0].confidence > 0.0 && line.words[0].confidence != raw.line.words[0].confidence);
    }

    #[test]
    fn words_without_a_gap_part_halfway() {
        let quad = Quad::from(Rect::new(0.0, 0.0, 160.0, 48.0));
        let line = line(&glyphs("漢字ab", &[2, 6, 12, 17]), 20, &crop(160, &[(0, 160)]), &quad).unwrap();
        let texts: Vec<&str> = line.words.iter().map(|w| w.text.as_str()).collect();
        assert_eq!(texts, ["漢字", "ab"]);
        let (left, right) = (line.words[0].bbox, line.words[1].bbox);
        assert_eq!(left.x1 - SIDE as f32, right.x0 + SIDE as f32);
    }

    #[test]
    fn a_standing_line_maps_downwards() {
        // Reads downwards: its top is the right side.
        let quad = Quad([Point::new(48.0, 0.0), Point::new(48.0, 160.0), Point::new(0.0, 160.0), Point::new(0.0, 0.0)]);
        let line = line(&glyphs("ab cd", &[2, 6, 8, 12, 17]), 20, &crop(160, &[(10, 60), (80, 150)]), &quad).unwrap();
        assert_eq!(line.words[1].bbox, Rect::new(7.0, 78.0, 41.0, 152.0));
    }

    #[test]
    fn scripts_part_but_punctuation_does_not() {
        let parts = |text: &str| -> Vec<String> {
            let steps: Vec<usize> = (0..text.chars().count()).collect();
            split(&glyphs(text, &steps)).iter().map(|g| g.iter().map(|g| g.char).collect()).collect()
        };
        assert_eq!(parts("it's  (a) test"), ["it's", "(a)", "test"]);
        assert_eq!(parts("使用Rust语言"), ["使用", "Rust", "语言"]);
        assert_eq!(parts("カタカナー、です。"), ["カタカナー、です。"]);
        assert!(parts("   ").is_empty());
    }
}
