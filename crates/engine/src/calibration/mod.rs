//! Calibration.

/// What a recogniser knows of one word that it read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Evidence {
    /// The least probability of a character, 0–1.
    pub least: f32,
    /// The geometric mean of the characters' probabilities, 0–1.
    pub mean: f32,
    /// The greatest probability of a character that may be missing within the word, 0–0.5.
    pub missed: f32,
    /// The least probability of the spaces at its ends, 0–1; 1 where it stands at the line's end.
    pub parted: f32,
}

/// A line with what is known of each of its words.
#[derive(Clone, Debug, PartialEq)]
pub struct Read {
    /// The line; its words' confidences are not calibrated yet.
    pub line: document::Line,
    /// One for each word.
    pub evidence: Vec<Evidence>,
}
