//! The package: `docx-rs` stores its parts as they are and folders beside them; here the same parts are packed small.
//!
//! The XML of a document is a tenth of its size when packed. Nothing in the package comes from a clock: the same result is
//! the same file.

use std::io::{Cursor, Write};

use docx_rs::XMLDocx;
use zip::result::ZipResult;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

/// The bytes of the document whose parts `docx` holds.
///
/// # Errors
/// Where the package cannot be closed.
pub(super) fn pack(docx: XMLDocx) -> ZipResult<Vec<u8>> {
    let mut stored = Cursor::new(Vec::new());
    docx.pack(&mut stored)?;
    let mut stored = ZipArchive::new(stored)?;
    let mut packed = ZipWriter::new(Cursor::new(Vec::new()));
    // A zip entry always has a time; its earliest says that none was meant.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    for i in 0..stored.len() {
        let mut part = stored.by_index(i)?;
        if part.is_file() {
            packed.start_file(part.name(), options)?;
            std::io::copy(&mut part, &mut packed)?;
        }
    }
    packed.flush()?;
    Ok(packed.finish()?.into_inner())
}
