//! GIF by the `gif` crate, every frame a page as a viewer shows it: drawn over what its predecessors left, by their
//! disposal methods, on white.
//!
//! Only one canvas is held. Frames are decoded in order; going back means starting again.

use std::fs::File;
use std::io::BufReader;
use std::num::NonZeroU64;
use std::path::{Path, PathBuf};

use document::Code;
use gif::{ColorOutput, DecodeOptions, Decoder, DecodingError, DisposalMethod, MemoryLimit};

use super::unreadable;
use crate::{Error, Limits, PageImage};

/// Bytes a pixel: the canvas, a decoded RGBA frame, what a frame covers, and the page handed out.
const BYTES_PER_PIXEL: u64 = 3 + 4 + 3 + 3;

/// An open GIF.
pub(super) struct GifFile {
    path: PathBuf,
    limits: Limits,
    frames: u32,
    player: Option<Player>,
}

/// A decoder at some frame, and what is on its canvas.
struct Player {
    decoder: Decoder<BufReader<File>>,
    /// How many frames have been drawn.
    drawn: u32,
    width: usize,
    height: usize,
    canvas: Vec<u8>,
    /// What to do before the next frame is drawn.
    disposal: Option<Disposal>,
}

/// A frame's area and what returns to it.
struct Disposal {
    area: Area,
    /// The pixels that were there before, row by row; `None` clears to white.
    before: Option<Vec<u8>>,
}

/// A frame's place, clipped to the canvas.
#[derive(Clone, Copy)]
struct Area {
    left: usize,
    top: usize,
    width: usize,
    height: usize,
}

impl GifFile {
    /// Counts the frames without decoding them.
    pub(super) fn open(path: &Path, limits: Limits) -> Result<Self, Error> {
        let mut options = DecodeOptions::new();
        options.skip_frame_decoding(true);
        let mut decoder = start(path, options, limits)?;
        let mut frames = 0;
        loop {
            match decoder.next_frame_info() {
                Ok(Some(_)) => {
                    frames += 1;
                    limits.check_pages(frames.into())?;
                }
                Ok(None) => break,
                Err(error) if frames == 0 => return Err(refused(&error)),
                // The frames before the damage are pages.
                Err(_) => break,
            }
        }
        if frames == 0 {
            return Err(Error::broken("the GIF file holds no picture"));
        }
        Ok(Self { path: path.to_path_buf(), limits, frames, player: None })
    }

    /// How many frames there are, at least 1.
    pub(super) fn frames(&self) -> u32 {
        self.frames
    }

    /// The canvas after frame `index` is drawn.
    pub(super) fn image(&mut self, index: u32) -> Result<PageImage, Error> {
        // A decoder that failed is not asked again.
        let mut player = match self.player.take() {
            Some(player) if player.drawn <= index + 1 => player,
            _ => Player::start(&self.path, self.limits)?,
        };
        while player.drawn <= index {
            player.draw_next(self.limits)?;
        }
        let (width, height) = (player.width as u32, player.height as u32);
        let rgb = player.canvas.clone();
        self.player = Some(player);
        Ok(PageImage { rgb, width, height, dpi: 0.0, rotation: 0 })
    }
}

impl Player {
    fn start(path: &Path, limits: Limits) -> Result<Self, Error> {
        let mut options = DecodeOptions::new();
        options.set_color_output(ColorOutput::RGBA);
        let decoder = start(path, options, limits)?;
        let (width, height) = (usize::from(decoder.width()), usize::from(decoder.height()));
        Ok(Self { decoder, drawn: 0, width, height, canvas: vec![255; width * height * 3], disposal: None })
    }

    fn draw_next(&mut self, limits: Limits) -> Result<(), Error> {
        if let Some(disposal) = self.disposal.take() {
            self.dispose(&disposal);
        }
        let frame = self.decoder.next_frame_info().map_err(|e| refused(&e))?;
        let frame = frame.ok_or_else(|| Error::broken("the GIF file is cut short"))?;
        let (left, top) = (usize::from(frame.left), usize::from(frame.top));
        let (frame_width, method) = (usize::from(frame.width), frame.dispose);
        let area = Area {
            left: left.min(self.width),
            top: top.min(self.height),
            width: frame_width.min(self.width.saturating_sub(left)),
            height: usize::from(frame.height).min(self.height.saturating_sub(top)),
        };
        limits.check_page(frame.width.into(), frame.height.into(), BYTES_PER_PIXEL)?;
        let mut rgba = vec![0; self.decoder.buffer_size()];
        self.decoder.read_into_buffer(&mut rgba).map_err(|e| refused(&e))?;
        self.disposal = match method {
            DisposalMethod::Any | DisposalMethod::Keep => None,
            DisposalMethod::Background => Some(Disposal { area, before: None }),
            DisposalMethod::Previous => Some(Disposal { area, before: Some(self.copy(area)) }),
        };
        for row in 0..area.height {
            let source = &rgba[row * frame_width * 4..];
            for (pixel, target) in source.chunks_exact(4).zip(self.row_mut(area, row).chunks_exact_mut(3)) {
                if pixel[3] != 0 {
                    target.copy_from_slice(&pixel[..3]);
                }
            }
        }
        self.drawn += 1;
        Ok(())
    }

    fn row_mut(&mut self, area: Area, row: usize) -> &mut [u8] {
        let start = ((area.top + row) * self.width + area.left) * 3;
        &mut self.canvas[start..start + area.width * 3]
    }

    fn copy(&mut self, area: Area) -> Vec<u8> {
        (0..area.height).flat_map(|row| self.row_mut(area, row).to_vec()).collect()
    }

    fn dispose(&mut self, disposal: &Disposal) {
        let area = disposal.area;
        for row in 0..area.height {
            let target = self.row_mut(area, row);
            match &disposal.before {
                Some(before) => target.copy_from_slice(&before[row * area.width * 3..(row + 1) * area.width * 3]),
                None => target.fill(255),
            }
        }
    }
}

/// A decoder that has read the header, its size within the limits.
fn start(path: &Path, mut options: DecodeOptions, limits: Limits) -> Result<Decoder<BufReader<File>>, Error> {
    let file = File::open(path).map_err(|e| unreadable(&e))?;
    if let Some(bytes) = NonZeroU64::new(limits.decoded_bytes) {
        options.set_memory_limit(MemoryLimit::Bytes(bytes));
    }
    let decoder = options.read_info(BufReader::new(file)).map_err(|e| refused(&e))?;
    let (width, height) = (decoder.width(), decoder.height());
    if width == 0 || height == 0 {
        return Err(Error::broken("the GIF file says that it has no pixels"));
    }
    limits.check_page(width.into(), height.into(), BYTES_PER_PIXEL)?;
    Ok(decoder)
}

/// The error of a file that the decoder refuses.
fn refused(error: &DecodingError) -> Error {
    match error {
        DecodingError::OutOfMemory | DecodingError::MemoryLimit => {
            Error::new(Code::LimitMemory, "decoding the GIF frame would take more memory than the limit")
        }
        other => Error::broken(format!("the GIF file is damaged or cut short: {other}")),
    }
}
