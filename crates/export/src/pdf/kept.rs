//! A PDF that keeps its own pages: an incremental update that gives pages their recognised text.
//!
//! The source is copied as it is by the caller, and what is written here follows it. A page that gets text is written
//! again with three changes: its content stands between `q` and `Q`, the text follows, and the font joins its resources.
//! Everything else that a reader finds (links, outline, forms, attachments, page labels, tags) is reached as before.
//!
//! Text of an earlier recognition (invisible) is cut out of the page's content, and out of a copy of the forms that it
//! draws, so that no word stands there twice. Text that can be seen stays, for the page must look the same; it is marked
//! as standing for nothing (`ActualText`), which readers that copy and search follow.
//!
//! An encrypted source stays encrypted as it was: what is added is encrypted with the same key.
//!
//! lopdf reads the structure. It wants the whole file in memory; what pictures hold is left out ([`sparse`]). Of an
//! encrypted file lopdf keeps every object twice: that costs memory as large as the file.

use std::collections::HashSet;
use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;

use document::{Page, TextSource, Warning};
use lopdf::xref::XrefType;
use lopdf::{Dictionary, Document, LoadOptions, Object, ObjectId, Stream};

use super::content::Content;
use super::file::{Index, PdfFile, compressed};
use super::font::{self, Codes};
use super::place::Placement;
use super::printed::print;
use super::{PdfError, layer, metadata, sparse};

/// How much a single stream may unpack to.
const MOST_UNPACKED: usize = 256 << 20;
/// How far from its start a PDF may have its header.
const HEAD_BYTES: u64 = 1024;
/// How deep the page tree, and forms within forms, may be.
const DEEPEST: usize = 64;
const DEEPEST_FORM: usize = 8;
/// The page that a PDF has where it does not say: US letter.
const LETTER: [f64; 4] = [0.0, 0.0, 612.0, 792.0];

/// The update while it is written.
pub struct KeptPdf<W> {
    file: PdfFile<W>,
    source: Document,
    pages: Vec<ObjectId>,
    codes: Codes,
    font: Option<ObjectId>,
    /// The stream of one `q`, shared by all pages.
    save: Option<ObjectId>,
    warnings: Vec<Warning>,
}

impl<W: Write> KeptPdf<W> {
    /// Opens the source, and prepares an update that is written to `out` right after the source's own bytes.
    ///
    /// # Errors
    /// [`PdfError::Unreadable`], [`PdfError::Password`]; with `pdf_a`, [`PdfError::NotPdfA`] where the source does not
    /// declare PDF/A.
    pub fn open(out: W, path: &Path, password: Option<&str>, pdf_a: bool) -> Result<Self, PdfError> {
        let options = LoadOptions {
            password: password.map(str::to_owned),
            filter: Some(without_data),
            max_decompressed_size: Some(MOST_UNPACKED),
            ..LoadOptions::default()
        };
        let (junk, length) = before_header(path)?;
        let source = Document::load_mem_with_options(&sparse::read(path)?, options).map_err(|e| match e {
            lopdf::Error::InvalidPassword => PdfError::Password,
            e => PdfError::Unreadable(e.to_string()),
        })?;
        if source.is_encrypted() {
            return Err(PdfError::Password);
        }
        let pages: Vec<ObjectId> = source.page_iter().collect();
        if pages.is_empty() {
            return Err(PdfError::Unreadable("it has no pages".to_owned()));
        }
        if pdf_a && (source.was_encrypted() || declared_pdf_a(&source).is_none()) {
            return Err(PdfError::NotPdfA);
        }
        let cipher = source.encryption_state.clone();
        if cipher.as_ref().is_some_and(|c| c.encrypt_object_id().is_none()) {
            return Err(PdfError::Unreadable("its encryption is described in an unusual place".to_owned()));
        }
        // Places are counted from the header, whatever stands before it.
        let file = PdfFile::new(out, length - junk, source.max_id + 1, cipher);
        let warnings = Vec::new();
        Ok(Self { file, source, pages, codes: Codes::default(), font: None, save: None, warnings })
    }

    /// What the bytes go to.
    pub fn out(&mut self) -> &mut W {
        self.file.out()
    }

    /// How many pages the source has.
    pub fn pages(&self) -> usize {
        self.pages.len()
    }

    /// What the reader should know, so far.
    pub fn take_warnings(&mut self) -> Vec<Warning> {
        std::mem::take(&mut self.warnings)
    }

    /// Adds `page`'s text. A page that failed, or whose text is the PDF's own, stays as it is.
    ///
    /// # Errors
    /// `out`'s own; [`PdfError::Unreadable`] where the page is not there.
    pub fn page(&mut self, page: &Page) -> Result<(), PdfError> {
        let lacks = page.error.is_some() || page.width == 0 || page.height == 0;
        if lacks || page.text_source == TextSource::Pdf {
            return Ok(());
        }
        let missing = || PdfError::Unreadable(format!("page {} is not in its page tree", page.index + 1));
        let id = *self.pages.get(page.index as usize).ok_or_else(missing)?;
        let mut dict = self.source.get_dictionary(id).map_err(|_| missing())?.clone();
        let mut resources = match self.inherited(id, b"Resources") {
            Some(Object::Dictionary(resources)) => resources.clone(),
            _ => Dictionary::new(),
        };
        let before = self.content(&dict);
        let type3 = self.type3(&resources);
        let found = before.as_deref().map(|bytes| Content::read(bytes, 0, &type3)).unwrap_or_default();
        let forms = self.without_old_text(&found, &mut resources, 0)?;
        if page.words().next().is_none() && page.lines().next().is_none() && found.invisible.is_empty() && !forms.cut {
            return Ok(());
        }

        let font = match self.font {
            Some(font) => font,
            None => *self.font.insert(self.file.reserve()),
        };
        let name = self.add_font(&mut resources, font);
        let visible = self.visible_box(id);
        let placement = Placement::new(visible, page.rotation, page.width.into(), page.height.into());
        let ops = layer::operations(page, &placement, &name, &mut self.codes);
        let text = print(ops, None).map(|printed| printed.content).unwrap_or_default();

        // The old content in its own graphics state; text that can be seen stands for nothing where there is new text.
        let mark = (found.visible || forms.visible) && !text.is_empty();
        let mut head = b"q ".repeat(found.missing + 1);
        let mut tail = b"\n".to_vec();
        if mark {
            head.extend_from_slice(b"/Span <</ActualText <FEFF>>> BDC ");
        }
        tail.extend(b"EMC ".repeat(found.open_marks + usize::from(mark)));
        tail.extend(b"Q ".repeat(found.open + 1));
        tail.extend_from_slice(&text);
        let mut contents = vec![self.head(&head)?.into()];
        match before.filter(|_| !found.invisible.is_empty()) {
            Some(bytes) => contents.push(self.file.add(compressed(&found.without_invisible(&bytes)))?.into()),
            None => contents.extend(self.source.get_page_contents(id).into_iter().map(Object::from)),
        }
        contents.push(self.file.add(compressed(&tail))?.into());
        dict.set("Contents", contents);
        dict.set("Resources", resources);
        Ok(self.file.put(id, dict.into())?)
    }

    /// Ends the update. Where no page got text nothing is written, and the result is the source.
    ///
    /// # Errors
    /// `out`'s own.
    pub fn finish(&mut self) -> Result<(), PdfError> {
        if let Some(font) = self.font {
            font::write(&mut self.file, font, &self.codes)?;
        }
        if self.file.is_empty() {
            return Ok(());
        }
        if self.is_signed() {
            let message = "the PDF is signed: the signature stands and covers what was signed, and readers will say \
                           that text was added after it"
                .to_owned();
            self.warnings.push(Warning { page: None, message });
        }
        let kept = [&b"Root"[..], b"Info", b"ID"];
        let own = self.source.trailer.iter().filter(|(key, _)| kept.contains(&key.as_slice()));
        let mut trailer: Dictionary = own.map(|(key, value)| (key.clone(), value.clone())).collect();
        trailer.set("Prev", self.source.xref_start as i64);
        if let Some(id) = self.source.encryption_state.as_ref().and_then(lopdf::EncryptionState::encrypt_object_id) {
            trailer.set("Encrypt", id);
        }
        let index = match self.source.reference_table.cross_reference_type {
            XrefType::CrossReferenceTable => Index::Table,
            XrefType::CrossReferenceStream => Index::Stream,
        };
        Ok(self.file.finish(index, trailer)?)
    }

    /// The stream that opens a page: one for all where it is the ordinary one.
    fn head(&mut self, bytes: &[u8]) -> Result<ObjectId, PdfError> {
        let plain = bytes == b"q ";
        if let Some(id) = self.save.filter(|_| plain) {
            return Ok(id);
        }
        let id = self.file.add(Stream::new(Dictionary::new(), bytes.to_vec()))?;
        if plain {
            self.save = Some(id);
        }
        Ok(id)
    }

    /// Puts `font` into the resources under a name that is free there.
    fn add_font(&self, resources: &mut Dictionary, font: ObjectId) -> String {
        let mut fonts = self.dictionary(resources.get(b"Font").ok()).cloned().unwrap_or_default();
        let free = (0..).map(|n| format!("OCRchat{n}")).find(|name| !fonts.has(name.as_bytes()));
        let name = free.expect("a dictionary has an end");
        fonts.set(name.as_str(), font);
        resources.set("Font", fonts);
        name
    }

    /// Replaces the forms in `resources` that hold invisible text by copies without it.
    fn without_old_text(
        &mut self,
        content: &Content,
        resources: &mut Dictionary,
        depth: usize,
    ) -> Result<Forms, PdfError> {
        let mut seen = Forms::default();
        let mut done = HashSet::new();
        if depth == DEEPEST_FORM {
            return Ok(seen);
        }
        for (name, mode) in &content.drawn {
            let xobjects = self.dictionary(resources.get(b"XObject").ok());
            let Some(form) = xobjects.and_then(|x| self.resolved(x.get(name).ok()?)?.as_stream().ok()) else {
                continue;
            };
            let is_form = form.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|n| n == b"Form");
            if !is_form || !done.insert(name.clone()) {
                continue;
            }
            let Ok(bytes) = form.get_plain_content_with_limit(MOST_UNPACKED) else { continue };
            let mut dict = form.dict.clone();
            // A form without resources of its own uses the page's.
            let own = self.dictionary(dict.get(b"Resources").ok()).cloned();
            let mut inner = own.clone().unwrap_or_else(|| resources.clone());
            let found = Content::read(&bytes, *mode, &self.type3(&inner));
            let within = self.without_old_text(&found, &mut inner, depth + 1)?;
            seen.visible |= found.visible || within.visible;
            if found.invisible.is_empty() && !within.cut {
                continue;
            }
            seen.cut = true;
            let copy = compressed(&found.without_invisible(&bytes));
            for key in [&b"Filter"[..], b"DecodeParms", b"Length"] {
                dict.remove(key);
            }
            dict.extend(&copy.dict);
            if own.is_some() || within.cut {
                dict.set("Resources", inner);
            }
            let copy = self.file.add(Stream::new(dict, copy.content).with_compression(false))?;
            let mut xobjects = self.dictionary(resources.get(b"XObject").ok()).cloned().unwrap_or_default();
            xobjects.set(name.clone(), copy);
            resources.set("XObject", xobjects);
        }
        Ok(seen)
    }

    /// The page's content, joined as readers join it; `None` where a part cannot be unpacked.
    fn content(&self, page: &Dictionary) -> Option<Vec<u8>> {
        let contents = match page.get(b"Contents") {
            Ok(contents) => self.resolved(contents)?,
            Err(_) => return Some(Vec::new()),
        };
        let parts = match contents {
            Object::Array(parts) => parts.iter().collect(),
            single => vec![single],
        };
        let mut joined = Vec::new();
        for part in parts {
            let Some(part) = self.resolved(part) else { continue };
            let stream = part.as_stream().ok()?;
            joined.extend(stream.get_plain_content_with_limit(MOST_UNPACKED - joined.len()).ok()?);
            joined.push(b'\n');
        }
        Some(joined)
    }

    /// The names of Type 3 fonts in `resources`.
    fn type3(&self, resources: &Dictionary) -> HashSet<Vec<u8>> {
        let Some(fonts) = self.dictionary(resources.get(b"Font").ok()) else { return HashSet::new() };
        let is_type3 = |font: &Object| {
            let font = self.dictionary(Some(font));
            font.and_then(|f| f.get(b"Subtype").ok()?.as_name().ok()) == Some(b"Type3")
        };
        fonts.iter().filter(|(_, font)| is_type3(font)).map(|(name, _)| name.clone()).collect()
    }

    /// What is seen of a page, as PDFium (which drew the page that was recognised) takes it: the crop box within the
    /// media box.
    fn visible_box(&self, page: ObjectId) -> [f64; 4] {
        let media = self.rectangle(page, b"MediaBox").unwrap_or(LETTER);
        let Some(crop) = self.rectangle(page, b"CropBox") else { return media };
        let both = [crop[0].max(media[0]), crop[1].max(media[1]), crop[2].min(media[2]), crop[3].min(media[3])];
        if both[0] < both[2] && both[1] < both[3] { both } else { media }
    }

    fn rectangle(&self, page: ObjectId, key: &[u8]) -> Option<[f64; 4]> {
        let numbers = self.inherited(page, key)?.as_array().ok()?;
        let numbers: Option<Vec<f64>> =
            numbers.iter().map(|n| Some(f64::from(self.resolved(n)?.as_float().ok()?))).collect();
        let [a, b, c, d] = numbers?.try_into().ok()?;
        let sides = [a.min(c), b.min(d), a.max(c), b.max(d)];
        (sides[0] < sides[2] && sides[1] < sides[3]).then_some(sides)
    }

    /// An attribute of a page or of the nodes above it, resolved.
    fn inherited(&self, page: ObjectId, key: &[u8]) -> Option<&Object> {
        let mut node = self.source.get_dictionary(page).ok()?;
        for _ in 0..DEEPEST {
            if let Some(value) = node.get(key).ok().and_then(|v| self.resolved(v)).filter(|v| !v.is_null()) {
                return Some(value);
            }
            node = self.source.get_dictionary(node.get(b"Parent").ok()?.as_reference().ok()?).ok()?;
        }
        None
    }

    fn resolved<'a>(&'a self, object: &'a Object) -> Option<&'a Object> {
        self.source.dereference(object).ok().map(|(_, object)| object)
    }

    fn dictionary<'a>(&'a self, object: Option<&'a Object>) -> Option<&'a Dictionary> {
        self.resolved(object?)?.as_dict().ok()
    }

    /// Whether a field of the form holds a signature.
    fn is_signed(&self) -> bool {
        let form = self.source.catalog().ok().and_then(|c| self.dictionary(c.get(b"AcroForm").ok()));
        let flags = form.and_then(|f| self.resolved(f.get(b"SigFlags").ok()?)?.as_i64().ok());
        flags.is_some_and(|flags| flags & 1 != 0) && self.source.objects.values().any(is_signature)
    }
}

/// What the forms of a page hold.
#[derive(Default)]
struct Forms {
    cut: bool,
    visible: bool,
}

/// Whether an object is a signature that was made, rather than a field that waits for one.
fn is_signature(object: &Object) -> bool {
    object.as_dict().is_ok_and(|d| d.has(b"ByteRange") && d.has(b"Contents"))
}

/// The part of PDF/A that the source declares.
fn declared_pdf_a(source: &Document) -> Option<u8> {
    let metadata = source.catalog().ok()?.get(b"Metadata").ok()?;
    let (_, metadata) = source.dereference(metadata).ok()?;
    metadata::declared_part(&metadata.as_stream().ok()?.get_plain_content_with_limit(MOST_UNPACKED).ok()?)
}

/// Lets go of what pictures and fonts hold: nothing here looks at it, and the file has it.
fn without_data(id: ObjectId, object: &mut Object) -> Option<(ObjectId, Object)> {
    if let Object::Stream(stream) = object {
        let is_picture = stream.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|n| n == b"Image");
        if is_picture || stream.dict.has(b"Length1") {
            stream.set_content(Vec::new());
        }
    }
    Some((id, object.clone()))
}

/// How many bytes stand before the header, and how many the file has in all.
fn before_header(path: &Path) -> Result<(u64, u64), PdfError> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    let mut head = Vec::new();
    Read::take(&mut file, HEAD_BYTES).read_to_end(&mut head)?;
    let junk = head.windows(5).position(|w| w == b"%PDF-").unwrap_or(0);
    Ok((junk as u64, length))
}
