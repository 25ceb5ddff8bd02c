//! What scanners, cameras and fax machines do to a page. Each is deterministic: the same seed gives the same picture.

use image::codecs::jpeg::JpegEncoder;
use image::imageops::{self, FilterType};
use image::{ImageFormat, Rgb, RgbImage};

use super::{RenderError, Rendered};

/// One damage.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Degrade {
    /// Gaussian noise on every channel: standard deviation in grey levels (of 255), seed.
    Noise(f32, u64),
    /// Gaussian blur: standard deviation in pixels.
    Blur(f32),
    /// Turned about the centre by degrees, clockwise; the corners are white.
    Skew(f32),
    /// Scaled down to so many pixels an inch, and left so.
    Resolution(f32),
    /// Light that falls off from the top left corner: brightness at the bottom right, 0–1.
    UnevenLight(f32),
    /// Saved as a JPEG of this quality (1–100) and read again.
    Jpeg(u8),
}

impl Rendered {
    /// Applies a damage; the truth follows.
    ///
    /// # Errors
    /// Where the JPEG codec fails.
    pub fn degrade(mut self, damage: Degrade) -> Result<Self, RenderError> {
        match damage {
            Degrade::Noise(deviation, seed) => noise(&mut self.image, deviation, seed),
            Degrade::Blur(deviation) => self.image = imageops::blur(&self.image, deviation),
            Degrade::Skew(degrees) => skew(&mut self, degrees),
            Degrade::Resolution(dpi) => scale(&mut self, dpi),
            Degrade::UnevenLight(darkest) => uneven_light(&mut self.image, darkest),
            Degrade::Jpeg(quality) => {
                let bytes = jpeg(&self.image, quality)?;
                self.image = image::load_from_memory_with_format(&bytes, ImageFormat::Jpeg)?.into_rgb8();
            }
        }
        Ok(self)
    }
}

/// A picture as a JPEG of this quality (1–100).
///
/// # Errors
/// Where the codec fails.
pub fn jpeg(image: &RgbImage, quality: u8) -> Result<Vec<u8>, RenderError> {
    let mut bytes = Vec::new();
    image.write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, quality))?;
    Ok(bytes)
}

/// A small generator of random numbers (SplitMix64 by Steele, Lea and Flood, 2014): ours, so that no dependency's new
/// version changes the pictures.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Uniform in (0, 1].
    fn uniform(&mut self) -> f32 {
        ((self.next() >> 40) + 1) as f32 / (1u64 << 24) as f32
    }

    /// Standard normal, by Box and Muller's transform.
    fn normal(&mut self) -> f32 {
        (-2.0 * self.uniform().ln()).sqrt() * (std::f32::consts::TAU * self.uniform()).cos()
    }
}

fn noise(image: &mut RgbImage, deviation: f32, seed: u64) {
    let mut random = Random(seed);
    for Rgb(pixel) in image.pixels_mut() {
        for channel in pixel {
            *channel = (f32::from(*channel) + deviation * random.normal()).round().clamp(0.0, 255.0) as u8;
        }
    }
}

fn uneven_light(image: &mut RgbImage, darkest: f32) {
    let (width, height) = (image.width() as f32, image.height() as f32);
    for (x, y, Rgb(pixel)) in image.enumerate_pixels_mut() {
        let t = (x as f32 / width + y as f32 / height) / 2.0;
        let light = 1.0 - (1.0 - darkest) * t;
        for channel in pixel {
            *channel = (f32::from(*channel) * light).round() as u8;
        }
    }
}

fn scale(page: &mut Rendered, dpi: f32) {
    let factor = dpi / page.dpi;
    let (width, height) = (page.image.width(), page.image.height());
    let (w, h) = ((width as f32 * factor).round().max(1.0), (height as f32 * factor).round().max(1.0));
    let image = imageops::resize(&page.image, w as u32, h as u32, FilterType::Triangle);
    let boxes: Vec<_> = page.words.iter().map(|word| word.ink).collect();
    let labels: Vec<u16> = (0..h as u32)
        .flat_map(|y| (0..w as u32).map(move |x| (x, y)))
        .map(|(x, y)| {
            let from = |v: u32, limit: u32| (((v as f32 + 0.5) / factor) as usize).min(limit as usize - 1);
            page.labels[from(y, height) * width as usize + from(x, width)]
        })
        .collect();
    page.replace(image, &labels);
    page.dpi = dpi;
    // Thin strokes fall between the sampled labels; the box scales exactly.
    for (word, ink) in page.words.iter_mut().zip(boxes) {
        word.ink = document::Rect::new(ink.x0 * factor, ink.y0 * factor, ink.x1 * factor, ink.y1 * factor);
    }
}

fn skew(page: &mut Rendered, degrees: f32) {
    let (width, height) = page.image.dimensions();
    let (cx, cy) = ((width as f32 - 1.0) / 2.0, (height as f32 - 1.0) / 2.0);
    let (sin, cos) = degrees.to_radians().sin_cos();
    let mut image = RgbImage::from_pixel(width, height, Rgb([255; 3]));
    let mut labels = vec![0; page.labels.len()];
    for (x, y, target) in image.enumerate_pixels_mut() {
        let (dx, dy) = (x as f32 - cx, y as f32 - cy);
        let (sx, sy) = (cx + dx * cos + dy * sin, cy - dx * sin + dy * cos);
        if let Some(pixel) = imageops::interpolate_bilinear(&page.image, sx, sy) {
            *target = pixel;
            let nearest = sy.round() as usize * width as usize + sx.round() as usize;
            labels[y as usize * width as usize + x as usize] = page.labels[nearest];
        }
    }
    page.replace(image, &labels);
}
