//! Plain text: blocks apart by an empty line, pages by a form feed, a newline at the end. Lines stay lines; a word that
//! a line end divides is whole again.

use document::{Block, BlockKind, Document, Page};

use crate::Options;
use crate::flow::Flow;

/// The whole document as text. A page that failed is an empty page, so that page numbers stay right.
pub(crate) fn write(document: &Document, options: &Options) -> String {
    let flow = Flow::of(document);
    let pages: Vec<String> = document.pages.iter().map(|p| page(p, options, &flow)).collect();
    let mut out = pages.join("\n\u{c}");
    if !out.is_empty() {
        out.push('\n');
    }
    out
}

/// One page as text.
pub(crate) fn page(page: &Page, options: &Options, flow: &Flow) -> String {
    let blocks = page.blocks.iter().filter(|block| is_wanted(block, options));
    blocks.map(|b| block(b, flow)).filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n\n")
}

/// Whether the block belongs to the text, rather than to the page, where the page's own parts are left out.
pub(crate) fn is_wanted(block: &Block, options: &Options) -> bool {
    options.running_heads || !matches!(block.kind, BlockKind::Header | BlockKind::Footer | BlockKind::PageNumber)
}

fn block(block: &Block, flow: &Flow) -> String {
    if block.table.is_some() {
        return block.text();
    }
    flow.printed(&block.lines).join("\n")
}

#[cfg(test)]
mod tests {
    use document::{Document, Page};

    use super::*;
    use crate::sample;

    #[test]
    fn pages_are_apart_by_a_form_feed_even_when_one_failed() {
        let text = write(&sample::document(), &Options::default());
        assert_eq!(text, "First Light\n\none two\nthree\n\u{c}\n");
    }

    #[test]
    fn running_heads_and_page_numbers_are_left_out_on_request() {
        let kinds = [BlockKind::Header, BlockKind::Paragraph, BlockKind::Footer, BlockKind::PageNumber];
        let blocks = kinds.map(|kind| sample::block(0, kind, vec![sample::line(&format!("{kind:?}"), 0.0)]));
        let page = Page { blocks: blocks.to_vec(), ..Page::default() };
        let document = Document { pages: vec![page], ..Document::default() };
        let text = |running_heads| write(&document, &Options { running_heads, ..Options::default() });
        assert_eq!(text(true), "Header\n\nParagraph\n\nFooter\n\nPageNumber\n");
        assert_eq!(text(false), "Paragraph\n");
    }
}
