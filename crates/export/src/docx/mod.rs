//! DOCX: a WordprocessingML package that Word, LibreOffice and Pages open as a document somebody wrote: real headings,
//! numbered lists, tables with spans and repeated head rows, text from right to left, languages for the spelling check.
//!
//! `docx-rs` builds it: paragraphs, runs, styles, lists, tables, sections (`body`, `run`, `styles`, `numbering`, `table`).
//! It has no run from right to left, no language, no repeated head row, no table from right to left, no title, and an
//! order of properties of its own: that is left as marks (`marks`) and put right in the parts that it built (`finish`,
//! `order`). Refuses page fidelity: text flows, pictures are left out.

mod body;
mod finish;
mod marks;
mod numbering;
mod order;
mod package;
mod run;
mod styles;
mod table;

use document::Document;
use docx_rs::Docx;

use crate::language::Languages;
use crate::{ExportError, Options};

/// The whole package.
///
/// # Errors
/// [`ExportError::Docx`] where the package cannot be closed, [`ExportError::DocxPart`] where a part is no XML.
pub(crate) fn write(document: &Document, options: &Options) -> Result<Vec<u8>, ExportError> {
    let languages = Languages::of(document);
    let look = styles::Look::of(document, &languages);
    let (main, lists) = body::build(document, options, &languages);
    let mut docx = Docx::new().styles(styles::build(&look)).numberings(lists.numberings()).default_tab_stop(720);
    docx.document = main;
    // Word on the web refuses a numbering part that no paragraph names.
    docx.document_rels.has_numberings = !lists.is_empty();
    let mut parts = docx.build();
    let name = &document.source.name;
    let title = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
    let facts = finish::Facts {
        title: (!title.is_empty()).then(|| title.to_owned()),
        language: languages.of_document(document).map(run::regional),
        languages: look.languages(),
    };
    finish::parts(&mut parts, &facts)?;
    Ok(package::pack(parts)?)
}
