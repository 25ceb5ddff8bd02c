//! One page as pixels, upright.

/// An upright page image: RGB, 8 bits a channel, rows from the top, no padding.
#[derive(Clone, Debug, PartialEq)]
pub struct PageImage {
    /// `width * height * 3` bytes.
    pub rgb: Vec<u8>,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Pixels an inch; 0 where the source does not say.
    pub dpi: f32,
    /// Degrees clockwise that the source was turned by to stand upright (EXIF): 0, 90, 180, 270.
    pub rotation: u16,
}
