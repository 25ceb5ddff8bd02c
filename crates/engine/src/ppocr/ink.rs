//! Where the ink of a straightened line lies: which columns and rows of the crop hold strokes.
//!
//! Owns telling ink from paper by brightness alone (Otsu's threshold, 1979), dark on light or light on dark. It serves
//! boxes only; a wrong answer here moves a box's edge and never changes the text.

use super::crop::{Crop, HEIGHT};

/// The ink of one crop.
pub(super) struct Ink {
    dark: Vec<bool>,
    width: usize,
}

impl Ink {
    /// Tells ink from paper in a crop.
    pub(super) fn of(crop: &Crop) -> Self {
        let brightness: Vec<u8> = crop.brightness().iter().map(|v| ((v + 1.0) * 127.5) as u8).collect();
        let threshold = otsu(&brightness);
        let light = brightness.iter().filter(|&&v| v > threshold).count();
        let paper_is_light = light * 2 >= brightness.len();
        Self { dark: brightness.iter().map(|&v| (v > threshold) != paper_is_light).collect(), width: crop.width }
    }

    /// How many ink pixels stand in a column between two rows.
    fn column(&self, x: usize, rows: (usize, usize)) -> usize {
        (rows.0..rows.1).filter(|&y| self.dark[y * self.width + x]).count()
    }

    /// The widest gap without ink between two columns, as its first column and the one after its last.
    pub(super) fn gap(&self, from: usize, to: usize) -> Option<(usize, usize)> {
        let (mut best, mut start) = (None, None);
        for x in from..=to.min(self.width) {
            let empty = x < to.min(self.width) && self.column(x, BODY) == 0;
            match (empty, start) {
                (true, None) => start = Some(x),
                (false, Some(s)) => {
                    if best.is_none_or(|(a, b)| x - s > b - a) {
                        best = Some((s, x));
                    }
                    start = None;
                }
                _ => {}
            }
        }
        best
    }

    /// The first and the last column with ink (the last one exclusive) between two columns.
    pub(super) fn columns(&self, from: usize, to: usize) -> Option<(usize, usize)> {
        let inked = |x: &usize| self.column(*x, BODY) > 0;
        let first = (from..to.min(self.width)).find(inked)?;
        let last = (from..to.min(self.width)).rev().find(inked)?;
        Some((first, last + 1))
    }

    /// The rows of the ink between two columns (the last one exclusive). Strokes that reach in from the lines above and
    /// below are left out: they hang on the crop's edge and an empty row parts them from the text.
    pub(super) fn rows(&self, from: usize, to: usize) -> Option<(usize, usize)> {
        let to = to.min(self.width);
        let inked: Vec<bool> = (0..HEIGHT)
            .map(|y| from < to && self.dark[y * self.width + from..y * self.width + to].contains(&true))
            .collect();
        let mut runs: Vec<(usize, usize)> = Vec::new();
        for (y, _) in inked.iter().enumerate().filter(|(_, i)| **i) {
            match runs.last_mut() {
                Some(run) if run.1 == y => run.1 = y + 1,
                _ => runs.push((y, y + 1)),
            }
        }
        let stray = |&(a, b): &(usize, usize)| (a == 0 && b <= EDGE) || (b == HEIGHT && a >= HEIGHT - EDGE);
        let kept = runs.iter().filter(|r| !stray(r));
        Some((kept.clone().map(|r| r.0).min()?, kept.map(|r| r.1).max()?))
    }
}

/// The rows in which gaps between words are looked for: neighbouring lines reach into the others.
const BODY: (usize, usize) = (6, 42);
/// A stroke from a neighbouring line reaches in this far at most.
const EDGE: usize = 10;

/// The brightness that parts two groups of values with the least variance within each.
fn otsu(values: &[u8]) -> u8 {
    let mut histogram = [0u32; 256];
    for &v in values {
        histogram[usize::from(v)] += 1;
    }
    let total = values.len() as f64;
    let sum: f64 = histogram.iter().enumerate().map(|(v, &n)| v as f64 * f64::from(n)).sum();
    let (mut below, mut sum_below, mut best) = (0.0, 0.0, (0, -1.0));
    for (v, &n) in histogram.iter().enumerate() {
        below += f64::from(n);
        sum_below += v as f64 * f64::from(n);
        if below == 0.0 || below == total {
            continue;
        }
        let apart = sum_below / below - (sum - sum_below) / (total - below);
        let between = below * (total - below) * apart * apart;
        if between > best.1 {
            best = (v, between);
        }
    }
    best.0 as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A crop of `width` columns with ink where `ink(x, y)`.
    fn crop(width: usize, light_text: bool, ink: impl Fn(usize, usize) -> bool) -> Crop {
        let plane: Vec<f32> =
            (0..HEIGHT * width).map(|i| if ink(i % width, i / width) == light_text { 0.9 } else { -0.8 }).collect();
        Crop { planes: [plane.clone(), plane.clone(), plane].concat(), width }
    }

    #[test]
    fn two_words_have_a_gap() {
        for light_text in [false, true] {
            let word = |x: usize, y: usize| (14..34).contains(&y) && ((5..20).contains(&x) || (30..50).contains(&x));
            let ink = Ink::of(&crop(64, light_text, word));
            assert_eq!(ink.gap(10, 40), Some((20, 30)));
            assert_eq!(ink.columns(0, 64), Some((5, 50)));
            assert_eq!(ink.rows(0, 25), Some((14, 34)));
            assert_eq!(ink.rows(52, 64), None);
        }
    }

    #[test]
    fn neighbouring_lines_do_not_stretch_a_word() {
        let ink = Ink::of(&crop(64, false, |x, y| x < 40 && (y < 3 || (12..36).contains(&y) || y > 44)));
        assert_eq!(ink.rows(0, 40), Some((12, 36)));
    }

    #[test]
    fn an_accent_belongs_to_its_word() {
        let ink = Ink::of(&crop(64, false, |x, y| x < 40 && ((8..10).contains(&y) || (12..36).contains(&y))));
        assert_eq!(ink.rows(0, 40), Some((8, 36)));
    }
}
