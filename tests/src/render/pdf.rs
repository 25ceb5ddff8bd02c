//! PDFs made by hand: born-digital ones with a text layer in a base-14 font, and scans that are one JPEG a page.
//!
//! Objects are written to the file as they come, so that a document of 500 pages costs the memory of one. The files
//! are plain PDF 1.4 with a classic cross-reference table: what every reader must open.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// A page's size in points.
pub type Size = (f32, f32);

/// A4 in points.
pub const A4: Size = (595.0, 842.0);

/// Writes a PDF of `pages` pages with a text layer; `lines(i)` gives the lines of page `i` (0-based), 11 points
/// Helvetica. Characters beyond Latin-1 become `?`.
///
/// # Errors
/// Where the file cannot be written.
pub fn text(path: &Path, pages: usize, size: Size, lines: impl Fn(usize) -> Vec<String>) -> io::Result<()> {
    let mut pdf = Writer::create(path)?;
    let font = pdf.object("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")?;
    for page in 0..pages {
        let mut content = format!("BT /F1 11 Tf 15 TL 57 {} Td\n", size.1 - 70.0).into_bytes();
        for line in lines(page) {
            content.push(b'(');
            for c in line.chars() {
                match c {
                    '(' | ')' | '\\' => content.extend([b'\\', c as u8]),
                    _ => content.push(u8::try_from(u32::from(c)).unwrap_or(b'?')),
                }
            }
            content.extend(b") Tj T*\n");
        }
        content.extend(b"ET");
        let content = pdf.stream("", &content)?;
        pdf.page(size, &format!("/Font << /F1 {font} 0 R >>"), content)?;
    }
    pdf.finish()
}

/// A page image for [`scan`].
#[derive(Clone, Debug)]
pub struct Scan {
    /// A baseline RGB JPEG.
    pub jpeg: Vec<u8>,
    /// Its width and height in pixels.
    pub pixels: (u32, u32),
    /// Pixels an inch: with `pixels`, the page's size.
    pub dpi: f32,
}

/// Writes a PDF of `pages` pages without text: each shows one of `scans`, in turn, as an image object of its own.
///
/// # Errors
/// Where the file cannot be written.
///
/// # Panics
/// With no scan.
pub fn scan(path: &Path, pages: usize, scans: &[Scan]) -> io::Result<()> {
    let mut pdf = Writer::create(path)?;
    for scan in (0..pages).map(|page| &scans[page % scans.len()]) {
        let (w, h) = scan.pixels;
        let dict = format!(
            "/Type /XObject /Subtype /Image /Width {w} /Height {h} /ColorSpace /DeviceRGB /BitsPerComponent 8 \
             /Filter /DCTDecode "
        );
        let image = pdf.stream(&dict, &scan.jpeg)?;
        let size = (w as f32 * 72.0 / scan.dpi, h as f32 * 72.0 / scan.dpi);
        let content = pdf.stream("", format!("{} 0 0 {} 0 0 cm /Im0 Do", size.0, size.1).as_bytes())?;
        pdf.page(size, &format!("/XObject << /Im0 {image} 0 R >>"), content)?;
    }
    pdf.finish()
}

/// A PDF under way. Object 1 is the catalogue and 2 the page tree; both are written last.
struct Writer {
    file: BufWriter<File>,
    written: u64,
    /// Byte offset of each object; the first is number 1.
    offsets: Vec<u64>,
    pages: Vec<usize>,
}

impl Writer {
    fn create(path: &Path) -> io::Result<Self> {
        let mut pdf =
            Self { file: BufWriter::new(File::create(path)?), written: 0, offsets: vec![0, 0], pages: vec![] };
        pdf.put(b"%PDF-1.4\n%\xE2\xE3\xCF\xD3\n")?;
        Ok(pdf)
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.written += bytes.len() as u64;
        self.file.write_all(bytes)
    }

    /// Writes an object and returns its number.
    fn object(&mut self, body: &str) -> io::Result<usize> {
        self.offsets.push(self.written);
        let number = self.offsets.len();
        self.put(format!("{number} 0 obj\n{body}\nendobj\n").as_bytes())?;
        Ok(number)
    }

    /// Writes a stream with these entries beside its length, and returns its number.
    fn stream(&mut self, entries: &str, data: &[u8]) -> io::Result<usize> {
        self.offsets.push(self.written);
        let number = self.offsets.len();
        self.put(format!("{number} 0 obj\n<< {entries}/Length {} >>\nstream\n", data.len()).as_bytes())?;
        self.put(data)?;
        self.put(b"\nendstream\nendobj\n")?;
        Ok(number)
    }

    fn page(&mut self, size: Size, resources: &str, content: usize) -> io::Result<()> {
        let page = self.object(&format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {} {}] /Resources << {resources} >> /Contents {content} 0 R >>",
            size.0, size.1
        ))?;
        self.pages.push(page);
        Ok(())
    }

    fn finish(mut self) -> io::Result<()> {
        self.offsets[0] = self.written;
        self.put(b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n")?;
        self.offsets[1] = self.written;
        let kids: Vec<String> = self.pages.iter().map(|p| format!("{p} 0 R")).collect();
        let tree = format!("2 0 obj\n<< /Type /Pages /Count {} /Kids [{}] >>\nendobj\n", kids.len(), kids.join(" "));
        self.put(tree.as_bytes())?;
        let start = self.written;
        let count = self.offsets.len() + 1;
        let mut table = format!("xref\n0 {count}\n0000000000 65535 f \n");
        for offset in &self.offsets {
            table += &format!("{offset:010} 00000 n \n");
        }
        table += &format!("trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n");
        self.put(table.as_bytes())?;
        self.file.flush()
    }
}
