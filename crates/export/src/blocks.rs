//! A row a block: what the formats of tables write where the document has no table.

use document::{Block, Document};

/// The columns.
pub(crate) const COLUMNS: [&str; 8] = ["page", "kind", "text", "confidence", "x0", "y0", "x1", "y1"];

/// One block.
#[derive(Debug)]
pub(crate) struct Row<'a> {
    /// 1-based.
    pub(crate) page: u32,
    /// The block's kind as JSON names it.
    pub(crate) kind: String,
    /// Its text, lines by `\n`.
    pub(crate) text: String,
    /// 0–1.
    pub(crate) confidence: f32,
    /// The block itself, for its box.
    pub(crate) block: &'a Block,
}

impl Row<'_> {
    /// Confidence and box, as [`COLUMNS`] orders them: to a thousandth and to a tenth of a pixel.
    pub(crate) fn numbers(&self) -> [f64; 5] {
        let round = |v: f32, by: f64| (f64::from(v) * by).round() / by;
        let b = self.block.bbox;
        [round(self.confidence, 1000.0), round(b.x0, 10.0), round(b.y0, 10.0), round(b.x1, 10.0), round(b.y1, 10.0)]
    }
}

/// Every block of the document in reading order.
pub(crate) fn rows(document: &Document) -> impl Iterator<Item = Row<'_>> {
    document.pages.iter().flat_map(|page| {
        page.blocks.iter().map(|block| Row {
            page: page.index + 1,
            kind: kind_name(block),
            text: block.text(),
            confidence: block.confidence,
            block,
        })
    })
}

/// The kind as JSON names it.
fn kind_name(block: &Block) -> String {
    let value = serde_json::to_value(block.kind).ok();
    value.as_ref().and_then(|v| v.as_str()).unwrap_or_default().to_owned()
}
