//! The writer's side: reads requests until stdin closes.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::process::ExitCode;
use std::time::SystemTime;

use document::{Code, Page, Warning};
use engine::Error;
use engine::source::{self, Format, Source, Stored};
use engine::worker::{FrameError, read_frame, write_frame};
use export::pdf::{Coding, ImagePdf, KeptPdf, PdfError, PdfOptions, Picture};

use super::protocol::{Answer, Ask, Begin, WRITER_ARGUMENT};

/// How much of a kept source goes into one frame.
const PIECE: u64 = 4 << 20;

/// Runs the writer if this process was started as one, and gives its exit status.
pub fn run_if_asked() -> Option<ExitCode> {
    (std::env::args_os().nth(1)? == WRITER_ARGUMENT).then(|| match serve() {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    })
}

fn serve() -> Result<(), FrameError> {
    let (mut stdin, mut stdout) = (io::stdin().lock(), io::stdout().lock());
    let mut child = Child::default();
    while let Some((ask, _)) = read_frame::<Ask>(&mut stdin)? {
        let (answer, bytes) = match child.answer(ask) {
            Ok((more, bytes)) => (Answer::Bytes { more, warnings: std::mem::take(&mut child.warnings) }, bytes),
            Err(e) => (Answer::Failed { code: e.code, message: e.message }, Vec::new()),
        };
        write_frame(&mut stdout, &answer, &bytes)?;
    }
    Ok(())
}

/// What is being written.
enum Body {
    Images(Box<(ImagePdf<Vec<u8>>, Source)>),
    Kept(Box<KeptPdf<Vec<u8>>>),
}

#[derive(Default)]
struct Child {
    body: Option<Body>,
    pdf_a: bool,
    /// What is still to be copied of a kept source.
    copy: Option<File>,
    warnings: Vec<Warning>,
}

impl Child {
    /// Whether there is more, and the bytes for the file.
    fn answer(&mut self, ask: Ask) -> Result<(bool, Vec<u8>), Error> {
        match ask {
            Ask::Begin(begin) => {
                self.begin(*begin)?;
                Ok((self.copy.is_some(), Vec::new()))
            }
            Ask::More => self.piece(),
            Ask::Page(page) => {
                self.page(&page)?;
                Ok((false, self.written()))
            }
            Ask::Finish => {
                match &mut self.body {
                    Some(Body::Images(images)) => images.0.finish().map_err(|e| failed(&e))?,
                    Some(Body::Kept(pdf)) => {
                        pdf.finish().map_err(|e| failed(&e))?;
                        self.warnings.extend(pdf.take_warnings());
                    }
                    None => return Err(not_begun()),
                }
                Ok((false, self.written()))
            }
        }
    }

    fn begin(&mut self, begin: Begin) -> Result<(), Error> {
        let source = Source::open(&begin.source, &begin.open, &begin.assets)?;
        self.pdf_a = begin.pdf_a;
        if source.format() != Format::Pdf {
            let Begin { title, pdf_a, id, .. } = begin;
            let options = PdfOptions { title, created: SystemTime::now(), pdf_a, id };
            let pdf = ImagePdf::new(Vec::new(), options).map_err(|e| failed(&e))?;
            self.body = Some(Body::Images(Box::new((pdf, source))));
            return Ok(());
        }
        let password = begin.open.password.as_deref();
        let open = |path: &Path| {
            let kept = KeptPdf::open(Vec::new(), path, password, begin.pdf_a)?;
            // Two readers that find different pages would put text on the wrong ones.
            if kept.pages() == source.pages() as usize {
                Ok(kept)
            } else {
                Err(PdfError::Unreadable("its pages".into()))
            }
        };
        let (kept, path) = match open(&begin.source) {
            Err(PdfError::Unreadable(_)) => {
                let mended = begin.scratch.join("mended.pdf");
                source.mend(&mended)?;
                let message = "the PDF's structure is damaged; the result is a copy with its structure mended".into();
                self.warnings.push(Warning { page: None, message });
                (open(&mended), mended)
            }
            other => (other, begin.source),
        };
        self.copy = Some(File::open(&path).map_err(|e| Error::new(Code::InputUnreadable, e.to_string()))?);
        self.body = Some(Body::Kept(Box::new(kept.map_err(|e| failed(&e))?)));
        Ok(())
    }

    /// The next piece of the source that is kept.
    fn piece(&mut self) -> Result<(bool, Vec<u8>), Error> {
        let Some(file) = &mut self.copy else { return Ok((false, self.written())) };
        let mut piece = Vec::new();
        let read = Read::take(file, PIECE).read_to_end(&mut piece);
        read.map_err(|e| Error::new(Code::InputUnreadable, format!("the source cannot be read: {e}")))?;
        if (piece.len() as u64) < PIECE {
            self.copy = None;
            piece.append(&mut self.written());
        }
        Ok((self.copy.is_some(), piece))
    }

    fn page(&mut self, page: &Page) -> Result<(), Error> {
        match &mut self.body {
            Some(Body::Images(images)) => {
                let (pdf, source) = &mut **images;
                let picture = match picture(source, page.index, self.pdf_a) {
                    Ok(picture) => Some(picture),
                    Err(e) => {
                        let message = format!("its picture is missing from the PDF: {}", e.message);
                        self.warnings.push(Warning { page: Some(page.index), message });
                        None
                    }
                };
                pdf.page(page, picture).map_err(|e| failed(&e))
            }
            Some(Body::Kept(pdf)) => pdf.page(page).map_err(|e| failed(&e)),
            None => Err(not_begun()),
        }
    }

    /// What was written since the last answer.
    fn written(&mut self) -> Vec<u8> {
        match &mut self.body {
            Some(Body::Images(images)) => std::mem::take(images.0.out()),
            Some(Body::Kept(pdf)) => std::mem::take(pdf.out()),
            None => Vec::new(),
        }
    }
}

/// A page's picture: as it is stored where a PDF can take it so, else decoded.
fn picture(source: &mut Source, index: u32, pdf_a: bool) -> Result<Picture, Error> {
    if let Some(Stored { width, height, orientation, coding, bytes }) = source.stored(index)? {
        let coding = match coding {
            source::Coding::Jpeg => Coding::Jpeg(bytes),
            source::Coding::Png => Coding::Png(bytes),
            source::Coding::Group4 { inverted } => Coding::Group4 { data: bytes, inverted },
        };
        let stored = Picture { width, height, orientation, turned: 0, coding };
        if stored.can_be_kept(pdf_a) {
            return Ok(stored);
        }
    }
    let image = source.image(index)?;
    let (width, height, turned) = (image.width, image.height, image.rotation);
    Ok(Picture { width, height, orientation: 1, turned, coding: Coding::Rgb(image.rgb) })
}

fn failed(error: &PdfError) -> Error {
    let code = match error {
        PdfError::Io(_) | PdfError::Picture => Code::Internal,
        PdfError::Unreadable(_) => Code::InputBroken,
        PdfError::Password => Code::PasswordWrong,
        PdfError::NotPdfA => Code::InputUnsupported,
    };
    Error::new(code, error.to_string())
}

fn not_begun() -> Error {
    Error::new(Code::Internal, "the writer was asked for a page before it was told of what")
}
