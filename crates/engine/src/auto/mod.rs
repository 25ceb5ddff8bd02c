//! Which engine reads a page.
use std::fmt::Write as _;

use document::Quad;

use crate::ppocr::PpOcr;
use crate::{Error, PageImage};

/// Raw evidence.
///
/// # Errors
/// inference
pub fn dump(engine: &PpOcr, page: &PageImage, most: usize) -> Result<String, Error> {
    let mut quads = engine.detect(page)?;
    let total = quads.len();
    quads.sort_by(|a, b| b.length().total_cmp(&a.length()));
    quads.truncate(most);
    let flipped: Vec<Quad> = quads.iter().map(|q| Quad([q.0[2], q.0[3], q.0[0], q.0[1]])).collect();
    let (up, down) = (engine.sightings(page, &quads)?, engine.sightings(page, &flipped)?);
    let mut out = format!("{total}");
    for (a, b) in up.iter().zip(&down) {
        let q = a.quad;
        let standing = (q.0[1].y - q.0[0].y).abs() > (q.0[1].x - q.0[0].x).abs();
        let f = |s: &crate::ppocr::Sighting| {
            let t = s.line.as_ref().map_or(String::new(), |l| l.text.clone());
            serde_json::json!([t, s.signs.iter().map(|x| (x.1 * 1000.0).round() / 1000.0).collect::<Vec<f32>>()])
        };
        let _ = write!(out, "\n{}", serde_json::json!({"len": q.length(), "h": q.height(), "standing": standing, "up": f(a), "down": f(b)}));
    }
    Ok(out)
}
