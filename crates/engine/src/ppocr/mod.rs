//! The default engine: PP-OCRv6 small, detection and recognition, on rten.

use crate::{Assets, Error, Hints, PageImage, RecognizedPage, Recognizer};

/// The loaded models.
pub struct PpOcr {}

impl PpOcr {
    /// Loads both models.
    ///
    /// # Errors
    /// `model_missing`, `model_broken`.
    pub fn load(assets: &Assets) -> Result<Self, Error> {
        let _ = assets;
        Ok(Self {})
    }
}

impl Recognizer for PpOcr {
    fn name(&self) -> &'static str {
        "ppocr"
    }

    fn recognize(&self, page: &PageImage, hints: &Hints) -> Result<RecognizedPage, Error> {
        let _ = (page, hints);
        Ok(RecognizedPage::default())
    }
}
