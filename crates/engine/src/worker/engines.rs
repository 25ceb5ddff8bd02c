//! The engines of one worker: each is loaded, or found, when a page first wants it, and kept.
//!
//! Owns which engine reads a page whose engine and language are given. Refuses to look at the page: what can be told
//! from its picture alone is `auto`'s.

use std::cell::OnceCell;
use std::path::PathBuf;

use document::Code;

use super::protocol::{EngineChoice, PageTask};
use crate::auto::{self, Known, Seen};
use crate::ppocr::PpOcr;
use crate::tesseract::Tesseract;
use crate::{Assets, Error, Hints, PageImage};

/// Where engines lie, and those that are at hand.
#[derive(Default)]
pub(crate) struct Engines {
    assets: Option<Assets>,
    tesseract_path: Option<PathBuf>,
    ppocr: OnceCell<PpOcr>,
    tesseract: OnceCell<Tesseract>,
}

impl Engines {
    /// Engines at these places; nothing is loaded yet.
    pub(crate) fn new(assets: Assets, tesseract_path: Option<PathBuf>) -> Self {
        Self { assets: Some(assets), tesseract_path, ..Self::default() }
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

    /// Turns a page upright and reads it: with the engine that was chosen, or the best of those installed.
    ///
    /// # Errors
    /// What keeps the engine from being loaded, or from reading.
    pub(crate) fn read(&self, page: &mut PageImage, task: &PageTask) -> Result<Seen, Error> {
        let hints = Hints { language: task.language.clone() };
        let language = task.language.as_deref().filter(|l| *l != "auto");
        match task.engine {
            EngineChoice::Auto => {
                let tesseract = || self.tesseract().ok();
                auto::read(page, &Known { ppocr: self.ppocr()?, tesseract: &tesseract, asked: language.is_some() })
            }
            EngineChoice::Ppocr => {
                auto::read(page, &Known { ppocr: self.ppocr()?, tesseract: &|| None, asked: true })
            }
            EngineChoice::Tesseract => auto::with_tesseract(page, self.tesseract()?, &hints),
            EngineChoice::Ocrs => Err(Error::new(Code::EngineMissing, "this engine is not installed")),
            EngineChoice::Hosted => Err(Error::new(Code::Internal, "the hosted engine reads whole files, not pages")),
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
