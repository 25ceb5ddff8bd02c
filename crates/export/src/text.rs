//! Plain text: blocks apart by an empty line, pages by a form feed, a newline at the end.

use document::{Document, Page};

/// The whole document as text. A page that failed is an empty page, so that page numbers stay right.
pub(crate) fn write(document: &Document) -> String {
    let pages: Vec<String> = document.pages.iter().map(Page::text).collect();
    let mut out = pages.join("\n\u{c}");
    if !out.is_empty() {
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use crate::sample;

    #[test]
    fn pages_are_apart_by_a_form_feed_even_when_one_failed() {
        assert_eq!(super::write(&sample::document()), "First Light\n\none two\nthree\n\u{c}\n");
    }
}
