//! The finishing pass: what `docx-rs` cannot say is added to the parts that it has built.
//!
//! - marks ([`super::marks`]) become `w:rtl`, `w:lang`, `w:tblHeader`, `w:bidiVisual` and a section's `w:bidi`;
//! - the children of property elements get the order of the standard ([`super::order`]), and elements without content
//!   that `docx-rs` writes for every run and paragraph go;
//! - the styles get the document's languages and say which of them are the default ones; so do the settings;
//! - the core properties get the title and the language, and lose an unknown author and a date in 1970; the extended ones get
//!   the program's name.
//!
//! Each part is read once, from start to end, and only the subtree of one property element is held at a time. Text goes
//! through as it is. Refuses to build content: paragraphs, runs and tables are `docx-rs`'s.

use docx_rs::XMLDocx;
use quick_xml::events::{BytesEnd, BytesStart, BytesText, Event};
use quick_xml::{Reader, Writer, XmlVersion};

use super::marks::{self, Mark};
use super::order;

type Result<T> = std::result::Result<T, quick_xml::Error>;

/// What the whole document says of itself.
pub(super) struct Facts {
    /// The title; none where the document has no name.
    pub(super) title: Option<String>,
    /// The document's language with its region.
    pub(super) language: Option<String>,
    /// The languages of its scripts: which of Word's three, and the tag.
    pub(super) languages: Vec<(&'static str, String)>,
}

/// Finishes the parts of `docx`.
///
/// # Errors
/// Where a part is no XML.
pub(super) fn parts(docx: &mut XMLDocx, facts: &Facts) -> Result<()> {
    let mut head_rows = 0;
    docx.document = rewritten(&docx.document, &mut |element| body(element, &mut head_rows))?;
    docx.styles = rewritten(&docx.styles, &mut |element| styles(element, facts))?;
    docx.numberings = rewritten(&docx.numberings, &mut |_| Ok(()))?;
    docx.settings = rewritten(&docx.settings, &mut |element| settings(element, facts))?;
    docx.doc_props.core = rewritten(&docx.doc_props.core, &mut |element| core(element, facts))?;
    docx.doc_props.app = rewritten(&docx.doc_props.app, &mut application)?;
    Ok(())
}

/// `head_rows`: how many of the rows to come are heads of the table that is open.
fn body(element: &mut Element, head_rows: &mut usize) -> Result<()> {
    match element.name.as_str() {
        "w:rPr" => {
            let Some(at) = element.position("w:rStyle") else { return Ok(()) };
            let named = element.children.remove(at).value()?;
            for mark in marks::split(&named).1 {
                match mark {
                    Mark::Rtl => element.children.push(Element::new("w:rtl")),
                    Mark::Language(slot, tag) => element.children.push(Element::with("w:lang", &[(slot, tag)])),
                    Mark::HeadRows(_) => {}
                }
            }
        }
        "w:tblPr" => {
            // The side that a table stands at is the reading's; `left` would hold it there from right to left too.
            element.children.retain(|child| child.name != "w:jc");
            let Some(at) = element.position("w:tblStyle") else { return Ok(()) };
            let named = element.children.remove(at).value()?;
            let (style, marks) = marks::split(&named);
            element.children.push(Element::with("w:tblStyle", &[("w:val", style)]));
            for mark in marks {
                match mark {
                    Mark::Rtl => element.children.push(Element::new("w:bidiVisual")),
                    Mark::HeadRows(rows) => *head_rows = rows,
                    Mark::Language(..) => {}
                }
            }
        }
        // A column has a width and no unit.
        "w:gridCol" => *element = Element::with("w:gridCol", &[("w:w", &element.attribute("w:w")?)]),
        // Every row has one of these, and no table stands within a table.
        "w:trPr" if *head_rows > 0 => {
            *head_rows -= 1;
            element.children.push(Element::new("w:tblHeader"));
        }
        "w:sectPr" => {
            let Some(at) = element.position("w:textDirection") else { return Ok(()) };
            if marks::split(&element.children[at].value()?).1.contains(&Mark::Rtl) {
                element.children[at] = Element::new("w:bidi");
            }
        }
        _ => {}
    }
    Ok(())
}

fn styles(element: &mut Element, facts: &Facts) -> Result<()> {
    match element.name.as_str() {
        "w:rPrDefault" => {
            let defaults = element.children.iter_mut().find(|child| child.name == "w:rPr");
            if let Some(defaults) = defaults {
                defaults.children.extend(facts.language_element("w:lang"));
            }
        }
        "w:style" if ["Normal", "TableNormal"].contains(&element.attribute("w:styleId")?.as_str()) => {
            element.start.push_attribute(("w:default", "1"));
        }
        "w:tblPr" => element.children.retain(|child| child.name != "w:jc"),
        _ => {}
    }
    Ok(())
}

fn settings(element: &mut Element, facts: &Facts) -> Result<()> {
    match element.name.as_str() {
        "w:settings" => element.children.extend(facts.language_element("w:themeFontLang")),
        // The look of Japanese typewriters is no look for the rest of the world.
        "w:compat" => element.children.retain(|child| child.name == "w:compatSetting"),
        _ => {}
    }
    Ok(())
}

fn core(element: &mut Element, facts: &Facts) -> Result<()> {
    if element.name == "cp:coreProperties" {
        element.children.clear();
        element.children.extend(facts.title.as_deref().map(|title| Element::leaf("dc:title", title)));
        element.children.extend(facts.language.as_deref().map(|tag| Element::leaf("dc:language", tag)));
    }
    Ok(())
}

fn application(element: &mut Element) -> Result<()> {
    if element.name == "Properties" {
        element.children.push(Element::leaf("Application", "OCR.chat Desktop"));
    }
    Ok(())
}

impl Facts {
    /// The languages of the document's scripts as the element `name`; none where no script has one.
    fn language_element(&self, name: &'static str) -> Option<Element> {
        let languages: Vec<(&str, &str)> = self.languages.iter().map(|(slot, tag)| (*slot, tag.as_str())).collect();
        (!languages.is_empty()).then(|| Element::with(name, &languages))
    }
}

/// An element of the properties. What it holds is elements, or text that was given to it here.
struct Element {
    name: String,
    start: BytesStart<'static>,
    children: Vec<Element>,
    text: Option<String>,
}

impl Element {
    fn of(start: BytesStart<'static>) -> Self {
        let name = String::from_utf8_lossy(start.name().as_ref()).into_owned();
        Self { name, start, children: Vec::new(), text: None }
    }

    fn new(name: &'static str) -> Self {
        Self::of(BytesStart::new(name))
    }

    fn with(name: &'static str, attributes: &[(&str, &str)]) -> Self {
        Self::of(BytesStart::new(name).with_attributes(attributes.iter().copied()))
    }

    fn leaf(name: &'static str, text: &str) -> Self {
        // XML has no way to write some characters at all.
        let text = text.chars().filter(|c| crate::xml::is_xml(*c)).collect();
        Self { text: Some(text), ..Self::new(name) }
    }

    /// The element that begins with `start`, read to its end.
    fn read(start: BytesStart<'static>, reader: &mut Reader<&[u8]>) -> Result<Self> {
        let mut element = Self::of(start);
        loop {
            match reader.read_event()? {
                Event::Start(start) => element.children.push(Self::read(start.into_owned(), reader)?),
                Event::Empty(start) => element.children.push(Self::of(start.into_owned())),
                Event::End(_) | Event::Eof => return Ok(element),
                _ => {}
            }
        }
    }

    fn position(&self, child: &str) -> Option<usize> {
        self.children.iter().position(|other| other.name == child)
    }

    /// The attribute's value; empty where there is none.
    fn attribute(&self, name: &str) -> Result<String> {
        match self.start.try_get_attribute(name)? {
            Some(attribute) => Ok(attribute.normalized_value(XmlVersion::Implicit1_0)?.into_owned()),
            None => Ok(String::new()),
        }
    }

    fn value(&self) -> Result<String> {
        self.attribute("w:val")
    }

    /// Edits the element and all below it, then orders them.
    fn finish(&mut self, edit: &mut dyn FnMut(&mut Self) -> Result<()>) -> Result<()> {
        edit(self)?;
        for child in &mut self.children {
            child.finish(edit)?;
        }
        self.children.retain(|child| !child.is_hollow());
        if let Some(order) = order::of(&self.name) {
            self.children.sort_by_key(|child| order::place(order, &child.name));
        }
        Ok(())
    }

    /// Whether it is a holder of properties with none in it.
    fn is_hollow(&self) -> bool {
        let holders = ["w:rPr", "w:pPr", "w:trPr", "w:tcPr", "w:tblBorders"];
        self.children.is_empty() && holders.contains(&self.name.as_str())
    }

    fn write(&self, writer: &mut Writer<Vec<u8>>) -> Result<()> {
        if self.children.is_empty() && self.text.is_none() {
            return Ok(writer.write_event(Event::Empty(self.start.borrow()))?);
        }
        writer.write_event(Event::Start(self.start.borrow()))?;
        if let Some(text) = &self.text {
            writer.write_event(Event::Text(BytesText::new(text)))?;
        }
        for child in &self.children {
            child.write(writer)?;
        }
        Ok(writer.write_event(Event::End(BytesEnd::new(self.name.as_str())))?)
    }
}

/// `part` with every property element edited and in order, and all else as it is.
fn rewritten(part: &[u8], edit: &mut dyn FnMut(&mut Element) -> Result<()>) -> Result<Vec<u8>> {
    let mut reader = Reader::from_reader(part);
    let mut writer = Writer::new(Vec::with_capacity(part.len()));
    loop {
        let mut element = match reader.read_event()? {
            Event::Eof => return Ok(writer.into_inner()),
            Event::Start(start) if is_property(&start) => Element::read(start.into_owned(), &mut reader)?,
            Event::Empty(start) if is_property(&start) => Element::of(start.into_owned()),
            other => {
                writer.write_event(other)?;
                continue;
            }
        };
        element.finish(edit)?;
        if !element.is_hollow() {
            element.write(&mut writer)?;
        }
    }
}

fn is_property(start: &BytesStart) -> bool {
    std::str::from_utf8(start.name().as_ref()).is_ok_and(|name| order::of(name).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finished(part: &str) -> String {
        let mut head_rows = 0;
        String::from_utf8(rewritten(part.as_bytes(), &mut |e| body(e, &mut head_rows)).unwrap()).unwrap()
    }

    #[test]
    fn marks_become_elements_in_the_order_of_the_standard_and_text_stays() {
        let run = r#"<w:r><w:rPr><w:sz w:val="9"/><w:b/><w:rStyle w:val="|rtl|w:bidi=ar-SA"/></w:rPr><w:t>a &lt; b|rtl</w:t></w:r>"#;
        let wanted = r#"<w:r><w:rPr><w:b/><w:sz w:val="9"/><w:rtl/><w:lang w:bidi="ar-SA"/></w:rPr><w:t>a &lt; b|rtl</w:t></w:r>"#;
        assert_eq!(finished(run), wanted);
        assert_eq!(finished("<w:p><w:pPr><w:rPr /></w:pPr></w:p>"), "<w:p></w:p>");
    }

    #[test]
    fn as_many_rows_as_the_table_says_are_heads() {
        let row = "<w:tr><w:trPr><w:cantSplit/></w:trPr></w:tr>";
        let table = format!(
            r#"<w:tbl><w:tblPr><w:jc w:val="left"/><w:tblStyle w:val="G|head=2|rtl"/></w:tblPr>{row}{row}{row}</w:tbl>"#
        );
        let done = finished(&table);
        assert!(done.starts_with(r#"<w:tbl><w:tblPr><w:tblStyle w:val="G"/><w:bidiVisual/></w:tblPr>"#), "{done}");
        let rows: Vec<bool> = done.split("<w:tr>").skip(1).map(|row| row.contains("<w:tblHeader/>")).collect();
        assert_eq!(rows, [true, true, false]);
    }
}
