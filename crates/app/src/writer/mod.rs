//! Writes results that need the source again (searchable PDF), in a process of its own: the source is untrusted, and what
//! is written may be large.
//!
//! The child is this program again under a hidden argument of its own. It is given the source's path and one page after
//! the other, and gives back the bytes that each adds; the parent alone writes, to a file that takes its place when it is
//! whole. So a child that dies leaves nothing, and neither process holds more than a page.

mod child;
mod protocol;

use std::borrow::Borrow;
use std::io::Write;
use std::path::Path;

use document::{Page, Warning};
use engine::source::OpenOptions;

use crate::atomic::{self, Overwrite, Pending};
use crate::contract::WireError;
use crate::worker::{Died, PoolOptions, Worker};

pub use child::run_if_asked;
use protocol::{Answer, Ask, Begin, WRITER_ARGUMENT};

/// What is written, and from what.
#[derive(Clone, Debug)]
pub struct PdfJob<'a> {
    /// The file that was read.
    pub source: &'a Path,
    /// Its name without a folder: the title of a new PDF.
    pub name: &'a str,
    /// The password and the limits that it was read with.
    pub open: &'a OpenOptions,
    /// Whether the result must be PDF/A-2b.
    pub pdf_a: bool,
}

/// Writes a searchable PDF to `target`, whole or not at all. A source that is a PDF keeps all of its pages, whichever of
/// them are among `pages`; of another source the result has `pages`, in that order.
///
/// # Errors
/// Those of the source, `worker_*` where it kills the child, `output_unwritable`, `disk_full`, `output_exists`.
pub async fn write_pdf<P: Borrow<Page>>(
    pool: &PoolOptions,
    job: &PdfJob<'_>,
    pages: impl IntoIterator<Item = P>,
    target: &Path,
    overwrite: Overwrite,
) -> Result<Vec<Warning>, WireError> {
    let mut file = Pending::create(target, overwrite)?;
    let warnings = write_pdf_to(pool, job, pages, &mut file, target).await?;
    file.commit()?;
    Ok(warnings)
}

/// As [`write_pdf`], to a stream that `place` names in errors.
///
/// # Errors
/// As [`write_pdf`].
pub async fn write_pdf_to<P: Borrow<Page>>(
    pool: &PoolOptions,
    job: &PdfJob<'_>,
    pages: impl IntoIterator<Item = P>,
    out: &mut impl Write,
    place: &Path,
) -> Result<Vec<Warning>, WireError> {
    let scratch = tempfile::Builder::new().prefix("ocrchat-write-").tempdir();
    let scratch = scratch.map_err(|e| atomic::write_error(&std::env::temp_dir(), &e))?;
    let worker = Worker::launch(pool, WRITER_ARGUMENT).map_err(|died| wire(&died))?;
    let mut writer = Writer { worker, out, place, warnings: Vec::new() };
    let begin = Begin {
        assets: pool.assets.clone(),
        source: job.source.to_owned(),
        open: job.open.clone(),
        title: Path::new(job.name).file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned()),
        pdf_a: job.pdf_a,
        id: *uuid::Uuid::new_v4().as_bytes(),
        scratch: scratch.path().to_owned(),
    };
    writer.ask(&Ask::Begin(Box::new(begin))).await?;
    for page in pages {
        writer.ask(&Ask::Page(Box::new(page.borrow().clone()))).await?;
    }
    writer.ask(&Ask::Finish).await?;
    let Writer { worker, warnings, .. } = writer;
    worker.end().await;
    out.flush().map_err(|e| atomic::write_error(place, &e))?;
    Ok(warnings)
}

struct Writer<'a, W> {
    worker: Worker,
    out: &'a mut W,
    place: &'a Path,
    warnings: Vec<Warning>,
}

impl<W: Write> Writer<'_, W> {
    /// Asks, and writes what comes back until there is no more.
    async fn ask(&mut self, ask: &Ask) -> Result<(), WireError> {
        let mut answer = self.worker.ask(ask).await;
        loop {
            let (said, bytes) = answer.map_err(|died| wire(&died))?;
            match said {
                Answer::Bytes { more, warnings } => {
                    self.out.write_all(&bytes).map_err(|e| atomic::write_error(self.place, &e))?;
                    self.warnings.extend(warnings);
                    if !more {
                        return Ok(());
                    }
                }
                Answer::Failed { code, message } => return Err(WireError::new(code, message)),
            }
            answer = self.worker.ask(&Ask::More).await;
        }
    }
}

fn wire(died: &Died) -> WireError {
    let mut error = WireError::new(died.code(), format!("the PDF could not be written: {died}"));
    if let Died::Crashed { stderr, .. } = died
        && !stderr.is_empty()
    {
        error.details = Some(stderr.clone());
    }
    error
}

#[cfg(all(test, unix))]
mod tests {
    use std::time::Duration;

    use document::Code;

    use super::*;

    #[tokio::test]
    async fn a_writer_that_dies_leaves_no_file() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("a.pdf");
        let pool = |program: &str| PoolOptions {
            program: program.into(),
            assets: engine::Assets::new("/nowhere"),
            tesseract_path: None,
            workers: 1,
            threads: None,
            page_seconds: Duration::from_secs(1),
            memory_bytes: u64::MAX,
            idle: Duration::ZERO,
        };
        let open = OpenOptions::default();
        let job = PdfJob { source: Path::new("/nowhere/a.png"), name: "a.png", open: &open, pdf_a: false };
        let pages = [Page::default()];
        for (program, code) in [("/bin/true", Code::WorkerCrashed), ("/no/such/program", Code::WorkerCrashed)] {
            let written = write_pdf(&pool(program), &job, &pages, &target, Overwrite::Yes).await;
            assert_eq!(written.unwrap_err().code, code, "{program}");
            assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "{program}");
        }
    }
}
