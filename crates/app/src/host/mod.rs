//! The host that a user interface talks to: the contract's commands over the store, the queue and the workers.

mod artist;
mod batch;
mod chat;
mod commands;
mod corrections;
mod files;
mod models;
mod pictures;
mod regions;
mod remote;
mod server;
mod uploads;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use document::{Code, Document};
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;

use crate::Home;
use crate::atomic::{self, Overwrite};
use crate::contract::{Event, ExportFormat, ExportRequest, JobSummary, Origin, WireError};
use crate::job::Runner;
use crate::models::Models;
use crate::results::ResultOptions;
use crate::store::{Job, Lease, NewJob, Store};
use crate::watch::host_watchers;
use crate::worker::{Pool, PoolOptions};

pub(crate) use batch::wanted;
pub use pictures::{Crop, EncodedImage, ImageKind};
pub use uploads::Upload;

/// How a host is set up.
#[derive(Clone, Debug)]
pub struct HostOptions {
    /// The product's folders.
    pub home: Home,
    /// The binary that becomes a worker when started with the hidden argument.
    pub program: PathBuf,
}

impl HostOptions {
    /// The options of this process: folders as the environment has them, this binary as the worker.
    ///
    /// # Errors
    /// A platform that names no home folder.
    pub fn from_environment() -> Result<Self, WireError> {
        let program = std::env::current_exe()
            .map_err(|e| WireError::internal(format!("this program's own file cannot be found: {e}")))?;
        Ok(Self { home: Home::locate()?, program })
    }
}

/// The host. Clones share everything.
#[derive(Clone)]
pub struct Host {
    runner: Runner,
    /// Draws pages that are looked at, so that nobody waits for the pages that are read.
    artist: artist::Artist,
    /// Read parts of pages that a person points at, so that nobody waits for a job's end.
    regions: regions::Regions,
    /// What was found wrong at the start.
    report: Arc<Option<WireError>>,
    models: Models,
    downloads: Arc<models::Downloads>,
    exports: Arc<batch::Exports>,
    chats: chat::Asking,
    /// The local server, where it runs in this program.
    server: server::Hosted,
    /// Cancelled when the host ends.
    leaving: CancellationToken,
}

impl Host {
    /// Starts a host and works on the queue. Needs a tokio runtime around it.
    ///
    /// # Errors
    /// `store_newer`; `output_unwritable` or `disk_full` where the product's folders cannot be written.
    pub fn start(options: HostOptions) -> Result<Self, WireError> {
        let HostOptions { home, program } = options;
        let (store, report) = Store::open(&home)?;
        let lease = Lease::take(&home)?;
        let settings = store.settings()?;
        let pool = Pool::new(settings.pool(program.clone(), home.assets.clone()));
        let mut artist = settings.pool(program, home.assets.clone());
        (artist.workers, artist.threads) = (1, Some(1));
        let regions = PoolOptions { threads: None, ..artist.clone() };
        let models = Models::new(&home);
        let runner = Runner::new(home, store, lease, pool, settings, true);
        let host = Self {
            models,
            downloads: Arc::default(),
            exports: Arc::default(),
            artist: artist::Artist::new(Pool::new(artist)),
            regions: regions::Regions::new(Pool::new(regions)),
            chats: chat::Asking::new(runner.clone()),
            runner,
            report: Arc::new(report),
            server: server::Hosted::default(),
            leaving: CancellationToken::new(),
        };
        tokio::spawn(host.runner.clone().work());
        tokio::spawn(host_watchers(host.runner.clone()));
        Ok(host)
    }

    /// What runs its jobs.
    pub(crate) fn runner(&self) -> &Runner {
        &self.runner
    }

    /// What changes from now on. A receiver that lags must list the jobs again.
    pub fn subscribe(&self) -> broadcast::Receiver<Event> {
        self.runner.subscribe()
    }

    /// Tells whoever watches.
    pub fn tell(&self, event: Event) {
        self.runner.tell(event);
    }

    /// Starts a job for each file, and for each image and PDF under each folder. Unlike the command of the wire it
    /// takes any path of the platform, not only those that are Unicode.
    ///
    /// # Errors
    /// What keeps a job from being stored.
    pub fn open(&self, paths: Vec<PathBuf>) -> Result<Vec<JobSummary>, WireError> {
        let mut started = Vec::new();
        for path in paths {
            if !path.is_dir() {
                started.push(self.add(files::name(&path), path, false)?);
                continue;
            }
            let files = files::readable(&path);
            if files.is_empty() {
                let message = format!("there is no image and no PDF in {}", path.display());
                self.runner.tell(Event::Problem { error: WireError::new(Code::InputUnsupported, message) });
            }
            for file in files {
                started.push(self.add(files::name(&file), file, false)?);
            }
        }
        Ok(started)
    }

    /// Starts a job for an image that has no file: one that was pasted.
    ///
    /// # Errors
    /// `output_unwritable`, `disk_full`, `limit_file_bytes`.
    pub async fn add_image(&self, name: &str, bytes: Vec<u8>) -> Result<JobSummary, WireError> {
        self.runner.settings().limits.check_file(bytes.len() as u64)?;
        let folder = self.runner.home().sources();
        std::fs::create_dir_all(&folder).map_err(|e| atomic::write_error(&folder, &e))?;
        let path = folder.join(uuid::Uuid::new_v4().simple().to_string());
        atomic::write(&path, &bytes, Overwrite::No)?;
        self.add(name.to_owned(), path, true)
    }

    fn add(&self, name: String, source: PathBuf, source_is_ours: bool) -> Result<JobSummary, WireError> {
        let source = std::path::absolute(&source).unwrap_or(source);
        let options = self.runner.settings().reading.options();
        let new = NewJob { name, source, source_is_ours, origin: Origin::App, options, token: None };
        let job = self.runner.store().add_job(&new)?;
        self.runner.tell_job(&job.id);
        Ok(self.runner.summary(&job))
    }

    /// Writes a job's result to `path`, whole or not at all.
    ///
    /// # Errors
    /// `usage` for an unknown job, `output_unwritable`, `disk_full`.
    pub async fn save(&self, job: &str, format: ExportFormat, path: &Path) -> Result<(), WireError> {
        let (job, document) = self.document(job).await?;
        let how = result_options(&job);
        let target = (path, Overwrite::Yes);
        self.runner.results().save(&job, &document, format.into(), &how, target).await.map(drop)
    }

    /// Writes a job's result into a folder, under the name that a save dialog would propose, numbered where that is taken.
    ///
    /// # Errors
    /// As [`Self::save`].
    pub async fn save_into(&self, job: &str, format: ExportFormat, folder: &Path) -> Result<PathBuf, WireError> {
        let name = self.suggested_name(job, format)?;
        let (job, document) = self.document(job).await?;
        let how = result_options(&job);
        self.runner.results().save_into(&job, &document, format.into(), &how, (folder, &name)).await
    }

    /// A job with its document.
    async fn document(&self, job: &str) -> Result<(Job, Document), WireError> {
        let (runner, id) = (self.runner.clone(), job.to_owned());
        blocking(move || {
            let job = runner.store().job(&id)?;
            let document = runner.results().document(&job, &ResultOptions::default())?;
            Ok((job, document))
        })
        .await
    }

    /// The file name that a save dialog proposes.
    ///
    /// # Errors
    /// `usage` for an unknown job.
    pub fn suggested_name(&self, job: &str, format: ExportFormat) -> Result<String, WireError> {
        let name = self.runner.store().job(job)?.name;
        let stem = Path::new(&name).file_stem().map_or(name.clone(), |s| s.to_string_lossy().into_owned());
        Ok(format!("{stem}.{}", export::Format::from(format).extension()))
    }

    /// The file that a job read, where it is the user's own and still there.
    ///
    /// # Errors
    /// `usage` for an unknown job, `input_missing`.
    pub fn source(&self, job: &str) -> Result<PathBuf, WireError> {
        let job = self.runner.store().job(job)?;
        if job.source_is_ours || !job.source.exists() {
            let message = format!("the file of {} is not there any more", job.name);
            return Err(WireError::new(Code::InputMissing, message));
        }
        Ok(job.source)
    }

    /// Stops every job and every worker; jobs that were not done go on with the next start.
    pub async fn shutdown(&self) {
        self.downloads.stop();
        self.leaving.cancel();
        self.artist.dismiss().await;
        self.regions.dismiss().await;
        self.runner.stop().await;
    }

    fn export(&self, request: &ExportRequest) -> Result<Vec<u8>, WireError> {
        let (job, results) = (self.runner.store().job(&request.job)?, self.runner.results());
        let how = result_options(&job);
        let mut document = results.document(&job, &how)?;
        if let Some(page) = request.page {
            document.pages.retain(|p| p.index == page);
        }
        results.bytes(&document, request.format.into(), &how)
    }
}

/// How the window's results are made.
fn result_options(job: &Job) -> ResultOptions {
    let export = export::Options { uuid: job.id.clone(), ..export::Options::default() };
    ResultOptions { export, ..ResultOptions::default() }
}

/// Runs work that takes longer than a moment where it holds nobody up.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, WireError> + Send + 'static,
) -> Result<T, WireError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|e| Err(WireError::internal(format!("it ended early: {e}"))))
}

impl From<ExportFormat> for export::Format {
    fn from(format: ExportFormat) -> Self {
        match format {
            ExportFormat::Txt => Self::Txt,
            ExportFormat::Md => Self::Md,
            ExportFormat::Pdf => Self::Pdf,
            ExportFormat::Docx => Self::Docx,
            ExportFormat::Csv => Self::Csv,
            ExportFormat::Xlsx => Self::Xlsx,
            ExportFormat::Json => Self::Json,
            ExportFormat::Hocr => Self::Hocr,
            ExportFormat::Alto => Self::Alto,
        }
    }
}
