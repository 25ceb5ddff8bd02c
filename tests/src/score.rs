//! How far a recognition is from the truth: characters, and boxes over ink.

use document::Rect;
use serde_json::Value;

use crate::render::WordBox;

/// Character error rate: the edit distance over the truth's length, runs of white space counted as one space.
pub fn cer(truth: &str, text: &str) -> f64 {
    let normal = |s: &str| s.split_whitespace().collect::<Vec<_>>().join(" ");
    let (truth, text) = (normal(truth), normal(text));
    strsim::levenshtein(&truth, &text) as f64 / truth.chars().count().max(1) as f64
}

/// The words of a JSON export with their boxes, in its order.
///
/// # Panics
/// Where it is not the export that the contract describes.
pub fn words(json: &Value) -> Vec<WordBox> {
    let list = |value: &Value, key: &str| -> Vec<Value> {
        value[key].as_array().unwrap_or_else(|| panic!("no list `{key}` in {value}")).clone()
    };
    let pages = list(json, "pages");
    let blocks = pages.iter().flat_map(|page| list(page, "blocks"));
    let lines = blocks.flat_map(|block| list(&block, "lines"));
    let word = |word: &Value| WordBox {
        text: word["text"].as_str().expect("a word has a text").into(),
        ink: serde_json::from_value(word["bbox"].clone()).expect("a word has a box [x0, y0, x1, y1]"),
    };
    lines.flat_map(|line| list(&line, "words").iter().map(word).collect::<Vec<_>>()).collect()
}

/// How well boxes lie over ink: means over the truth's words, 0 for a word that no box touches.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Overlap {
    /// Intersection over union of the ink with the best box.
    pub area: f64,
    /// The same along the line alone: a box is as high as its line, whatever letters the word has.
    pub across: f64,
}

/// Compares boxes with ink. Words are matched by place alone.
pub fn overlap(truth: &[WordBox], found: &[WordBox]) -> Overlap {
    let across = |a: Rect, b: Rect| a.overlap_x(b) / (a.x1.max(b.x1) - a.x0.min(b.x0));
    let (mut area_sum, mut across_sum) = (0.0, 0.0);
    for word in truth {
        let best = found.iter().max_by(|a, b| a.ink.iou(word.ink).total_cmp(&b.ink.iou(word.ink)));
        if let Some(best) = best.filter(|best| best.ink.iou(word.ink) > 0.0) {
            area_sum += f64::from(best.ink.iou(word.ink));
            across_sum += f64::from(across(best.ink, word.ink));
        }
    }
    let count = truth.len().max(1) as f64;
    Overlap { area: area_sum / count, across: across_sum / count }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_count_characters_not_bytes() {
        assert_eq!(cer("Grüße", "Gruße"), 0.2);
        assert_eq!(cer("a\nb", "a  b "), 0.0);
        assert_eq!(cer("ab", ""), 1.0);
    }

    #[test]
    fn a_missing_box_costs_its_word() {
        let word = |x0, x1, y1| WordBox { text: String::new(), ink: Rect::new(x0, 0.0, x1, y1) };
        let overlap = overlap(&[word(0.0, 10.0, 10.0), word(50.0, 60.0, 10.0)], &[word(0.0, 20.0, 20.0)]);
        assert_eq!(overlap, Overlap { area: 0.125, across: 0.25 });
    }
}
