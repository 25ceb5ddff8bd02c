//! XML that is well-formed whatever the text holds: one place that escapes, and that leaves out the characters which
//! XML 1.0 has no way to write. Refuses namespaces and schemas: names come from the formats, as constants.

use std::fmt::{Display, Write};

/// A document that is being written.
pub(crate) struct Xml {
    out: String,
    /// The elements that are open, from the root inwards.
    open: Vec<&'static str>,
    /// Whether the innermost start tag still takes attributes.
    in_tag: bool,
}

impl Xml {
    /// A document with its declaration.
    pub(crate) fn new() -> Self {
        let out = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n".to_owned();
        Self { out, open: Vec::new(), in_tag: false }
    }

    /// Opens an element.
    pub(crate) fn open(&mut self, name: &'static str) -> &mut Self {
        self.end_tag();
        self.out.push('<');
        self.out.push_str(name);
        self.open.push(name);
        self.in_tag = true;
        self
    }

    /// Gives the element that was just opened an attribute.
    pub(crate) fn attr(&mut self, name: &str, value: impl Display) -> &mut Self {
        assert!(self.in_tag, "an attribute follows the start of its element");
        let start = self.out.len() + name.len() + 3;
        write!(self.out, " {name}=\"{value}").expect("a String takes everything");
        let value = self.out.split_off(start);
        escape(&value, &mut self.out);
        self.out.push('"');
        self
    }

    /// Adds text.
    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        self.end_tag();
        escape(text, &mut self.out);
        self
    }

    /// Adds markup as it is: a prologue, a line break.
    pub(crate) fn raw(&mut self, markup: &str) -> &mut Self {
        self.end_tag();
        self.out.push_str(markup);
        self
    }

    /// Closes the innermost element.
    pub(crate) fn close(&mut self) -> &mut Self {
        let name = self.open.pop().expect("an element is open");
        if self.in_tag {
            self.out.push_str("/>");
            self.in_tag = false;
        } else {
            self.out.push_str("</");
            self.out.push_str(name);
            self.out.push('>');
        }
        self
    }

    /// An element with attributes and no content.
    pub(crate) fn empty(&mut self, name: &'static str, attributes: &[(&str, &str)]) -> &mut Self {
        self.open(name);
        for (name, value) in attributes {
            self.attr(name, value);
        }
        self.close()
    }

    /// An element with text alone.
    pub(crate) fn leaf(&mut self, name: &'static str, text: &str) -> &mut Self {
        self.open(name).text(text).close()
    }

    /// The whole document.
    pub(crate) fn finish(self) -> String {
        assert!(self.open.is_empty(), "every element was closed");
        self.out
    }

    fn end_tag(&mut self) {
        if self.in_tag {
            self.out.push('>');
            self.in_tag = false;
        }
    }
}

/// Appends `text` escaped for content and for attributes in double quotes.
fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if is_xml(c) => out.push(c),
            _ => {}
        }
    }
}

/// Whether XML 1.0 can hold the character at all.
pub(crate) fn is_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{fffd}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_reads_as_markup_is_escaped_and_what_it_cannot_hold_is_left_out() {
        let mut xml = Xml::new();
        xml.open("a").attr("b", "1 < \"2\" & 3").text("x\u{0}\u{b} > y\u{ffff}").empty("c", &[("d", "e")]).close();
        let written = xml.finish();
        assert!(written.ends_with("<a b=\"1 &lt; &quot;2&quot; &amp; 3\">x &gt; y<c d=\"e\"/></a>"), "{written}");
    }
}
