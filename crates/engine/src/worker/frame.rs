//! Frames: two little-endian `u32` lengths (JSON, bytes), then the JSON, then the bytes. The bytes carry pictures, so
//! that no image travels as JSON.

use std::io::{self, Read, Write};

use serde::Serialize;
use serde::de::DeserializeOwned;

/// The longest JSON or byte part of a frame; more is a sign of a broken peer.
const MAX_FRAME: u32 = 512 << 20;

/// A frame that could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum FrameError {
    /// The pipe broke.
    #[error("the pipe broke: {0}")]
    Io(#[from] io::Error),
    /// The lengths or the JSON make no sense.
    #[error("a broken frame: {0}")]
    Broken(String),
}

/// Reads one frame; `None` at a clean end of the stream.
///
/// # Errors
/// A pipe that breaks within a frame, lengths over 512 MiB, JSON of another shape.
pub fn read_frame<T: DeserializeOwned>(stream: &mut impl Read) -> Result<Option<(T, Vec<u8>)>, FrameError> {
    let mut head = [0; 8];
    match stream.read_exact(&mut head) {
        Ok(()) => {}
        Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        Err(e) => return Err(e.into()),
    }
    let (json_len, blob_len) = lengths(head)?;
    let mut json = vec![0; json_len];
    stream.read_exact(&mut json)?;
    let mut blob = vec![0; blob_len];
    stream.read_exact(&mut blob)?;
    let value = serde_json::from_slice(&json).map_err(|e| FrameError::Broken(e.to_string()))?;
    Ok(Some((value, blob)))
}

/// The two lengths of a frame's head.
///
/// # Errors
/// A length over 512 MiB.
pub fn lengths(head: [u8; 8]) -> Result<(usize, usize), FrameError> {
    let [a, b, c, d, e, f, g, h] = head;
    let (json, blob) = (u32::from_le_bytes([a, b, c, d]), u32::from_le_bytes([e, f, g, h]));
    if json > MAX_FRAME || blob > MAX_FRAME {
        return Err(FrameError::Broken(format!("lengths {json} and {blob}")));
    }
    Ok((json as usize, blob as usize))
}

/// Encodes a frame into one buffer.
///
/// # Errors
/// A value that is not JSON, or parts over 512 MiB.
pub fn encode_frame<T: Serialize>(value: &T, blob: &[u8]) -> Result<Vec<u8>, FrameError> {
    let json = serde_json::to_vec(value).map_err(|e| FrameError::Broken(e.to_string()))?;
    let length = |n: usize| {
        u32::try_from(n).ok().filter(|n| *n <= MAX_FRAME).ok_or_else(|| FrameError::Broken(format!("{n} bytes")))
    };
    let (json_len, blob_len) = (length(json.len())?, length(blob.len())?);
    let mut out = Vec::with_capacity(8 + json.len() + blob.len());
    out.extend_from_slice(&json_len.to_le_bytes());
    out.extend_from_slice(&blob_len.to_le_bytes());
    out.extend_from_slice(&json);
    out.extend_from_slice(blob);
    Ok(out)
}

/// Writes one frame and flushes.
///
/// # Errors
/// A broken pipe, or what [`encode_frame`] refuses.
pub fn write_frame<T: Serialize>(stream: &mut impl Write, value: &T, blob: &[u8]) -> Result<(), FrameError> {
    stream.write_all(&encode_frame(value, blob)?)?;
    stream.flush()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_comes_back_as_it_went() {
        let mut pipe = Vec::new();
        write_frame(&mut pipe, &("page", 7), &[1, 2, 3]).unwrap();
        write_frame(&mut pipe, &("end", 8), &[]).unwrap();
        let mut reader = pipe.as_slice();
        assert_eq!(read_frame(&mut reader).unwrap(), Some((("page".to_owned(), 7), vec![1, 2, 3])));
        assert_eq!(read_frame(&mut reader).unwrap(), Some((("end".to_owned(), 8), vec![])));
        assert_eq!(read_frame::<(String, i32)>(&mut reader).unwrap(), None);
    }

    #[test]
    fn a_cut_or_absurd_frame_is_an_error() {
        let mut pipe = Vec::new();
        write_frame(&mut pipe, &"page", &[1, 2, 3]).unwrap();
        assert!(read_frame::<String>(&mut &pipe[..pipe.len() - 1]).is_err());
        assert!(read_frame::<String>(&mut [255u8; 16].as_slice()).is_err());
    }
}
