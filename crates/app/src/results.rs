//! A job's results in every format: from its stored pages, and for a searchable PDF over its source as well, by a process of
//! its own. Nothing is recognised here. Every host writes through this.

use std::io::Write;
use std::path::{Path, PathBuf};

use document::{Code, Document, Warning};
use engine::Limits;
use engine::source::OpenOptions;
use export::{ExportError, Format, Part};

use crate::atomic::{self, Overwrite};
use crate::contract::WireError;
use crate::pipeline;
use crate::store::{Job, Store};
use crate::worker::PoolOptions;
use crate::writer::{self, PdfJob};

/// How a result is made.
#[derive(Clone, Debug, Default)]
pub struct ResultOptions {
    /// What the formats leave out and guard.
    pub export: export::Options,
    /// Whether the document is taken as it was first read, without corrections.
    pub original: bool,
    /// Whether a table that goes on over a page's end becomes one.
    pub join_tables: bool,
    /// Whether a PDF must be PDF/A-2b.
    pub pdf_a: bool,
    /// Of an encrypted source.
    pub password: Option<String>,
}

/// What results are made with.
#[derive(Clone)]
pub struct Results {
    store: Store,
    pool: PoolOptions,
    limits: Limits,
}

impl Results {
    /// Results of the jobs in `store`; `pool` and `limits` are those of the process that opens a source again.
    pub fn new(store: Store, pool: PoolOptions, limits: Limits) -> Self {
        Self { store, pool, limits }
    }

    /// The document of a job as its results show it.
    ///
    /// # Errors
    /// `usage` where there is no such job; what keeps its pages from being read.
    pub fn document(&self, job: &Job, options: &ResultOptions) -> Result<Document, WireError> {
        let mut document = match options.original {
            true => pipeline::original(&self.store, &job.id)?,
            false => pipeline::document(&self.store, &job.id)?,
        };
        if options.join_tables {
            document::layout::join_tables(&mut document.pages);
        }
        Ok(document)
    }

    /// A result in a format that needs no source, in one piece.
    ///
    /// # Errors
    /// `usage` for a PDF, which is written to a file; `internal` where the document holds what the format cannot.
    pub fn bytes(&self, document: &Document, format: Format, options: &ResultOptions) -> Result<Vec<u8>, WireError> {
        export::export(format, document, &options.export).map_err(|e| refused(&e))
    }

    /// A result in as many files as the format is best read in.
    ///
    /// # Errors
    /// As [`Self::bytes`].
    pub fn parts(&self, document: &Document, format: Format, options: &ResultOptions) -> Result<Vec<Part>, WireError> {
        export::export_parts(format, document, &options.export).map_err(|e| refused(&e))
    }

    /// Writes a result to `path`, whole or not at all. Gives what the reader should know of it.
    ///
    /// # Errors
    /// Those of [`Self::bytes`] and of the source; `output_unwritable`, `disk_full`, `output_exists`.
    pub async fn save(
        &self,
        job: &Job,
        document: &Document,
        format: Format,
        options: &ResultOptions,
        (path, overwrite): (&Path, Overwrite),
    ) -> Result<Vec<Warning>, WireError> {
        if format != Format::Pdf {
            atomic::write(path, &self.bytes(document, format, options)?, overwrite)?;
            return Ok(Vec::new());
        }
        let open = self.open(options);
        writer::write_pdf(&self.pool, &pdf(job, &open, options), &document.pages, path, overwrite).await
    }

    /// Writes a result into `folder`, as `name` or, where that is taken, as the first numbered name that is free.
    ///
    /// # Errors
    /// As [`Self::save`].
    pub async fn save_into(
        &self,
        job: &Job,
        document: &Document,
        format: Format,
        options: &ResultOptions,
        (folder, name): (&Path, &str),
    ) -> Result<PathBuf, WireError> {
        let ending = format!(".{}", format.extension());
        let stem = name.strip_suffix(&ending).unwrap_or(name);
        for n in 1..10_000 {
            let path = folder.join(if n == 1 { name.to_owned() } else { format!("{stem} ({n}){ending}") });
            match self.save(job, document, format, options, (&path, Overwrite::No)).await {
                Err(e) if e.code == Code::OutputExists => {}
                written => return written.map(|_| path),
            }
        }
        Err(WireError::new(Code::OutputExists, format!("every name like {name} is taken in {}", folder.display())))
    }

    /// Writes a result to a stream that `place` names in errors.
    ///
    /// # Errors
    /// As [`Self::save`].
    pub async fn send(
        &self,
        job: &Job,
        document: &Document,
        format: Format,
        options: &ResultOptions,
        (out, place): (&mut impl Write, &Path),
    ) -> Result<Vec<Warning>, WireError> {
        if format != Format::Pdf {
            let bytes = self.bytes(document, format, options)?;
            out.write_all(&bytes).and_then(|()| out.flush()).map_err(|e| atomic::write_error(place, &e))?;
            return Ok(Vec::new());
        }
        let open = self.open(options);
        writer::write_pdf_to(&self.pool, &pdf(job, &open, options), &document.pages, out, place).await
    }

    fn open(&self, options: &ResultOptions) -> OpenOptions {
        OpenOptions { password: options.password.clone(), limits: self.limits, dpi: None }
    }
}

fn pdf<'a>(job: &'a Job, open: &'a OpenOptions, options: &ResultOptions) -> PdfJob<'a> {
    PdfJob { source: &job.source, name: &job.name, open, pdf_a: options.pdf_a }
}

fn refused(e: &ExportError) -> WireError {
    match e {
        ExportError::NeedsSource => WireError::usage("a searchable PDF is a file, and no text"),
        e => WireError::internal(e.to_string()),
    }
}
