//! The `ocrs` engine: the ocrs crate's own pipeline (words, lines, text) with its author's models, which the user adds.
//!
//! Owns the way from its rectangles and characters to lines and words with confidences. The crate tells no confidence,
//! so each line goes through the recognition model once more, and a character's probability is what the model gives it
//! there; one that this second look does not find again has none. That doubles the time of recognition and is the only
//! way to an honest figure. Refuses accents and other scripts: its alphabet has only English letters.

use document::{Code, Line, Point, Quad, Rect, Word};
use ocrs::{ImageSource, OcrEngine, OcrEngineParams, TextChar, TextItem, TextLine};
use rten::Model;
use rten_tensor::prelude::*;
use rten_tensor::{NdTensor, NdTensorView};

use crate::{Asset, Assets, CATALOGUE, Error, Hints, PageImage, RecognizedPage, Recognizer};

/// The alphabet of the published models, in the order of their classes. The crate keeps it to itself, with an `E` where
/// the models learnt the euro sign.
const ALPHABET: &str = " 0123456789!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~\
    €ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// What the crate fills the right end of a line with: black.
const BLACK: f32 = -0.5;
/// Lines are filled up to a multiple of so many columns.
const COLUMNS: usize = 50;

/// The loaded models.
pub struct OcrsEngine {
    engine: OcrEngine,
    /// The recognition model once more, for what the crate does not tell.
    probabilities: Model,
    alphabet: Vec<char>,
}

impl OcrsEngine {
    /// Loads both models.
    ///
    /// # Errors
    /// `model_missing`, which says how they are added; `model_broken`.
    pub fn load(assets: &Assets) -> Result<Self, Error> {
        let [detection, recognition] = ["ocrs-detection", "ocrs-recognition"]
            .map(|name| CATALOGUE.iter().find(|m| m.name == name).expect("the catalogue has both"))
            .map(|asset: &Asset| assets.read_model(asset));
        Self::from_models(detection?, recognition?, ALPHABET)
    }

    /// Takes both models as the bytes of their files, and the alphabet that the recogniser was trained for.
    ///
    /// # Errors
    /// `model_broken`.
    pub fn from_models(detection: Vec<u8>, recognition: Vec<u8>, alphabet: &str) -> Result<Self, Error> {
        let probabilities = model(recognition.clone())?;
        let params = OcrEngineParams {
            detection_model: Some(model(detection)?),
            recognition_model: Some(model(recognition)?),
            alphabet: Some(alphabet.to_owned()),
            ..OcrEngineParams::default()
        };
        let engine = OcrEngine::new(params).map_err(|e| broken(&e.to_string()))?;
        Ok(Self { engine, probabilities, alphabet: alphabet.chars().collect() })
    }

    /// The probability of each character of a line, in a second look at its picture; 0 where it is not found again.
    fn probabilities(&self, picture: &NdTensor<f32, 2>, line: &[TextChar]) -> Result<Vec<f32>, Error> {
        let [height, width] = picture.shape();
        let mut input = NdTensor::full([1, 1, height, width.next_multiple_of(COLUMNS)], BLACK);
        input.slice_mut((0, 0, .., ..width)).copy_from(picture);
        let scores = self.probabilities.run_one(input.view().into(), None).map_err(failed)?;
        let scores: NdTensor<f32, 3> = scores.try_into().map_err(failed)?;
        let seen = self.characters(scores.slice((.., 0)));
        let read: Vec<char> = line.iter().map(|c| c.char).collect();
        Ok(aligned(&read, &seen))
    }

    /// The best path through the scores (logarithms of probabilities, `[steps, classes]`): characters with the highest
    /// probability among their steps.
    fn characters(&self, scores: NdTensorView<'_, f32, 2>) -> Vec<(char, f32)> {
        let mut characters: Vec<(char, f32)> = Vec::new();
        let mut before = 0;
        for step in 0..scores.size(0) {
            let row = scores.slice(step);
            let best = row.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1));
            let Some((class, &score)) = best else { continue };
            let probability = score.exp().clamp(0.0, 1.0);
            match (class.checked_sub(1).and_then(|i| self.alphabet.get(i)), characters.last_mut()) {
                (Some(_), Some(last)) if class == before => last.1 = last.1.max(probability),
                (Some(&char), _) => characters.push((char, probability)),
                (None, _) => {}
            }
            before = class;
        }
        characters
    }
}

impl Recognizer for OcrsEngine {
    fn name(&self) -> &'static str {
        "ocrs"
    }

    fn recognize(&self, page: &PageImage, _hints: &Hints) -> Result<RecognizedPage, Error> {
        let source = ImageSource::from_bytes(&page.rgb, (page.width, page.height)).map_err(failed)?;
        let input = self.engine.prepare_input(source).map_err(failed)?;
        let words = self.engine.detect_words(&input).map_err(failed)?;
        let rows = self.engine.find_text_lines(&input, &words);
        let texts = self.engine.recognize_text(&input, &rows).map_err(failed)?;
        let mut lines = Vec::with_capacity(texts.len());
        for (row, text) in rows.iter().zip(&texts) {
            let Some(text) = text else { continue };
            let picture = self.engine.prepare_recognition_input(&input, row).map_err(failed)?;
            lines.extend(line(text, &self.probabilities(&picture, text.chars())?));
        }
        Ok(RecognizedPage { lines })
    }
}

/// A line of the crate's as one of ours; `None` where it holds nothing but space.
fn line(text: &TextLine, probabilities: &[f32]) -> Option<Line> {
    let chars: Vec<(&TextChar, f32)> = text.chars().iter().zip(probabilities.iter().copied()).collect();
    let groups: Vec<_> = chars.split(|(c, _)| c.char == ' ').filter(|group| !group.is_empty()).collect();
    let words: Vec<Word> = text.words().zip(&groups).map(|(word, group)| self::word(&word, group)).collect();
    let letters: usize = groups.iter().map(|group| group.len()).sum();
    let sum: f32 = words.iter().zip(&groups).map(|(word, group)| word.confidence * group.len() as f32).sum();
    let [c, d, a, b] = text.rotated_rect().corners().map(|p| Point::new(p.x, p.y));
    (!words.is_empty()).then(|| Line {
        text: words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" "),
        quad: Quad([a, b, c, d]),
        confidence: sum / letters as f32,
        words,
    })
}

/// A word; the chance that all of it is right is the product of its characters' probabilities.
fn word(word: &impl TextItem, chars: &[(&TextChar, f32)]) -> Word {
    let bounds = word.bounding_rect();
    Word {
        text: chars.iter().map(|(c, _)| c.char).collect(),
        bbox: Rect::new(bounds.left() as f32, bounds.top() as f32, bounds.right() as f32, bounds.bottom() as f32),
        confidence: chars.iter().map(|(_, p)| p).product(),
        ..Word::default()
    }
}

/// For each character of `read` the probability of its partner in `seen`, in the longest common subsequence of both; 0
/// without one.
fn aligned(read: &[char], seen: &[(char, f32)]) -> Vec<f32> {
    let width = seen.len() + 1;
    // How long the longest common subsequence of the two ends is.
    let mut longest = vec![0u32; (read.len() + 1) * width];
    for (i, &char) in read.iter().enumerate().rev() {
        for (j, &(other, _)) in seen.iter().enumerate().rev() {
            longest[i * width + j] = if char == other {
                longest[(i + 1) * width + j + 1] + 1
            } else {
                longest[(i + 1) * width + j].max(longest[i * width + j + 1])
            };
        }
    }
    let mut probabilities = vec![0.0; read.len()];
    let (mut i, mut j) = (0, 0);
    while i < read.len() && j < seen.len() {
        if read[i] == seen[j].0 {
            probabilities[i] = seen[j].1;
            (i, j) = (i + 1, j + 1);
        } else if longest[(i + 1) * width + j] >= longest[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    probabilities
}

fn model(bytes: Vec<u8>) -> Result<Model, Error> {
    Model::load(bytes).map_err(|e| broken(&e.to_string()))
}

fn broken(why: &str) -> Error {
    Error::new(Code::ModelBroken, format!("a model of ocrs does not load: {why}; run `ocrchat models verify`"))
}

fn failed(e: impl std::fmt::Display) -> Error {
    Error::new(Code::Internal, format!("ocrs failed: {e}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    const TEXTS: [&str; 3] = ["The quick brown fox", "jumps over 12 lazy dogs", "and leaves at noon"];

    /// The crate's pipeline on models made of PP-OCRv6: the adapter is run for real, the published models are not judged.
    fn engine() -> OcrsEngine {
        let (recogniser, alphabet) = testing::recogniser_for_ocrs();
        OcrsEngine::from_models(testing::detector_for_ocrs(1216, 608), recogniser, &alphabet).unwrap()
    }

    #[test]
    fn a_page_is_read_with_boxes_and_confidences() {
        let engine = engine();
        let page = testing::page(&TEXTS, 44.0);
        let mut lines = engine.recognize(&page, &Hints::default()).unwrap().lines;
        lines.sort_by(|a, b| a.quad.bounds().y0.total_cmp(&b.quad.bounds().y0));
        let texts: Vec<&str> = lines.iter().map(|l| l.text.as_str()).collect();
        assert_eq!(texts, TEXTS);
        for (i, line) in lines.iter().enumerate() {
            // The line's letters stand on a baseline at this height.
            let baseline = 120.0 + 120.0 * i as f32;
            let bounds = line.quad.bounds();
            assert!(bounds.y0 < baseline - 30.0 && bounds.y1 > baseline - 2.0, "{bounds:?} at {baseline}");
            assert!(line.quad.0[0].x < line.quad.0[1].x && line.quad.0[0].y < line.quad.0[3].y, "{:?}", line.quad);
            assert!(line.confidence > 0.7 && line.confidence <= 1.0, "{}", line.confidence);
            assert_eq!(line.words.len(), line.text.split(' ').count());
            let pairs = || line.words.iter().zip(line.words.iter().skip(1));
            assert!(pairs().all(|(a, b)| a.bbox.center().x < b.bbox.center().x), "{:?}", line.words);
            assert!(line.words.iter().all(|w| w.confidence > 0.3 && w.bbox.width() > 20.0), "{:?}", line.words);
        }
        assert_eq!(engine.recognize(&testing::page(&[], 44.0), &Hints::default()).unwrap().lines, []);
    }

    #[test]
    fn what_the_second_look_does_not_find_has_no_confidence() {
        let read: Vec<char> = "a cat".chars().collect();
        let seen: Vec<(char, f32)> = "a_cut".chars().zip([0.9, 0.8, 0.7, 0.6, 0.5]).collect();
        assert_eq!(aligned(&read, &seen), [0.9, 0.0, 0.7, 0.0, 0.5]);
        assert_eq!(aligned(&read, &[]), [0.0; 5]);
    }

    #[test]
    fn missing_models_say_how_they_are_added() {
        let empty = tempfile::tempdir().unwrap();
        let error = OcrsEngine::load(&Assets::new(empty.path())).err().unwrap();
        assert_eq!(error.code, Code::ModelMissing);
        assert!(error.message.contains("ocrchat models add ocrs"), "{error}");
    }

    #[test]
    fn the_alphabet_is_the_one_of_the_published_models() {
        // A blank goes before these 96 classes.
        assert_eq!(ALPHABET.chars().count(), 96);
    }
}
