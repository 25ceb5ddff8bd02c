//! A page's picture as its file holds it, for a result that can take it without decoding it.

/// The picture, undecoded.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored {
    /// Pixels of a stored row.
    pub width: u32,
    /// Stored rows.
    pub height: u32,
    /// How it is turned and mirrored to be upright: EXIF's 1 to 8.
    pub orientation: u8,
    /// How `bytes` are coded.
    pub coding: Coding,
    /// The content.
    pub bytes: Vec<u8>,
}

/// Codings that other formats know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coding {
    /// A whole JPEG file.
    Jpeg,
    /// A whole PNG file.
    Png,
    /// CCITT Group 4, the highest bit of a byte first.
    Group4 {
        /// Whether what the code calls black is white.
        inverted: bool,
    },
}

/// One JPEG stream of a TIFF's shared tables and the data of its only strip, with an Adobe marker that says whether the
/// colours are differences: outside a TIFF nothing else would.
pub(super) fn join_jpeg(tables: Option<&[u8]>, data: &[u8], differences: bool) -> Vec<u8> {
    let body = |stream: &[u8]| -> Vec<u8> {
        let stream = stream.strip_prefix(&[0xff, 0xd8]).unwrap_or(stream);
        stream.to_vec()
    };
    let tables = tables.map(body).unwrap_or_default();
    let tables = tables.strip_suffix(&[0xff, 0xd9]).unwrap_or(&tables);
    let adobe = [&[0xff, 0xee, 0, 14][..], b"Adobe", &[0, 100, 0, 0, 0, 0, u8::from(differences)]].concat();
    [&[0xff, 0xd8][..], &adobe, tables, &body(data)].concat()
}

#[cfg(test)]
mod tests {
    #[test]
    fn tables_and_data_become_one_stream() {
        let joined = super::join_jpeg(Some(b"\xff\xd8TABLES\xff\xd9"), b"\xff\xd8DATA\xff\xd9", true);
        assert!(joined.starts_with(b"\xff\xd8\xff\xee\0\x0eAdobe\0\x64\0\0\0\0\x01TABLES"), "{joined:?}");
        assert!(joined.ends_with(b"TABLESDATA\xff\xd9"), "{joined:?}");
    }
}
