//! A page's picture as a PDF image. JPEG, PNG and CCITT data go in as they are, because PDF knows these codings; other
//! pictures are packed anew without loss.

use std::collections::BTreeMap;

use printpdf::{DictItem, ExternalStream, ExternalXObject};

use super::{jpeg, pixels, png};

/// A picture as its file holds it.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// Pixels of a stored row.
    pub width: u32,
    /// Stored rows.
    pub height: u32,
    /// How it is turned and mirrored to be upright: EXIF's 1 to 8.
    pub orientation: u8,
    /// Degrees clockwise that it was turned by already when it was decoded: 0, 90, 180 or 270.
    pub turned: u16,
    /// Its content.
    pub coding: Coding,
}

/// How a picture's content is written.
#[derive(Clone, Debug, PartialEq)]
pub enum Coding {
    /// A whole JPEG file.
    Jpeg(Vec<u8>),
    /// A whole PNG file.
    Png(Vec<u8>),
    /// CCITT Group 4 data.
    Group4 {
        /// The coded rows, the highest bit of a byte first.
        data: Vec<u8>,
        /// Whether what the code calls black is white.
        inverted: bool,
    },
    /// Decoded: three bytes a pixel.
    Rgb(Vec<u8>),
}

impl Picture {
    /// Whether it can go into a PDF (into a PDF/A, with `pdf_a`) as it is. One that cannot has to be decoded.
    pub fn can_be_kept(&self, pdf_a: bool) -> bool {
        match &self.coding {
            Coding::Jpeg(file) => jpeg::Header::read(file).is_some_and(|header| header.can_be_kept(pdf_a)),
            Coding::Png(file) => png::Header::read(file).is_some(),
            Coding::Group4 { .. } | Coding::Rgb(_) => true,
        }
    }

    /// Its size as it stands upright, in pixels.
    pub(super) fn upright_size(&self) -> (u32, u32) {
        if self.orientation >= 5 { (self.height, self.width) } else { (self.width, self.height) }
    }

    /// Degrees clockwise that it has been turned by when its orientation is applied.
    pub(super) fn turned(&self) -> u16 {
        let by_orientation = match self.orientation {
            3 | 4 => 180,
            5 | 6 => 90,
            7 | 8 => 270,
            _ => 0,
        };
        (self.turned + by_orientation) % 360
    }

    /// The image for the PDF; `None` where it is neither decoded nor [can be kept](Self::can_be_kept).
    pub(super) fn into_xobject(self) -> Option<ExternalXObject> {
        let (width, height) = (self.width, self.height);
        let (mut dict, content) = match self.coding {
            Coding::Jpeg(file) => (jpeg::Header::read(&file)?.dictionary(), file),
            Coding::Png(file) => png::Header::read(&file)?.into_image(&file)?,
            Coding::Group4 { data, inverted } => (group4(width, height, inverted), data),
            Coding::Rgb(rgb) => pixels::pack(&rgb, width, height)?,
        };
        dict.extend([
            ("Type".to_owned(), name("XObject")),
            ("Subtype".to_owned(), name("Image")),
            ("Width".to_owned(), DictItem::Int(width.into())),
            ("Height".to_owned(), DictItem::Int(height.into())),
        ]);
        let stream = ExternalStream { dict, content, compress: false };
        Some(ExternalXObject { stream, width: None, height: None, dpi: None })
    }
}

/// The entries of an image in Group 4.
pub(super) fn group4(width: u32, height: u32, inverted: bool) -> Dict {
    let parameters = [
        ("K".to_owned(), DictItem::Int(-1)),
        ("Columns".to_owned(), DictItem::Int(width.into())),
        ("Rows".to_owned(), DictItem::Int(height.into())),
        ("BlackIs1".to_owned(), DictItem::Bool(inverted)),
    ];
    Dict::from([
        ("ColorSpace".to_owned(), name("DeviceGray")),
        ("BitsPerComponent".to_owned(), DictItem::Int(1)),
        ("Filter".to_owned(), name("CCITTFaxDecode")),
        ("DecodeParms".to_owned(), DictItem::Dict { map: parameters.into() }),
    ])
}

/// An image's dictionary, in printpdf's terms.
pub(super) type Dict = BTreeMap<String, DictItem>;

pub(super) fn name(name: &str) -> DictItem {
    DictItem::Name(name.into())
}

/// The colour space of `components` a pixel: that of `profile` where there is one that fits, else the device's own.
pub(super) fn colour_space(components: u8, profile: Option<Vec<u8>>) -> DictItem {
    let device = name(match components {
        1 => "DeviceGray",
        3 => "DeviceRGB",
        _ => "DeviceCMYK",
    });
    let space: &[u8] = match components {
        1 => b"GRAY",
        3 => b"RGB ",
        _ => b"CMYK",
    };
    // A profile's header names its colours at 16, and itself at 36; its version must be one that PDF knows.
    let fits = |p: &Vec<u8>| p.get(16..20) == Some(space) && p.get(36..40) == Some(b"acsp") && p[8] <= 4;
    let Some(profile) = profile.filter(fits) else { return device };
    let dict = Dict::from([("N".to_owned(), DictItem::Int(components.into())), ("Alternate".to_owned(), device)]);
    let stream = ExternalStream { dict, content: profile, compress: true };
    DictItem::Array(vec![name("ICCBased"), DictItem::Stream { stream }])
}
