//! Which models there are, where they come from, and which of the installed ones reads a language.
//!
//! Owns the manifest ([`CATALOGUE`]) and the choice among models. Refuses downloading, which is the application's, and
//! running models, which is the engines'.
//!
//! The choice: what the user added goes before what came with the product, for the languages that it reads; among
//! several of those the one for the fewest languages, since it knows them best.

mod entries;

use serde::{Deserialize, Serialize};

pub use entries::{CATALOGUE, MODELS};

use crate::Assets;
use crate::languages::{self, Language};

/// A model file that an engine uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asset {
    /// Short name, e.g. `ppocr-v6-det-small`.
    pub name: &'static str,
    /// The engine that uses it.
    pub engine: &'static str,
    /// What it does in its engine.
    pub part: Part,
    /// Its file's name.
    pub file: &'static str,
    /// Where it can be downloaded.
    pub url: &'static str,
    /// Exact size in bytes; `None` where nobody published it.
    pub bytes: Option<u64>,
    /// SHA-256 in lower-case hex.
    pub sha256: &'static str,
    /// The licence of the weights.
    pub licence: &'static str,
    /// What it does, in one line.
    pub about: &'static str,
    /// The languages that it reads, by ISO 639-3 or Tesseract's code; empty for a detector, and for a recogniser of
    /// everything that the product reads by itself.
    pub languages: &'static [&'static str],
    /// The scripts that it reads whole, by ISO 15924.
    pub scripts: &'static [&'static str],
    /// What it is added with: models that are of use only together have one name here.
    pub pack: &'static str,
}

/// What a model does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Finds text.
    Detector,
    /// Reads lines of text.
    Recogniser,
}

impl Asset {
    /// Whether it comes with the product.
    pub fn is_shipped(&self) -> bool {
        MODELS.iter().any(|m| m.name == self.name)
    }
}

/// The models that a person means: a pack (`korean`, `ocrs`), one model by its name or its file's, or the one for a
/// language (`kor`). Empty where nothing is known by that name.
pub fn select(wanted: &str) -> Vec<&'static Asset> {
    let wanted = wanted.trim().to_ascii_lowercase();
    let pack: Vec<&Asset> = CATALOGUE.iter().filter(|m| m.pack == wanted).collect();
    if !pack.is_empty() {
        return pack;
    }
    let named = CATALOGUE.iter().find(|m| m.name == wanted || m.file.eq_ignore_ascii_case(&wanted));
    let language = || added_for(languages::find(&wanted)?, CATALOGUE, |_| true);
    named.or_else(language).into_iter().collect()
}

/// The added recogniser for a language (ISO 639-3 or Tesseract's code) among the models of `catalogue` that `installed`
/// says are there. `None` where none was added that reads it by name: then the [`general`] one reads it, if any does.
pub fn recogniser_for<'a>(
    language: &str,
    catalogue: &'a [Asset],
    installed: impl Fn(&Asset) -> bool,
) -> Option<&'a Asset> {
    let reads = |m: &&Asset| m.part == Part::Recogniser && m.engine == "ppocr" && m.languages.contains(&language);
    catalogue.iter().filter(reads).filter(|m| installed(m)).min_by_key(|m| m.languages.len())
}

/// The added recogniser for a whole script (ISO 15924), as [`recogniser_for`] for a language.
pub fn recogniser_for_script<'a>(
    script: &str,
    catalogue: &'a [Asset],
    installed: impl Fn(&Asset) -> bool,
) -> Option<&'a Asset> {
    let reads = |m: &&Asset| {
        m.part == Part::Recogniser && m.engine == "ppocr" && !m.languages.is_empty() && m.scripts.contains(&script)
    };
    catalogue.iter().filter(reads).filter(|m| installed(m)).min_by_key(|m| m.languages.len())
}

/// Codes of the languages and scripts for which the user added a recogniser.
pub fn added_languages(assets: &Assets) -> Vec<String> {
    let installed = |m: &Asset| assets.has(m);
    let added = languages::all().filter(|language| added_for(language, CATALOGUE, installed).is_some());
    added.map(|language| language.code.to_owned()).collect()
}

/// The added recogniser for a language or a script.
pub(crate) fn added_for<'a>(
    language: &Language,
    catalogue: &'a [Asset],
    installed: impl Fn(&Asset) -> bool,
) -> Option<&'a Asset> {
    if language.is_script() {
        recogniser_for_script(language.script, catalogue, installed)
    } else {
        recogniser_for(language.code, catalogue, installed)
    }
}

/// The installed model of PP-OCR that does `part` for everything that the product reads by itself: an added one before
/// the one that came with it.
pub fn general(part: Part, catalogue: &[Asset], installed: impl Fn(&Asset) -> bool) -> Option<&Asset> {
    let does = |m: &&Asset| m.part == part && m.engine == "ppocr" && m.languages.is_empty();
    // Among the added ones the catalogue's order decides: the better one stands first.
    catalogue.iter().filter(does).filter(|m| installed(m)).min_by_key(|m| m.is_shipped())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(models: &[&Asset]) -> Vec<&'static str> {
        models.iter().map(|m| m.name).collect()
    }

    #[test]
    fn the_manifest_contradicts_itself_nowhere() {
        let hex = |s: &str| s.len() == 64 && s.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        for (i, m) in CATALOGUE.iter().enumerate() {
            assert!(m.url.starts_with("https://") && m.url.ends_with(m.file), "{}", m.name);
            assert!(hex(m.sha256) && !m.licence.is_empty() && !m.about.is_empty(), "{}", m.name);
            assert!(
                !m.pack.is_empty() && CATALOGUE.iter().all(|o| o.pack != m.pack || o.licence == m.licence),
                "{}",
                m.name
            );
            assert!(m.file.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b)), "{}", m.name);
            for other in &CATALOGUE[..i] {
                assert!(m.name != other.name && m.file != other.file && m.sha256 != other.sha256, "{}", m.name);
            }
        }
        assert!(MODELS.iter().all(|m| m.is_shipped() && m.bytes.is_some()));
        assert_eq!(CATALOGUE.iter().filter(|m| m.is_shipped()).count(), MODELS.len());
    }

    #[test]
    fn a_model_answers_to_its_name_its_engine_and_its_language() {
        assert_eq!(names(&select("ocrs")), ["ocrs-detection", "ocrs-recognition"]);
        assert_eq!(names(&select("Korean")), ["ppocr-v5-rec-korean"]);
        assert_eq!(names(&select("ru")), ["ppocr-v5-rec-eslav"]);
        assert_eq!(names(&select("v6-medium")), ["ppocr-v6-det-medium", "ppocr-v6-rec-medium"]);
        assert_eq!(names(&select("el_PP-OCRv5_rec_mobile.onnx")), ["ppocr-v5-rec-greek"]);
        assert!(select("klingon").is_empty() && select("ppocr").is_empty() && select("").is_empty());
    }

    #[test]
    fn the_model_for_the_fewest_languages_reads() {
        let all = |_: &Asset| true;
        let name = |m: Option<&Asset>| m.map(|m| m.name);
        assert_eq!(name(recogniser_for("ukr", CATALOGUE, all)), Some("ppocr-v5-rec-eslav"));
        let no_eslav = |m: &Asset| m.name != "ppocr-v5-rec-eslav";
        assert_eq!(name(recogniser_for("ukr", CATALOGUE, no_eslav)), Some("ppocr-v5-rec-cyrillic"));
        assert_eq!(recogniser_for("ukr", CATALOGUE, Asset::is_shipped), None);
        assert_eq!(name(recogniser_for_script("Cyrl", CATALOGUE, all)), Some("ppocr-v5-rec-cyrillic"));
        assert_eq!(recogniser_for_script("Hebr", CATALOGUE, all), None);
    }

    #[test]
    fn what_was_added_goes_before_what_was_shipped() {
        let name = |part, installed: &dyn Fn(&Asset) -> bool| general(part, CATALOGUE, installed).map(|m| m.name);
        assert_eq!(name(Part::Recogniser, &Asset::is_shipped), Some("ppocr-v6-rec-small"));
        assert_eq!(name(Part::Detector, &|_| true), Some("ppocr-v6-det-medium"));
        assert_eq!(name(Part::Recogniser, &|m| !m.name.contains("medium")), Some("ppocr-v6-rec-tiny"));
        assert_eq!(name(Part::Detector, &|_| false), None);
    }
}
