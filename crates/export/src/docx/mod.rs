//! DOCX: a WordprocessingML package that Word, LibreOffice and Pages open as a document somebody wrote: real headings,
//! numbered lists, tables with spans and repeated head rows, text from right to left, languages for the spelling check.
//!
//! Written element by element, in the order that ECMA-376 sets. The library for this (`docx-rs` 0.4) was tried and left:
//! it has no run from right to left, no language, no repeated head row, no table from right to left and no title, and puts
//! run properties in an order that the standard does not allow. Refuses page fidelity: text flows, pictures are left out.

mod body;
mod numbering;
mod run;
mod styles;
mod table;

use std::io::{Cursor, Write};

use document::Document;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::language::Languages;
use crate::xml::Xml;
use crate::{ExportError, Options};

const MAIN: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// The parts of the package beside the main one: name, content type, relationship from the main part.
const PARTS: [(&str, &str, &str); 3] = [
    ("styles", "styles+xml", "styles"),
    ("numbering", "numbering+xml", "numbering"),
    ("settings", "settings+xml", "settings"),
];

/// The whole package.
///
/// # Errors
/// [`ExportError::Docx`] where the package cannot be closed.
pub(crate) fn write(document: &Document, options: &Options) -> Result<Vec<u8>, ExportError> {
    let languages = Languages::of(document);
    let look = styles::Look::of(document, &languages);
    let (body, numbering) = body::write(document, options, &languages);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // A zip entry always has a time; its earliest says that none was meant, and keeps the same result the same file.
    let entry = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(zip::DateTime::default());
    for (name, content) in [
        ("[Content_Types].xml", content_types()),
        ("_rels/.rels", package_relationships()),
        ("docProps/core.xml", core(document, &languages)),
        ("docProps/app.xml", application()),
        ("word/_rels/document.xml.rels", main_relationships()),
        ("word/document.xml", body),
        ("word/styles.xml", styles::write(&look)),
        ("word/numbering.xml", numbering),
        ("word/settings.xml", settings(&look)),
    ] {
        zip.start_file(name, entry)?;
        zip.write_all(content.as_bytes()).map_err(zip::result::ZipError::from)?;
    }
    Ok(zip.finish()?.into_inner())
}

fn content_types() -> String {
    let mut xml = Xml::new();
    xml.open("Types").attr("xmlns", "http://schemas.openxmlformats.org/package/2006/content-types");
    let relationships = "application/vnd.openxmlformats-package.relationships+xml";
    xml.empty("Default", &[("Extension", "rels"), ("ContentType", relationships)]);
    xml.empty("Default", &[("Extension", "xml"), ("ContentType", "application/xml")]);
    let word = "application/vnd.openxmlformats-officedocument.wordprocessingml";
    let part = |xml: &mut Xml, name: &str, kind: &str| {
        xml.empty("Override", &[("PartName", name), ("ContentType", kind)]);
    };
    part(&mut xml, "/word/document.xml", &format!("{word}.document.main+xml"));
    for (name, kind, _) in PARTS {
        part(&mut xml, &format!("/word/{name}.xml"), &format!("{word}.{kind}"));
    }
    part(&mut xml, "/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml");
    part(&mut xml, "/docProps/app.xml", "application/vnd.openxmlformats-officedocument.extended-properties+xml");
    xml.close();
    xml.finish()
}

fn package_relationships() -> String {
    let core = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties";
    relationships(&[
        (format!("{OFFICE}/officeDocument"), "word/document.xml".to_owned()),
        (core.to_owned(), "docProps/core.xml".to_owned()),
        (format!("{OFFICE}/extended-properties"), "docProps/app.xml".to_owned()),
    ])
}

fn main_relationships() -> String {
    let targets = PARTS.map(|(name, _, kind)| (format!("{OFFICE}/{kind}"), format!("{name}.xml")));
    relationships(&targets)
}

fn relationships(targets: &[(String, String)]) -> String {
    let mut xml = Xml::new();
    xml.open("Relationships").attr("xmlns", RELATIONSHIPS);
    for (i, (kind, target)) in (1..).zip(targets) {
        xml.open("Relationship").attr("Id", format!("rId{i}")).attr("Type", kind).attr("Target", target).close();
    }
    xml.close();
    xml.finish()
}

fn core(document: &Document, languages: &Languages) -> String {
    let mut xml = Xml::new();
    let namespace = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties";
    xml.open("cp:coreProperties").attr("xmlns:cp", namespace).attr("xmlns:dc", "http://purl.org/dc/elements/1.1/");
    let name = &document.source.name;
    let title = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
    if !title.is_empty() {
        xml.leaf("dc:title", title);
    }
    if let Some(language) = languages.of_document(document) {
        xml.leaf("dc:language", &run::regional(language));
    }
    xml.close();
    xml.finish()
}

fn application() -> String {
    let mut xml = Xml::new();
    let namespace = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties";
    xml.open("Properties").attr("xmlns", namespace).leaf("Application", "OCR.chat Desktop").close();
    xml.finish()
}

fn settings(look: &styles::Look) -> String {
    let mut xml = Xml::new();
    xml.open("w:settings").attr("xmlns:w", MAIN).empty("w:defaultTabStop", &[("w:val", "720")]);
    xml.empty("w:characterSpacingControl", &[("w:val", "doNotCompress")]);
    // The mode of Word 2013 and later: without it the file opens as an old one.
    xml.open("w:compat");
    let uri = "http://schemas.microsoft.com/office/word";
    xml.empty("w:compatSetting", &[("w:name", "compatibilityMode"), ("w:uri", uri), ("w:val", "15")]).close();
    look.languages(&mut xml, "w:themeFontLang");
    xml.close();
    xml.finish()
}
