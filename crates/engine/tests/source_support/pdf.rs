//! Writes small PDFs: objects, cross-reference table, trailer.

/// A page: its boxes, rotation and content.
#[derive(Clone)]
pub struct Page {
    pub media: [f32; 4],
    pub crop: Option<[f32; 4]>,
    pub rotate: i32,
    pub content: String,
    /// Pictures by name (`/Im0 Do`), grey, one byte a pixel: width, height, pixels.
    pub picture: Option<(usize, usize, Vec<u8>)>,
}

impl Page {
    pub fn new(width: f32, height: f32, content: &str) -> Self {
        Self { media: [0.0, 0.0, width, height], crop: None, rotate: 0, content: content.into(), picture: None }
    }
}

/// The file of these pages; `/F1` is Helvetica, `/F2` the same with characters that mean nothing (private use), `/F3`
/// bold and slanted.
pub fn write(pages: &[Page]) -> Vec<u8> {
    let mut objects: Vec<Vec<u8>> = Vec::new();
    let kids: Vec<String> = (0..pages.len()).map(|i| format!("{} 0 R", 4 + i * 3)).collect();
    objects.push(b"<< /Type /Catalog /Pages 2 0 R >>".to_vec());
    objects.push(format!("<< /Type /Pages /Count {} /Kids [{}] >>", pages.len(), kids.join(" ")).into_bytes());
    objects.push(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_vec());
    for (i, page) in pages.iter().enumerate() {
        let boxed = |b: [f32; 4]| format!("[{} {} {} {}]", b[0], b[1], b[2], b[3]);
        let crop = page.crop.map_or(String::new(), |c| format!("/CropBox {}", boxed(c)));
        objects.push(
            format!(
                "<< /Type /Page /Parent 2 0 R /MediaBox {} {crop} /Rotate {} /Contents {} 0 R /Resources << /Font << /F1 3 0 R /F2 {} 0 R /F3 {BOLD_OBLIQUE} >> /XObject << /Im0 {} 0 R >> >> >>",
                boxed(page.media),
                page.rotate,
                5 + i * 3,
                4 + pages.len() * 3,
                6 + i * 3
            )
            .into_bytes(),
        );
        objects.push(stream("", page.content.as_bytes()));
        let (width, height, pixels) = page.picture.clone().unwrap_or((1, 1, vec![0]));
        let entries = format!(
            "/Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceGray /BitsPerComponent 8"
        );
        objects.push(stream(&entries, &pixels));
    }
    let names = format!(
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding /ToUnicode {} 0 R >>",
        objects.len() + 2
    );
    objects.push(names.into_bytes());
    objects.push(stream("", PRIVATE_USE.as_bytes()));
    assemble(&objects)
}

/// Helvetica's bold and slanted face.
const BOLD_OBLIQUE: &str =
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-BoldOblique /Encoding /WinAnsiEncoding >>";

/// Maps every byte to a character of the private use area.
const PRIVATE_USE: &str = "/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CMapName /Private def /CMapType 2 def
1 begincodespacerange <00> <FF> endcodespacerange
1 beginbfrange <00> <FF> <F000> endbfrange
endcmap CMapName currentdict /CMap defineresource pop end end";

fn stream(entries: &str, data: &[u8]) -> Vec<u8> {
    [format!("<< {entries} /Length {} >>\nstream\n", data.len()).as_bytes(), data, b"\nendstream"].concat()
}

fn assemble(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (i, object) in objects.iter().enumerate() {
        table += &format!("{:010} 00000 n \n", out.len());
        out.extend(format!("{} 0 obj\n", i + 1).as_bytes());
        out.extend(object);
        out.extend(b"\nendobj\n");
    }
    let start = out.len();
    out.extend(table.as_bytes());
    out.extend(
        format!("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1).as_bytes(),
    );
    out
}

/// Content that shows `text` at a place and size.
pub fn show(x: f32, y: f32, size: f32, text: &str) -> String {
    format!("BT /F1 {size} Tf {x} {y} Td ({text}) Tj ET\n")
}
