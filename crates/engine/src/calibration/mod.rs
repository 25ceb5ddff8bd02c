//! What a word's confidence means: the chance that all of it is right. Of the words told at 0.9, nine in ten are.
//!
//! Engines know how sure their network was of each character, which is not the same: the product of those promises too
//! much on worn print and says nothing of a letter that was left out. Owns the map from what an engine knows
//! ([`Evidence`]) to that chance: a logistic regression (Cox, 1958) on a few figures that are there anyway, one row of
//! constants for each engine and script (`table`). It is monotone: surer characters never make a less likely word.
//!
//! In scripts that put no space between words a run of characters can be a whole line, so there the confidence is the
//! chance of one character. Refuses to change text, or to tell scripts by their looks: what an engine read counts.

mod features;
mod table;

use document::{Line, MeanConfidence, Word};
use unicode_script::{Script, UnicodeScript};

pub use self::features::{COUNT, Features, NAMES};

/// An engine whose confidences are calibrated here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// PP-OCRv6 on rten.
    Ppocr,
    /// The program Tesseract.
    Tesseract,
}

/// What an engine knows of one word that it read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Evidence {
    /// The least probability of a character, 0–1.
    pub least: f32,
    /// The geometric mean of the characters' probabilities, 0–1.
    pub mean: f32,
    /// The greatest probability of a character that may be missing, 0–0.5; 0 where the engine does not tell.
    pub missed: f32,
}

/// A line with what is known of each of its words.
#[derive(Clone, Debug, PartialEq)]
pub struct Read {
    /// The line; its confidences are the engine's own.
    pub line: Line,
    /// One for each word.
    pub evidence: Vec<Evidence>,
}

/// Gives each word, and with them each line, its calibrated confidence. Tesseract's lines are those of a page or
/// region; those of PP-OCRv6 may come one by one.
pub fn calibrated(engine: Engine, reads: Vec<Read>) -> Vec<Line> {
    let figures = features::of(engine, &reads);
    let calibrated = |(read, figures): (Read, Vec<(Script, Features)>)| {
        let mut line = read.line;
        for (word, (script, figures)) in line.words.iter_mut().zip(figures) {
            word.confidence = table::chance(engine, script, &figures);
        }
        line.confidence = MeanConfidence::of(&line.words).mean().unwrap_or(line.confidence);
        line
    };
    reads.into_iter().zip(figures).map(calibrated).collect()
}

/// The same for Tesseract, which tells one number a word.
pub fn of_words(lines: Vec<Line>) -> Vec<Line> {
    calibrated(Engine::Tesseract, lines.into_iter().map(told).collect())
}

/// A line of Tesseract's, with its words' confidences as evidence.
pub fn told(line: Line) -> Read {
    // It tells the least character's, and even where it has no doubt no more than this.
    const MOST: f32 = 0.97;
    let known = |w: &Word| {
        let p = w.confidence / MOST;
        Evidence { least: p, mean: p, missed: 0.0 }
    };
    Read { evidence: line.words.iter().map(known).collect(), line }
}

/// The figures of each word of each line, and the script that its row of constants is chosen by, as ISO 15924 names it.
pub fn features(engine: Engine, reads: &[Read]) -> Vec<Vec<(&'static str, Features)>> {
    let named = |words: Vec<(Script, Features)>| words.into_iter().map(|(s, f)| (s.short_name(), f)).collect();
    features::of(engine, reads).into_iter().map(named).collect()
}

/// The script of most letters of a text; Japanese counts as Han, since both are read and written alike here. `None`
/// for figures and signs alone.
fn script(text: &str) -> Option<Script> {
    let mut counts: Vec<(Script, usize)> = Vec::new();
    for c in text.chars() {
        let script = match c.script() {
            Script::Common | Script::Inherited | Script::Unknown => continue,
            Script::Hiragana | Script::Katakana | Script::Bopomofo => Script::Han,
            script => script,
        };
        match counts.iter_mut().find(|(known, _)| *known == script) {
            Some((_, count)) => *count += 1,
            None => counts.push((script, 1)),
        }
    }
    counts.into_iter().max_by_key(|(_, count)| *count).map(|(script, _)| script)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(words: &[(&str, f32, f32)]) -> Read {
        let text = words.iter().map(|w| w.0).collect::<Vec<_>>().join(" ");
        let words_of = words.iter().map(|(text, ..)| Word { text: (*text).into(), ..Word::default() }).collect();
        let evidence = words.iter().map(|&(_, p, missed)| Evidence { least: p, mean: p, missed }).collect();
        Read { line: Line { text, words: words_of, ..Line::default() }, evidence }
    }

    fn chances(engine: Engine, words: &[(&str, f32, f32)]) -> Vec<f32> {
        calibrated(engine, vec![read(words)])[0].words.iter().map(|w| w.confidence).collect()
    }

    #[test]
    fn surer_characters_make_likelier_words_for_every_engine_and_script() {
        let words =
            ["word", "слово", "λέξη", "كلمة", "מילה", "शब्द", "漢字", "ひらがな", "한글", "คำ", "ሰላም", "12.50", "—"];
        for engine in [Engine::Ppocr, Engine::Tesseract] {
            for word in words {
                let at = |p: f32, missed: f32| chances(engine, &[(word, p, missed)])[0];
                let steps: Vec<f32> = (1..100).map(|p| at(p as f32 / 100.0, 0.0)).collect();
                assert!(steps.is_sorted(), "{engine:?} {word}: {steps:?}");
                assert!(steps[98] - steps[0] > 0.3, "{engine:?} {word}: says nothing");
                assert!(at(0.95, 0.4) <= at(0.95, 0.0), "{engine:?} {word}: a missing letter makes it likelier");
                assert!(steps.iter().all(|p| (0.0..=1.0).contains(p)));
            }
        }
    }

    #[test]
    fn what_words_rarely_look_like_is_less_likely() {
        let one = |word| chances(Engine::Ppocr, &[(word, 0.95, 0.0)])[0];
        assert!(one("hoUse") < one("house") && one("h0use") < one("house") && one("-") < one("house"));
        assert_eq!(one("House"), one("house"));
        assert_eq!(one("house,"), one("house"));
    }

    #[test]
    fn a_line_has_the_mean_of_its_words_by_length() {
        let line = calibrated(Engine::Ppocr, vec![read(&[("long-word", 0.99, 0.0), ("x", 0.3, 0.0)])]).remove(0);
        let mean = (line.words[0].confidence * 9.0 + line.words[1].confidence) / 10.0;
        assert!((line.confidence - mean).abs() < 1e-6);
        assert!(line.words[1].confidence < 0.6);
    }

    #[test]
    fn an_engine_without_probabilities_is_calibrated_by_its_numbers() {
        let word = |confidence| Word { text: "word".into(), confidence, ..Word::default() };
        let line = Line { text: "word word".into(), words: vec![word(0.96), word(0.2)], ..Line::default() };
        let line = of_words(vec![line]).remove(0);
        assert!(line.words[0].confidence > 0.85 && line.words[1].confidence < 0.5, "{:?}", line.words);
    }

    #[test]
    fn figures_take_the_script_of_their_line() {
        let scripts: Vec<&str> =
            features(Engine::Ppocr, &[read(&[("12", 0.9, 0.0), ("слово", 0.9, 0.0)])])[0].iter().map(|f| f.0).collect();
        assert_eq!(scripts, ["Cyrl", "Cyrl"]);
        assert_eq!(features(Engine::Ppocr, &[read(&[("12", 0.9, 0.0)])])[0][0].0, "Latn");
        assert_eq!(features(Engine::Ppocr, &[read(&[("カタカナ", 0.9, 0.0)])])[0][0].0, "Hani");
    }
}
