//! One page made by printpdf, taken apart again: printpdf keeps a document whole in memory and writes it at once, so each
//! page is a document of its own here, and its objects go into the file that grows.

use std::io::{self, Write};

use lopdf::{Document, Object, ObjectId};
use printpdf::{ExternalXObject, Mm, Op, PdfDocument, PdfPage, PdfSaveOptions, XObject, XObjectId};

use super::file::PdfFile;

/// A page's content stream, not yet compressed, and its picture.
pub(super) struct Printed {
    document: Document,
    picture: Option<ObjectId>,
    pub(super) content: Vec<u8>,
}

/// Makes a page of `operations`, which may use `picture` as [`PICTURE`].
pub(super) fn print(operations: Vec<Op>, picture: Option<ExternalXObject>) -> Option<Printed> {
    let mut made = PdfDocument::new("");
    if let Some(picture) = picture {
        made.resources.xobjects.map.insert(XObjectId(PICTURE.to_owned()), XObject::External(picture));
    }
    // The page's size is written by whoever places the page.
    made.pages.push(PdfPage::new(Mm(1.0), Mm(1.0), operations));
    let options = PdfSaveOptions { optimize: false, subset_fonts: false, secure: false, image_optimization: None };
    let mut document = made.to_lopdf_document(&options, &mut Vec::new());
    let page = document.page_iter().next()?;
    let content = document.get_page_contents(page);
    let content = document.objects.remove(content.first()?)?;
    let content = content.as_stream().ok()?.content.clone();
    let is_picture = |object: &Object| {
        object.as_stream().is_ok_and(|s| s.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|n| n == b"Image"))
    };
    let picture = document.objects.iter().find(|(_, object)| is_picture(object)).map(|(id, _)| *id);
    Some(Printed { document, picture, content })
}

/// The name of a page's picture in its resources.
pub(super) const PICTURE: &str = "Picture";

impl Printed {
    /// Moves the picture, with all that it refers to, into `file`.
    pub(super) fn put_picture<W: Write>(&mut self, file: &mut PdfFile<W>) -> io::Result<Option<ObjectId>> {
        self.picture.map(|id| self.put(id, file)).transpose()
    }

    fn put<W: Write>(&mut self, id: ObjectId, file: &mut PdfFile<W>) -> io::Result<ObjectId> {
        let mut object = self.document.objects.remove(&id).unwrap_or(Object::Null);
        self.renumber(&mut object, file)?;
        file.add(object)
    }

    fn renumber<W: Write>(&mut self, object: &mut Object, file: &mut PdfFile<W>) -> io::Result<()> {
        match object {
            Object::Reference(id) => *id = self.put(*id, file)?,
            Object::Array(items) => {
                for item in items {
                    self.renumber(item, file)?;
                }
            }
            Object::Dictionary(dict) | Object::Stream(lopdf::Stream { dict, .. }) => {
                for (_, value) in dict.iter_mut() {
                    self.renumber(value, file)?;
                }
            }
            _ => {}
        }
        Ok(())
    }
}
