//! TIFF.
use crate::{Error, Limits, PageImage};
use std::path::Path;
pub(super) struct TiffFile {}
impl TiffFile {
    pub(super) fn open(_: &Path, _: Limits) -> Result<Self, Error> {
        Err(Error::new(document::Code::InputUnsupported, "TIFF is not read yet"))
    }
    pub(super) fn pages(&self) -> u32 {
        0
    }
    pub(super) fn image(&mut self, _: u32) -> Result<PageImage, Error> {
        Err(Error::broken(""))
    }
}
