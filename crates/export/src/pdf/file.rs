//! A PDF file that grows at its end: objects go out as they are made and only their places are kept, so that memory does
//! not grow with the pages. Serves both a new file and an incremental update (ISO 32000-1, 7.5.6), whose file starts
//! with the old one, byte for byte.

use std::collections::BTreeMap;
use std::io::{self, Write};

use flate2::Compression;
use flate2::write::ZlibEncoder;
use lopdf::{Dictionary, EncryptionState, Object, ObjectId, Stream, dictionary};

use super::object;

/// Which kind of cross-reference section ends the file. An update keeps to what the file has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Index {
    /// A table of 20 bytes an object, for every reader.
    Table,
    /// A stream, where the file has streams already.
    Stream,
}

/// The growing file.
pub(super) struct PdfFile<W> {
    out: W,
    /// Bytes before the next object, counted from the header.
    at: u64,
    /// Bytes that were there before.
    start: u64,
    next: u32,
    places: BTreeMap<u32, (u64, u16)>,
    /// With which strings and streams are encrypted, in an update of an encrypted file.
    cipher: Option<EncryptionState>,
}

impl<W: Write> PdfFile<W> {
    /// A file of which `at` bytes are there; new objects are numbered from `next`.
    pub(super) fn new(out: W, at: u64, next: u32, cipher: Option<EncryptionState>) -> Self {
        Self { out, at, start: at, next, places: BTreeMap::new(), cipher }
    }

    /// What the bytes go to.
    pub(super) fn out(&mut self) -> &mut W {
        &mut self.out
    }

    /// Whether no object was written so far.
    pub(super) fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Bytes that are not an object: the header.
    pub(super) fn raw(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.at += bytes.len() as u64;
        self.out.write_all(bytes)
    }

    /// An id for an object that is written later.
    pub(super) fn reserve(&mut self) -> ObjectId {
        let id = (self.next, 0);
        self.next += 1;
        id
    }

    /// Writes a new object.
    pub(super) fn add(&mut self, object: impl Into<Object>) -> io::Result<ObjectId> {
        let id = self.reserve();
        self.put(id, object.into())?;
        Ok(id)
    }

    /// Writes an object under an id that was reserved, or that stands for another one so far.
    pub(super) fn put(&mut self, id: ObjectId, mut object: Object) -> io::Result<()> {
        if let Some(cipher) = &self.cipher {
            lopdf::encryption::encrypt_object(cipher, id, &mut object).map_err(io::Error::other)?;
        }
        self.write_plain(id, &object)
    }

    fn write_plain(&mut self, id: ObjectId, object: &Object) -> io::Result<()> {
        // What an update follows may end without a line's end.
        if self.at == self.start && self.start > 0 {
            self.raw(b"\n")?;
        }
        self.places.insert(id.0, (self.at, id.1));
        let mut bytes = format!("{} {} obj\n", id.0, id.1).into_bytes();
        object::write(&mut bytes, object);
        bytes.extend_from_slice(b"\nendobj\n");
        self.raw(&bytes)
    }

    /// Ends the file (or the update) with where its objects lie and `trailer`.
    pub(super) fn finish(&mut self, index: Index, mut trailer: Dictionary) -> io::Result<()> {
        let start = self.at;
        match index {
            Index::Table => {
                trailer.set("Size", i64::from(self.next));
                let mut bytes = b"xref\n".to_vec();
                // The head of the list of free objects opens a new file's table; an update has it already.
                if !trailer.has(b"Prev") {
                    bytes.extend_from_slice(b"0 1\n0000000000 65535 f\r\n");
                }
                for section in sections(&self.places) {
                    bytes.extend_from_slice(format!("{} {}\n", section[0].0, section.len()).as_bytes());
                    for (_, (at, generation)) in section {
                        bytes.extend_from_slice(format!("{at:010} {generation:05} n\r\n").as_bytes());
                    }
                }
                bytes.extend_from_slice(b"trailer\n");
                object::write(&mut bytes, &trailer.into());
                self.raw(&bytes)?;
            }
            Index::Stream => {
                let id = self.reserve();
                self.places.insert(id.0, (start, 0));
                let sections = sections(&self.places);
                let numbers = sections.iter().flat_map(|s| [i64::from(s[0].0).into(), (s.len() as i64).into()]);
                let mut rows = Vec::with_capacity(self.places.len() * 11);
                for (at, generation) in self.places.values() {
                    rows.push(1);
                    rows.extend_from_slice(&at.to_be_bytes());
                    rows.extend_from_slice(&generation.to_be_bytes());
                }
                trailer.set("Type", "XRef");
                trailer.set("Size", i64::from(self.next));
                trailer.set("W", vec![1.into(), 8.into(), 2.into()]);
                trailer.set("Index", numbers.collect::<Vec<Object>>());
                let mut stream = compressed(&rows);
                stream.dict.extend(&trailer);
                self.write_plain(id, &stream.into())?;
            }
        }
        self.raw(format!("\nstartxref\n{start}\n%%EOF\n").as_bytes())?;
        self.out.flush()
    }
}

/// Runs of objects with consecutive numbers.
fn sections(places: &BTreeMap<u32, (u64, u16)>) -> Vec<Vec<(u32, (u64, u16))>> {
    let mut sections: Vec<Vec<(u32, (u64, u16))>> = Vec::new();
    for (&number, &place) in places {
        match sections.last_mut() {
            Some(section) if section.last().is_some_and(|(last, _)| last + 1 == number) => {
                section.push((number, place));
            }
            _ => sections.push(vec![(number, place)]),
        }
    }
    sections
}

/// A stream under FlateDecode.
pub(super) fn compressed(content: &[u8]) -> Stream {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    let packed = encoder.write_all(content).and_then(|()| encoder.finish()).expect("memory does not fail");
    Stream::new(dictionary! { "Filter" => "FlateDecode" }, packed).with_compression(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_file_is_read_back() {
        for index in [Index::Table, Index::Stream] {
            let mut file = PdfFile::new(Vec::new(), 0, 1, None);
            file.raw(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n").unwrap();
            let pages = file.reserve();
            let page = file.add(dictionary! { "Type" => "Page", "Parent" => pages }).unwrap();
            let kids = vec![page.into()];
            file.put(pages, dictionary! { "Type" => "Pages", "Count" => 1, "Kids" => kids }.into()).unwrap();
            let root = file.add(dictionary! { "Type" => "Catalog", "Pages" => pages }).unwrap();
            file.finish(index, dictionary! { "Root" => root }).unwrap();
            let read = lopdf::Document::load_mem(file.out()).unwrap();
            assert_eq!(read.get_pages().len(), 1, "{index:?}");
        }
    }
}
