//! What the product refuses to open, checked before anything is decoded.

use document::Code;
use serde::{Deserialize, Serialize};

use crate::Error;

/// Upper bounds on a source. Every one has a default and can be changed by the user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Limits {
    /// Bytes of a file.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub file_bytes: u64,
    /// Pixels of one page image (width × height).
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub page_pixels: u64,
    /// Pages of a document.
    pub pages: u32,
    /// Bytes that decoding one page may hold at once: the decoder's own buffers and the result.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub decoded_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { file_bytes: 2 << 30, page_pixels: 150_000_000, pages: 10_000, decoded_bytes: 1 << 30 }
    }
}

impl Limits {
    /// Refuses a page image of more pixels, or whose decoding at `bytes_per_pixel` would hold more bytes, than allowed.
    ///
    /// # Errors
    /// `limit_pixels`, `limit_memory`.
    pub fn check_page(&self, width: u64, height: u64, bytes_per_pixel: u64) -> Result<(), Error> {
        let pixels = width.saturating_mul(height);
        if pixels > self.page_pixels {
            let (mega, limit) = (pixels / 1_000_000, self.page_pixels / 1_000_000);
            return Err(Error::new(
                Code::LimitPixels,
                format!(
                    "the page is {width} × {height} pixels ({mega} megapixels), over the limit of {limit} megapixels; raise --max-megapixels to read it"
                ),
            ));
        }
        let bytes = pixels.saturating_mul(bytes_per_pixel);
        if bytes > self.decoded_bytes {
            let (mega, limit) = (bytes >> 20, self.decoded_bytes >> 20);
            return Err(Error::new(
                Code::LimitMemory,
                format!(
                    "decoding the page would take {mega} MiB, over the limit of {limit} MiB; raise --max-decoded-mb to read it"
                ),
            ));
        }
        Ok(())
    }

    /// Refuses a file of more bytes than allowed.
    ///
    /// # Errors
    /// `limit_file_bytes`.
    pub fn check_file(&self, bytes: u64) -> Result<(), Error> {
        if bytes <= self.file_bytes {
            return Ok(());
        }
        let (mega, limit) = (bytes >> 20, self.file_bytes >> 20);
        let message = format!("the file has {mega} MiB, over the limit of {limit} MiB; raise --max-file-mb to read it");
        Err(Error::new(Code::LimitFileBytes, message))
    }

    /// Refuses a document of more pages than allowed.
    ///
    /// # Errors
    /// `limit_pages`.
    pub fn check_pages(&self, pages: u64) -> Result<(), Error> {
        if pages <= u64::from(self.pages) {
            return Ok(());
        }
        let limit = self.pages;
        let message =
            format!("the document has {pages} pages, over the limit of {limit}; raise --max-pages to read it");
        Err(Error::new(Code::LimitPages, message))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bomb_is_refused_before_decoding() {
        let limits = Limits::default();
        assert_eq!(limits.check_page(30_000, 30_000, 3).unwrap_err().code, Code::LimitPixels);
        assert_eq!(limits.check_page(u64::MAX, 2, 8).unwrap_err().code, Code::LimitPixels);
        assert_eq!(limits.check_page(12_000, 12_000, 8).unwrap_err().code, Code::LimitMemory);
        assert!(limits.check_page(9_933, 14_043, 4).is_ok());
        assert_eq!(limits.check_file(u64::MAX).unwrap_err().code, Code::LimitFileBytes);
        assert_eq!(limits.check_pages(10_001).unwrap_err().code, Code::LimitPages);
    }
}
