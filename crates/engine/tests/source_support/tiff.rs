//! Writes TIFF files from tags and chunks, in either byte order and size.

/// A tag's values.
pub enum Value {
    Short(Vec<u64>),
    Long(Vec<u64>),
    Bytes(Vec<u8>),
    Ratio(Vec<(u32, u32)>),
}

/// One image: its tags, and its strips or tiles.
#[derive(Default)]
pub struct Image {
    pub tags: Vec<(u16, Value)>,
    pub chunks: Vec<Vec<u8>>,
    pub tiled: bool,
}

impl Image {
    /// An image of `width` × `height` with samples of these bits, photometric interpretation and compression.
    pub fn new(size: (usize, usize), bits: &[u64], photometric: u64, compression: u64, chunks: Vec<Vec<u8>>) -> Self {
        Self { tags: Vec::new(), chunks, tiled: false }
            .short(256, &[size.0 as u64])
            .short(257, &[size.1 as u64])
            .short(258, bits)
            .short(259, &[compression])
            .short(262, &[photometric])
            .short(277, &[bits.len() as u64])
    }

    pub fn short(mut self, tag: u16, values: &[u64]) -> Self {
        self.tags.push((tag, Value::Short(values.to_vec())));
        self
    }

    pub fn ratio(mut self, tag: u16, values: &[(u32, u32)]) -> Self {
        self.tags.push((tag, Value::Ratio(values.to_vec())));
        self
    }

    pub fn bytes(mut self, tag: u16, bytes: &[u8]) -> Self {
        self.tags.push((tag, Value::Bytes(bytes.to_vec())));
        self
    }

    pub fn tiles(mut self, width: usize, height: usize) -> Self {
        self.tiled = true;
        self.short(322, &[width as u64]).short(323, &[height as u64])
    }
}

/// How the file is written.
#[derive(Clone, Copy)]
pub struct Kind {
    pub little: bool,
    pub big: bool,
}

/// Little-endian, 32-bit offsets.
pub const PLAIN: Kind = Kind { little: true, big: false };

impl Kind {
    pub fn uint(self, value: u64, size: usize) -> Vec<u8> {
        let mut bytes = value.to_le_bytes()[..size].to_vec();
        if !self.little {
            bytes.reverse();
        }
        bytes
    }

    fn value(self, value: &Value) -> (u16, usize, Vec<u8>) {
        match value {
            Value::Short(v) => (3, v.len(), v.iter().flat_map(|v| self.uint(*v, 2)).collect()),
            Value::Long(v) => (4, v.len(), v.iter().flat_map(|v| self.uint(*v, 4)).collect()),
            Value::Bytes(v) => (7, v.len(), v.clone()),
            Value::Ratio(v) => {
                let bytes = v.iter().flat_map(|(a, b)| [self.uint((*a).into(), 4), self.uint((*b).into(), 4)].concat());
                (5, v.len(), bytes.collect())
            }
        }
    }
}

/// The file of these images.
pub fn write(kind: Kind, mut images: Vec<Image>) -> Vec<u8> {
    let word = if kind.big { 8 } else { 4 };
    let mut out = if kind.little { b"II".to_vec() } else { b"MM".to_vec() };
    out.extend(kind.uint(if kind.big { 43 } else { 42 }, 2));
    if kind.big {
        out.extend([kind.uint(8, 2), kind.uint(0, 2)].concat());
    }
    let mut link = out.len();
    out.extend(kind.uint(0, word));
    for image in &mut images {
        let (mut offsets, mut counts) = (Vec::new(), Vec::new());
        for chunk in &image.chunks {
            offsets.push(out.len() as u64);
            counts.push(chunk.len() as u64);
            out.extend(chunk);
        }
        let (at, lengths) = if image.tiled { (324, 325) } else { (273, 279) };
        image.tags.push((at, Value::Long(offsets)));
        image.tags.push((lengths, Value::Long(counts)));
        image.tags.sort_by_key(|(tag, _)| *tag);
        let mut entries = Vec::new();
        for (tag, value) in &image.tags {
            let (type_, count, mut bytes) = kind.value(value);
            if bytes.len() > word {
                let offset = out.len() as u64;
                out.extend(&bytes);
                bytes = kind.uint(offset, word);
            }
            bytes.resize(word, 0);
            entries.push(
                [kind.uint((*tag).into(), 2), kind.uint(type_.into(), 2), kind.uint(count as u64, word), bytes]
                    .concat(),
            );
        }
        let here = kind.uint(out.len() as u64, word);
        out[link..link + word].copy_from_slice(&here);
        out.extend(kind.uint(entries.len() as u64, if kind.big { 8 } else { 2 }));
        out.extend(entries.concat());
        link = out.len();
        out.extend(kind.uint(0, word));
    }
    out
}
