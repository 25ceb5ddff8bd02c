//! The engines of one worker: each is loaded, or found, when a page first wants it, and kept.
//!
//! Owns which engine reads a page whose engine and language are given. Refuses to look at the page: what can be told
//! from its picture alone is `auto`'s.

use std::cell::OnceCell;
use std::path::PathBuf;

use document::Code;

use super::protocol::EngineChoice;
use crate::languages::{Installed, Reader};
use crate::ppocr::PpOcr;
use crate::tesseract::Tesseract;
use crate::{Assets, Error, Hints, OcrsEngine, Recognizer, catalogue, languages};

/// Where engines lie, and those that are at hand.
#[derive(Default)]
pub(crate) struct Engines {
    assets: Option<Assets>,
    tesseract_path: Option<PathBuf>,
    ppocr: OnceCell<PpOcr>,
    tesseract: OnceCell<Tesseract>,
    ocrs: OnceCell<OcrsEngine>,
}

impl Engines {
    /// Engines at these places; nothing is loaded yet.
    pub(crate) fn new(assets: Assets, tesseract_path: Option<PathBuf>) -> Self {
        Self { assets: Some(assets), tesseract_path, ..Self::default() }
    }

    /// Forgets what was found of programs, which the user may have installed meanwhile; what was loaded stays.
    pub(crate) fn look_again(&mut self) {
        self.tesseract = OnceCell::new();
    }

    /// Where models and libraries lie.
    ///
    /// # Errors
    /// `internal` before the worker was configured.
    pub(crate) fn assets(&self) -> Result<&Assets, Error> {
        self.assets.as_ref().ok_or_else(|| Error::new(Code::Internal, "the worker was not configured"))
    }

    /// PP-OCRv6.
    ///
    /// # Errors
    /// `model_missing`, `model_broken`.
    pub(crate) fn ppocr(&self) -> Result<&PpOcr, Error> {
        kept(&self.ppocr, || PpOcr::load(self.assets()?))
    }

    /// Tesseract, with its version and models as they were when it was first asked for.
    ///
    /// # Errors
    /// `engine_missing`.
    pub(crate) fn tesseract(&self) -> Result<&Tesseract, Error> {
        kept(&self.tesseract, || Tesseract::find(self.tesseract_path.as_deref()))
    }

    /// What is installed, as the choice by language wants it.
    pub(crate) fn installed(&self) -> Installed {
        let ppocr = self.assets().is_ok_and(Installed::has_ppocr);
        let added = self.assets().map(catalogue::added_languages).unwrap_or_default();
        Installed { ppocr, added, tesseract: self.tesseract().ok().cloned() }
    }

    /// The engine that reads a page: the one that was chosen, or the best of those installed for the languages that
    /// were given.
    ///
    /// # Errors
    /// What keeps it from being loaded; `language_unsupported` where none reads the languages, `usage` for an unknown
    /// one.
    pub(crate) fn get(&self, choice: EngineChoice, hints: &Hints) -> Result<&dyn Recognizer, Error> {
        match choice {
            EngineChoice::Auto => self.by_language(hints),
            EngineChoice::Ppocr => Ok(self.ppocr()?),
            EngineChoice::Tesseract => Ok(self.tesseract()?),
            EngineChoice::Ocrs => Ok(kept(&self.ocrs, || OcrsEngine::load(self.assets()?))?),
            EngineChoice::Hosted => Err(Error::new(Code::Internal, "the hosted engine reads whole files, not pages")),
        }
    }

    fn by_language(&self, hints: &Hints) -> Result<&dyn Recognizer, Error> {
        let languages = languages::parse(hints.language.as_deref().unwrap_or("auto"))?;
        if languages.is_empty() {
            return Ok(self.ppocr()?);
        }
        match languages::engine_for(&languages, &self.installed())? {
            Reader::Ppocr => Ok(self.ppocr()?),
            Reader::Tesseract(_) => Ok(self.tesseract()?),
        }
    }
}

/// What a cell holds, made first where it is empty. A failure is not kept: what was missing may be there next time.
fn kept<T>(cell: &OnceCell<T>, make: impl FnOnce() -> Result<T, Error>) -> Result<&T, Error> {
    match cell.get() {
        Some(value) => Ok(value),
        None => make().map(|value| cell.get_or_init(|| value)),
    }
}
