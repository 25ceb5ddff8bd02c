//! The child's side: reads requests until stdin closes.

use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::mpsc;

use document::{Area, Code, Page, Surface, TextSource, Warning, area};

use super::engines::Engines;
use super::picture::jpeg;
use super::protocol::{Mode, Opened, PageReply, PageSize, PageTask, Pictures, Reply, Request};
use super::{ignored, region};
use super::{read_frame, write_frame};
use crate::orient::turn;
use crate::source::{Source, TextLayer};
use crate::text_form::{self, Order};
use crate::{Error, PageImage, rulings, tesseract};

/// The hidden first argument that makes a binary a worker.
pub const WORKER_ARGUMENT: &str = "__ocrchat-worker";

const PREVIEW_QUALITY: u8 = 85;
const THUMBNAIL_QUALITY: u8 = 80;

/// Runs the worker if this process was started as one, and gives its exit status; `None` in an ordinary process.
/// Every host calls this first of all in `main`.
pub fn run_worker_if_asked() -> Option<ExitCode> {
    (std::env::args_os().nth(1)? == WORKER_ARGUMENT).then(|| match serve() {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    })
}

fn serve() -> Result<(), super::FrameError> {
    let (sender, requests) = mpsc::channel();
    // Stdin is read on a thread of its own: when the parent dies in the middle of a page, the end of the stream ends
    // this process there and then.
    std::thread::spawn(move || {
        let mut stdin = io::stdin().lock();
        while let Ok(Some((request, _))) = read_frame::<Request>(&mut stdin) {
            if sender.send(request).is_err() {
                return;
            }
        }
        tesseract::end_all();
        std::process::exit(0);
    });
    let mut stdout = io::stdout().lock();
    let mut worker = Worker::default();
    for request in requests {
        let (reply, blob) = worker.answer(request);
        write_frame(&mut stdout, &reply, &blob)?;
        stdout.flush()?;
    }
    Ok(())
}

/// What the worker holds between requests: the open file, and engines once they were needed.
#[derive(Default)]
struct Worker {
    engines: Engines,
    source: Option<Source>,
}

impl Worker {
    fn answer(&mut self, request: Request) -> (Reply, Vec<u8>) {
        let answer = match request {
            Request::Configure { assets, tesseract_path } => {
                self.engines = Engines::new(assets, tesseract_path);
                Ok((Reply::Ready, Vec::new()))
            }
            Request::Open { path, options } => {
                self.source = None;
                self.engines.look_again();
                self.engines.assets().and_then(|assets| Source::open(&path, &options, assets)).map(|source| {
                    let warnings = source.warnings().to_vec();
                    let opened = Opened { format: source.format(), pages: source.pages(), warnings };
                    self.source = Some(source);
                    (Reply::Opened(opened), Vec::new())
                })
            }
            Request::Pictures { index, rotation, pictures } => self.pictures(index, rotation, pictures),
            Request::PartPicture { index, area, page, rotation, scale } => {
                let png = self.open().and_then(|source| region::picture(source, index, (area, page, rotation), scale));
                png.map(|png| (Reply::Part, png))
            }
            Request::Region { index, task } => {
                let (engines, source) = (&self.engines, self.source.as_mut().ok_or_else(nothing_open));
                let read = source.and_then(|source| region::read(engines, source, index, &task));
                read.map(|reply| (Reply::Region(Box::new(reply)), Vec::new()))
            }
            Request::Word { index, task } => {
                let (engines, source) = (&self.engines, self.source.as_mut().ok_or_else(nothing_open));
                let read = source.and_then(|source| region::word(engines, source, index, &task));
                read.map(|readings| (Reply::Word { readings }, Vec::new()))
            }
            Request::Page { index, task } => self.page(index, &task),
        };
        answer.unwrap_or_else(|e| (e.into(), Vec::new()))
    }

    fn open(&mut self) -> Result<&mut Source, Error> {
        self.source.as_mut().ok_or_else(nothing_open)
    }

    fn pictures(&mut self, index: u32, rotation: Option<u16>, pictures: Pictures) -> Result<(Reply, Vec<u8>), Error> {
        let source = self.open()?;
        let mut image = match (pictures.preview, pictures.thumbnail) {
            (None, Some(side)) => source.draft(index, side)?,
            _ => source.image(index)?,
        };
        if let Some(rotation) = rotation {
            let done = image.rotation;
            turn(&mut image, (rotation + 360 - done % 360) % 360);
        }
        let (blob, preview_bytes) = encode(Some(&image), pictures)?;
        let size = PageSize { width: image.width, height: image.height, dpi: image.dpi, rotation: image.rotation };
        Ok((Reply::Pictures { preview_bytes, size }, blob))
    }

    fn page(&mut self, index: u32, task: &PageTask) -> Result<(Reply, Vec<u8>), Error> {
        let mut source = self.source.take().ok_or_else(nothing_open)?;
        let seen = source.warnings().len();
        let read = self.read(&mut source, index, task);
        let warnings = source.warnings()[seen..].to_vec();
        self.source = Some(source);
        let (page, image) = read?;
        reply(page, warnings, image.as_ref(), task)
    }

    /// The page, and its image where it was needed.
    fn read(&self, source: &mut Source, index: u32, task: &PageTask) -> Result<(Page, Option<PageImage>), Error> {
        let wants_picture = task.pictures.preview.is_some() || task.pictures.thumbnail.is_some();
        let layer = if task.mode == Mode::Force { None } else { source.text_layer(index)? };
        if let Some(layer) = layer.filter(|layer| takes_text(task.mode, layer)) {
            // The text stands even where the page cannot be drawn.
            let image = if wants_picture { source.image(index).ok() } else { None };
            return Ok((text_page(index, layer, &task.ignore), image));
        }
        let mut image = source.image(index)?;
        let page = self.recognize(index, &mut image, task).unwrap_or_else(|e| Page {
            width: image.width,
            height: image.height,
            ..Page::failed(index, e.code, e.message)
        });
        Ok((page, Some(image)))
    }

    /// Turns the image upright and reads it.
    fn recognize(&self, index: u32, image: &mut PageImage, task: &PageTask) -> Result<Page, Error> {
        let areas = |size| ignored::on_page(&task.ignore, index, size);
        let (seen, rulings) = ignored::read_without(image, areas, |image| {
            let seen = self.engines.read(image, task)?;
            Ok::<_, Error>((seen, rulings::find(image)))
        })?;
        let image = &*image;
        let lines = area::without(seen.lines, &areas((image.width, image.height)));
        let surface = Surface { rulings, ..Surface::blank(image.width as f32, image.height as f32) };
        Ok(Page {
            index,
            width: image.width,
            height: image.height,
            dpi: image.dpi,
            rotation: image.rotation,
            blocks: document::layout::arrange(text_form::settle(lines, Order::Logical), &surface),
            text_source: TextSource::Ocr,
            engine: seen.engine.to_owned(),
            reading: Some(seen.reading),
            error: None,
            next_block: 0,
        })
    }
}

fn nothing_open() -> Error {
    Error::new(Code::Internal, "no file is open in the worker")
}

/// Whether a page's text layer is taken in this mode.
fn takes_text(mode: Mode, layer: &TextLayer) -> bool {
    let has_text = !layer.lines.is_empty();
    match mode {
        Mode::Auto => has_text && layer.good,
        Mode::Skip => has_text,
        Mode::Force => false,
        Mode::Redo => has_text && !layer.invisible,
    }
}

fn text_page(index: u32, layer: TextLayer, ignore: &[Area]) -> Page {
    let lines = area::without(layer.lines, &ignored::on_page(ignore, index, (layer.width, layer.height)));
    let surface = Surface { rulings: layer.rulings, ..Surface::blank(layer.width as f32, layer.height as f32) };
    Page {
        index,
        width: layer.width,
        height: layer.height,
        dpi: layer.dpi,
        rotation: layer.rotation,
        blocks: document::layout::arrange(text_form::settle(lines, Order::Logical), &surface),
        text_source: TextSource::Pdf,
        engine: "pdf".to_owned(),
        reading: None,
        error: None,
        next_block: 0,
    }
}

fn reply(
    page: Page,
    warnings: Vec<Warning>,
    image: Option<&PageImage>,
    task: &PageTask,
) -> Result<(Reply, Vec<u8>), Error> {
    let (blob, preview_bytes) = encode(image, task.pictures)?;
    let thumbnail_bytes = blob.len() - preview_bytes;
    Ok((Reply::Page(Box::new(PageReply { page, warnings, preview_bytes, thumbnail_bytes })), blob))
}

/// The preview, then the thumbnail, and how long the former is.
fn encode(image: Option<&PageImage>, pictures: Pictures) -> Result<(Vec<u8>, usize), Error> {
    let encode = |side: Option<u32>, quality| match (image, side) {
        (Some(image), Some(side)) => jpeg(image, side, quality),
        _ => Ok(Vec::new()),
    };
    let mut blob = encode(pictures.preview, PREVIEW_QUALITY)?;
    let preview_bytes = blob.len();
    blob.extend_from_slice(&encode(pictures.thumbnail, THUMBNAIL_QUALITY)?);
    Ok((blob, preview_bytes))
}

#[cfg(test)]
mod tests {
    use document::Line;

    use super::*;

    #[test]
    fn the_mode_decides_between_text_and_recognition() {
        let layer = |good, invisible, lines| TextLayer { good, invisible, lines, ..TextLayer::default() };
        let line = || vec![Line::default()];
        let (fine, scan_text, none) =
            (layer(true, false, line()), layer(false, true, line()), layer(true, false, vec![]));
        let taken = |mode| [&fine, &scan_text, &none].map(|l| takes_text(mode, l));
        assert_eq!(taken(Mode::Auto), [true, false, false]);
        assert_eq!(taken(Mode::Skip), [true, true, false]);
        assert_eq!(taken(Mode::Force), [false, false, false]);
        assert_eq!(taken(Mode::Redo), [true, false, false]);
    }

    #[test]
    fn a_page_without_an_open_file_is_an_error_and_not_a_panic() {
        let (reply, _) = Worker::default().answer(Request::Page { index: 0, task: PageTask::default() });
        assert!(matches!(reply, Reply::Failed { code: Code::Internal, .. }));
    }
}
