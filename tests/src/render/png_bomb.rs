//! A valid PNG that is small on disk and huge in memory, made without ever holding its pixels.
//!
//! A compressed mebibyte of zeros, flushed so that it neither looks back nor ends inside a byte, is repeated as often as
//! the picture needs. The checksums are right: a decoder that trusts the file would go all the way.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use flate2::{Compress, Compression, Crc, FlushCompress};

/// The modulus of Adler-32.
const ADLER: u64 = 65_521;
const CHUNK: u64 = 1 << 20;

/// Writes a black RGB PNG of `width` × `height` pixels: 30000 × 30000 is 2.7 GB decoded and 3 MB on disk.
///
/// # Errors
/// Where the file cannot be written.
pub fn write(path: &Path, width: u32, height: u32) -> io::Result<()> {
    let raw = u64::from(height) * (1 + 3 * u64::from(width));
    // The zlib header, whole chunks, the rest with the stream's end, and Adler-32 of `raw` zeros: a = 1, b = raw.
    let mut data = vec![0x78, 0x01];
    let chunk = zeros(CHUNK as usize, FlushCompress::Full)?;
    for _ in 0..raw / CHUNK {
        data.extend_from_slice(&chunk);
    }
    data.extend(zeros((raw % CHUNK) as usize, FlushCompress::Finish)?);
    data.extend((((raw % ADLER) as u32) << 16 | 1).to_be_bytes());

    let mut file = BufWriter::new(File::create(path)?);
    file.write_all(b"\x89PNG\r\n\x1a\n")?;
    let mut header = [width.to_be_bytes(), height.to_be_bytes()].concat();
    header.extend([8, 2, 0, 0, 0]);
    for (name, body) in [(b"IHDR", &header), (b"IDAT", &data), (b"IEND", &vec![])] {
        let mut crc = Crc::new();
        crc.update(name);
        crc.update(body);
        file.write_all(&u32::try_from(body.len()).map_err(io::Error::other)?.to_be_bytes())?;
        file.write_all(name)?;
        file.write_all(body)?;
        file.write_all(&crc.sum().to_be_bytes())?;
    }
    file.flush()
}

/// `count` zeros as raw deflate.
fn zeros(count: usize, flush: FlushCompress) -> io::Result<Vec<u8>> {
    let mut out = Vec::with_capacity(count / 200 + 1024);
    Compress::new(Compression::best(), false).compress_vec(&vec![0; count], &mut out, flush)?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_one_decodes_to_black() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("bomb.png");
        write(&path, 2000, 1000).unwrap();
        let image = image::open(&path).unwrap().into_rgb8();
        assert_eq!(image.dimensions(), (2000, 1000));
        assert!(image.as_raw().iter().all(|&b| b == 0));
    }
}
