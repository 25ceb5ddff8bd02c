//! The default engine: PP-OCRv6 small, detection and recognition, on rten.
//!
//! Stages, each in its own file: `resample` → `detect` (with `components` and `hull`) → `crop` → `recognize` → `ctc` →
//! `words` (with `ink`). Both networks run in a `network`: a `plan` of steps, some by own `kernels` (`choose` says which),
//! the rest by rten on parts that `onnx` cuts out of the model.
//!
//! Reads Chinese, Japanese, English and the other Latin scripts; what it makes of Cyrillic, Hangul, Arabic and others is
//! nonsense that looks sure of itself. There is no classifier for lines that stand on their head: it turns many upright
//! lines with accents over, and loses them. Low confidence drops no line either; it is told with the text. Refuses order:
//! lines come as they were found, and layout sorts them.

mod choose;
mod components;
mod crop;
mod ctc;
mod detect;
mod hull;
mod ink;
mod kernels;
mod network;
mod onnx;
mod plan;
mod recognize;
mod resample;
mod strip;
mod words;

use document::{Code, Line, Quad};

use self::ctc::Dictionary;
use self::detect::Detector;
use self::network::{Loading, Network};
use self::recognize::Reader;
pub(crate) use self::recognize::Sighting;
pub(crate) use self::strip::strip;
use crate::assets::MODELS;
use crate::{Asset, Assets, Error, Hints, PageImage, RecognizedPage, Recognizer};

/// How the engine runs. The defaults are what was measured to be best.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// The longer side of the detector's input in pixels; a smaller page is not enlarged.
    pub detection_side: usize,
    /// The width of a line relative to its natural width at the recogniser's height.
    pub squeeze: f32,
    /// How many lines are read at once; 0 is one a core.
    pub threads: usize,
    /// Multiply with 8-bit weights where the processor does that exactly and fast.
    pub bytes: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { detection_side: 960, squeeze: 1.0, threads: 0, bytes: true }
    }
}

/// The loaded models.
pub struct PpOcr {
    detector: Detector,
    reader: Reader,
}

impl PpOcr {
    /// Loads both models.
    ///
    /// # Errors
    /// `model_missing`, `model_broken`.
    pub fn load(assets: &Assets) -> Result<Self, Error> {
        Self::load_with(assets, &Options::default())
    }

    /// Loads both models to run in a way of the caller's choice.
    ///
    /// # Errors
    /// `model_missing`, `model_broken`.
    pub fn load_with(assets: &Assets, options: &Options) -> Result<Self, Error> {
        let detection = assets.read_model(asset("ppocr-v6-det-small")?)?;
        let recognition = assets.read_model(asset("ppocr-v6-rec-small")?)?;
        Self::from_models(&detection, &recognition, options)
    }

    /// Takes both models as the bytes of their ONNX files.
    ///
    /// # Errors
    /// `model_broken`.
    pub fn from_models(detection: &[u8], recognition: &[u8], options: &Options) -> Result<Self, Error> {
        let threads = match options.threads {
            0 => std::thread::available_parallelism().map_or(1, usize::from),
            n => n,
        };
        let broken = |_| Error::new(Code::ModelBroken, "the recognition model is damaged; run `ocrchat models verify`");
        let characters = onnx::metadata(recognition, "character").map_err(broken)?.unwrap_or_default();
        let dictionary = Dictionary::parse(characters);
        let detection = Network::load(detection, "for detection", Loading { bytes: false, logits: false })?;
        let loading = Loading { bytes: options.bytes, logits: true };
        let recognition = Network::load(recognition, "for recognition", loading)?;
        Ok(Self {
            detector: Detector::new(detection, options.detection_side),
            reader: Reader::new(recognition, dictionary, options.squeeze, threads),
        })
    }

    /// Finds the page's lines: their boxes, each along its text, in no order.
    ///
    /// # Errors
    /// `internal` where inference fails.
    pub fn detect(&self, page: &PageImage) -> Result<Vec<Quad>, Error> {
        self.detector.detect(page)
    }

    /// Reads the lines at `quads`; what holds no text gives no line.
    ///
    /// # Errors
    /// `internal` where inference fails.
    pub fn read(&self, page: &PageImage, quads: &[Quad]) -> Result<Vec<Line>, Error> {
        Ok(without_doubles(self.sightings(page, quads)?.into_iter().filter_map(|s| s.line).collect()))
    }

    /// Reads at `quads`, and gives for each, in their order, the line and what it rests on.
    pub(crate) fn sightings(&self, page: &PageImage, quads: &[Quad]) -> Result<Vec<Sighting>, Error> {
        self.reader.read(page, quads)
    }
}

/// The entry of a model in the table of assets.
fn asset(name: &str) -> Result<&'static Asset, Error> {
    let missing = || Error::new(Code::ModelMissing, format!("the model {name} is not known"));
    MODELS.iter().find(|a| a.name == name).ok_or_else(missing)
}

/// Two boxes that share this much of the smaller one are one line found twice.
const SAME: f32 = 0.7;

/// Drops lines that lie in another one: of each such pair the one with more sure characters stays.
pub(crate) fn without_doubles(mut lines: Vec<Line>) -> Vec<Line> {
    let weight = |l: &Line| l.confidence * l.text.chars().count() as f32;
    lines.sort_by(|a, b| weight(b).total_cmp(&weight(a)));
    let mut kept: Vec<Line> = Vec::with_capacity(lines.len());
    for line in lines {
        let bounds = line.quad.bounds();
        if !kept.iter().any(|k| words::overlap(k.quad.bounds(), bounds) > SAME) {
            kept.push(line);
        }
    }
    kept
}

impl Recognizer for PpOcr {
    fn name(&self) -> &'static str {
        "ppocr"
    }

    fn recognize(&self, page: &PageImage, _hints: &Hints) -> Result<RecognizedPage, Error> {
        let quads = self.detect(page)?;
        Ok(RecognizedPage { lines: self.read(page, &quads)? })
    }
}
