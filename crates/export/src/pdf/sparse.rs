//! A PDF in memory without what its pictures hold, for a reader (lopdf) that wants the file whole.
//!
//! The data of pictures, nearly all of a scan, stays zero. Memory that is asked for zeroed and never written is not
//! taken on the platforms that we know, so a scan costs what its structure does. Where the guess at what is a picture's
//! data fails, more is read than needed, and never less than the objects' dictionaries.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use memchr::memmem;

/// How much of the file is looked at once.
const PIECE: usize = 1 << 20;
/// How far before its data a picture's dictionary may begin.
const DICTIONARY: usize = 2048;
/// What is read of the data at both of its ends: line ends belong to the syntax around it.
const EDGE: usize = 4;

/// The bytes of the file, zero where pictures have their data.
pub(super) fn read(path: &Path) -> io::Result<Vec<u8>> {
    read_by(path, PIECE)
}

/// As [`read`], looking at `size` bytes at once.
fn read_by(path: &Path, size: usize) -> io::Result<Vec<u8>> {
    let mut file = File::open(path)?;
    let length = usize::try_from(file.metadata()?.len()).map_err(io::Error::other)?;
    let mut bytes = vec![0; length];
    let mut piece = Vec::with_capacity(size);
    let (mut at, mut in_picture) = (0, false);
    while at < length {
        piece.clear();
        file.seek(SeekFrom::Start(at as u64))?;
        Read::take(&mut file, size as u64).read_to_end(&mut piece)?;
        let last = at + piece.len() >= length || piece.is_empty();
        if in_picture {
            match memmem::find(&piece, b"endstream") {
                Some(end) => {
                    in_picture = false;
                    at += end.saturating_sub(EDGE);
                }
                None if last => break,
                // The word may lie across the end of the piece, and its edge before it.
                None => at += piece.len() - b"endstream".len() - EDGE,
            }
            continue;
        }
        piece.truncate(length - at);
        let before = bytes[at.saturating_sub(DICTIONARY)..at].to_vec();
        let picture = streams(&piece).find(|i| {
            let here = &piece[i.saturating_sub(DICTIONARY)..*i];
            is_picture(&[&before[here.len().min(before.len())..], here].concat())
        });
        // Nothing beyond is written: that would take the memory.
        let copied = match picture {
            Some(found) => found + b"stream".len() + EDGE,
            None if last => piece.len(),
            None => piece.len() - b"stream".len() - EDGE,
        };
        bytes[at..at + copied].copy_from_slice(&piece[..copied]);
        in_picture = picture.is_some();
        at += copied;
    }
    Ok(bytes)
}

/// Where `stream` begins a stream in `piece`, with its edge in it.
fn streams(piece: &[u8]) -> impl Iterator<Item = usize> {
    let starts = memmem::find_iter(piece, b"stream");
    starts.filter(|i| {
        let follows = piece.get(i + 6 + EDGE).is_some() && matches!(piece[i + 6], b'\r' | b'\n');
        follows && !piece[..*i].ends_with(b"end")
    })
}

/// Whether the text before `stream` ends with the dictionary of a picture.
fn is_picture(before: &[u8]) -> bool {
    let object = memmem::rfind(before, b" obj").map_or(before, |i| &before[i..]);
    memmem::find(object, b"/Image").is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_empty_and_all_else_is_there() {
        let picture = |length: usize| {
            let data = vec![b'd'; length];
            [&b"1 0 obj\n<</Subtype /Image>>\nstream\r\n"[..], &data, b"\nendstream\nendobj\n"].concat()
        };
        let other = [&b"2 0 obj\n<</Length 9>>\nstream\n"[..], &[b'c'; 400], b"\nendstream\nendobj\n"].concat();
        // Sizes at which words lie across the ends of pieces.
        for length in EDGE..600 {
            let file = [&b"%PDF-1.4\n"[..], &picture(length), &other, &picture(length), b"trailer"].concat();
            let temporary = tempfile::NamedTempFile::new().unwrap();
            std::fs::write(temporary.path(), &file).unwrap();
            let read = read_by(temporary.path(), 256).unwrap();
            assert_eq!(read.len(), file.len());
            let lost: Vec<(&u8, &u8)> = file.iter().zip(&read).filter(|(a, b)| a != b).collect();
            assert!(lost.iter().all(|pair| *pair == (&b'd', &0)), "length {length}");
            assert!(2 * length - lost.len() <= 4 * EDGE, "length {length}: {}", lost.len());
        }
    }
}
