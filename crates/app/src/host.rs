//! The host that a user interface talks to: the contract's commands over the board of jobs and the pool of workers.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use document::Code;
use engine::source::{OpenOptions, sniff};
use tokio::sync::broadcast;

use crate::atomic::{self, Overwrite};
use crate::contract::{
    About, Commands, Empty, Event, ExportFormat, ExportRequest, ExportedText, JobDetail, JobRef, JobSummary, OpenPaths,
    PageRef, WireError,
};
use crate::job::{Board, Command, JobRecord, own};
use crate::worker::{Pool, PoolOptions};
use crate::writer::{self, PdfJob};
use crate::{Home, Settings, doctor};

/// How deep folders are searched, and how many files one drop may bring: beyond is a mistake (somebody's whole disk).
const MAX_DEPTH: usize = 16;
const MAX_FILES: usize = 20_000;

/// Which picture of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImageKind {
    /// The page as large as the screen can use.
    Preview,
    /// The page as a small picture for lists.
    Thumbnail,
}

/// A picture for the web view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncodedImage {
    /// The file's content.
    pub bytes: Vec<u8>,
    /// Its media type.
    pub mime: &'static str,
}

/// How a host is set up.
#[derive(Clone, Debug)]
pub struct HostOptions {
    /// The product's folders.
    pub home: Home,
    /// The user's settings.
    pub settings: Settings,
    /// The binary that becomes a worker when started with the hidden argument.
    pub program: PathBuf,
}

impl HostOptions {
    /// The options of this process: folders and settings as the environment has them, this binary as the worker.
    ///
    /// # Errors
    /// Settings that are damaged, or a platform that names no home folder.
    pub fn from_environment() -> Result<Self, WireError> {
        let home = Home::locate()?;
        let settings = Settings::load(&home)?;
        let program = std::env::current_exe()
            .map_err(|e| WireError::internal(format!("this program's own file cannot be found: {e}")))?;
        Ok(Self { home, settings, program })
    }

    /// The pool that these options ask for.
    pub fn pool(&self) -> PoolOptions {
        PoolOptions {
            program: self.program.clone(),
            assets: self.home.assets.clone(),
            workers: self.settings.workers.max(1),
            threads: None,
            page_seconds: self.settings.page_time(),
            memory_bytes: self.settings.worker_memory(),
            idle: Duration::from_secs(self.settings.idle_minutes.max(1) * 60),
        }
    }
}

/// The host. Clones share everything.
#[derive(Clone)]
pub struct Host {
    shared: Arc<Shared>,
}

struct Shared {
    home: Home,
    open: OpenOptions,
    board: Arc<Board>,
    pool: Pool,
    session: PathBuf,
}

impl Host {
    /// Starts a host. Needs a tokio runtime around it.
    ///
    /// # Errors
    /// `output_unwritable` or `disk_full` where the cache folder cannot be made.
    pub fn start(options: HostOptions) -> Result<Self, WireError> {
        let pool = Pool::new(options.pool());
        let session = session_folder(&options.home)?;
        let open = OpenOptions { limits: options.settings.limits, ..OpenOptions::default() };
        let shared = Shared { home: options.home, open, board: Arc::new(Board::new()), pool, session };
        Ok(Self { shared: Arc::new(shared) })
    }

    /// What changes from now on. A receiver that lags must list the jobs again.
    pub fn subscribe(&self) -> broadcast::Receiver<Event> {
        self.shared.board.subscribe()
    }

    /// Starts a job for each file, and for each image and PDF under each folder. Unlike the command of the wire it
    /// takes any path of the platform, not only those that are Unicode.
    pub fn open(&self, paths: Vec<PathBuf>) -> Vec<JobSummary> {
        let mut started = Vec::new();
        for path in paths {
            if !path.is_dir() {
                started.push(self.start_job(file_name(&path), path));
                continue;
            }
            let files = readable_files(&path);
            if files.is_empty() {
                let message = format!("there is no image and no PDF in {}", path.display());
                self.shared.board.tell(Event::Problem { error: WireError::new(Code::InputUnsupported, message) });
            }
            started.extend(files.into_iter().map(|file| self.start_job(file_name(&file), file)));
        }
        started
    }

    /// A picture of a page.
    ///
    /// # Errors
    /// `input_missing` where there is none (yet).
    pub async fn page_image(&self, job: &str, page: u32, kind: ImageKind) -> Result<EncodedImage, WireError> {
        let name = match kind {
            ImageKind::Preview => format!("{page}-preview.jpg"),
            ImageKind::Thumbnail => format!("{page}-thumbnail.jpg"),
        };
        // The id is looked up before it becomes part of a path.
        let folder = self.shared.board.read(job, |job| self.previews(&job.id))?;
        let bytes = tokio::fs::read(folder.join(name))
            .await
            .map_err(|_| WireError::new(Code::InputMissing, format!("page {} has no picture", page + 1)))?;
        Ok(EncodedImage { bytes, mime: "image/jpeg" })
    }

    /// Starts a job for an image that has no file: one that was pasted.
    ///
    /// # Errors
    /// `output_unwritable`, `disk_full`, `limit_file_bytes`.
    pub async fn add_image(&self, name: &str, bytes: Vec<u8>) -> Result<JobSummary, WireError> {
        self.shared.open.limits.check_file(bytes.len() as u64)?;
        let folder = self.inbox();
        std::fs::create_dir_all(&folder).map_err(|e| atomic::write_error(&folder, &e))?;
        let path = folder.join(uuid::Uuid::new_v4().simple().to_string());
        atomic::write(&path, &bytes, Overwrite::No)?;
        Ok(self.start_job(name.to_owned(), path))
    }

    /// Writes a job's result to `path`, whole or not at all.
    ///
    /// # Errors
    /// `usage` for an unknown job, `output_unwritable`, `disk_full`.
    pub async fn save(&self, job: &str, format: ExportFormat, path: &Path) -> Result<(), WireError> {
        if format == ExportFormat::Pdf {
            return self.save_pdf(job, path).await;
        }
        let bytes = self.export(&ExportRequest { job: job.to_owned(), format, page: None })?;
        atomic::write(path, &bytes, Overwrite::Yes)
    }

    /// Writes a job's pages over its source.
    async fn save_pdf(&self, job: &str, path: &Path) -> Result<(), WireError> {
        let (source, name) = self.shared.board.read(job, |job| (job.path.clone(), job.name.clone()))?;
        let document = self.shared.board.read(job, JobRecord::document)?;
        let pdf = PdfJob { source: &source, name: &name, open: &self.shared.open, pdf_a: false };
        let pool = self.shared.pool.options();
        writer::write_pdf(pool, &pdf, &document.pages, path, Overwrite::Yes).await.map(drop)
    }

    /// The file name that a save dialog proposes.
    ///
    /// # Errors
    /// `usage` for an unknown job.
    pub fn suggested_name(&self, job: &str, format: ExportFormat) -> Result<String, WireError> {
        let name = self.shared.board.read(job, |job| job.name.clone())?;
        let stem = Path::new(&name).file_stem().map_or(name.clone(), |s| s.to_string_lossy().into_owned());
        Ok(format!("{stem}.{}", export::Format::from(format).extension()))
    }

    /// Stops every job and every worker, and removes what this host kept in the cache.
    pub async fn shutdown(&self) {
        for id in self.shared.board.read_all(|job| job.id.clone()) {
            let _ = self.shared.board.command(&id, Command::Cancel);
        }
        self.shared.pool.dismiss().await;
        let _ = tokio::fs::remove_dir_all(&self.shared.session).await;
    }

    fn previews(&self, job: &str) -> PathBuf {
        self.shared.session.join("previews").join(job)
    }

    fn inbox(&self) -> PathBuf {
        self.shared.session.join("inbox")
    }

    fn start_job(&self, name: String, path: PathBuf) -> JobSummary {
        let record = JobRecord::queued(name, path);
        let (id, summary) = (record.id.clone(), record.summary());
        let commands = self.shared.board.add(record);
        let previews = self.previews(&id);
        let (board, pool) = (Arc::clone(&self.shared.board), self.shared.pool.clone());
        tokio::spawn(own(board, pool, id, previews, self.shared.open.clone(), commands));
        summary
    }

    fn export(&self, request: &ExportRequest) -> Result<Vec<u8>, WireError> {
        let mut document = self.shared.board.read(&request.job, JobRecord::document)?;
        if let Some(page) = request.page {
            document.pages.retain(|p| p.index == page);
        }
        let options = export::Options { uuid: request.job.clone(), ..export::Options::default() };
        export::export(request.format.into(), &document, &options).map_err(|e| WireError::internal(e.to_string()))
    }
}

impl Commands for Host {
    async fn about(&self, _: Empty) -> Result<About, WireError> {
        Ok(About { version: env!("CARGO_PKG_VERSION").to_owned(), problems: doctor::quick(&self.shared.home) })
    }

    async fn open_paths(&self, args: OpenPaths) -> Result<Vec<JobSummary>, WireError> {
        Ok(self.open(args.paths.into_iter().map(PathBuf::from).collect()))
    }

    async fn list_jobs(&self, _: Empty) -> Result<Vec<JobSummary>, WireError> {
        Ok(self.shared.board.read_all(JobRecord::summary))
    }

    async fn get_job(&self, args: JobRef) -> Result<JobDetail, WireError> {
        self.shared.board.read(&args.job, JobRecord::detail)
    }

    async fn get_page(&self, args: PageRef) -> Result<document::Page, WireError> {
        let missing = || WireError::new(Code::Usage, format!("page {} was not read yet", u64::from(args.page) + 1));
        self.shared.board.read(&args.job, |job| job.page(args.page).cloned())?.ok_or_else(missing)
    }

    async fn cancel_job(&self, args: JobRef) -> Result<Empty, WireError> {
        self.shared.board.command(&args.job, Command::Cancel)?;
        Ok(Empty {})
    }

    async fn remove_job(&self, args: JobRef) -> Result<Empty, WireError> {
        let record = self.shared.board.remove(&args.job)?;
        let _ = tokio::fs::remove_dir_all(self.previews(&record.id)).await;
        if record.path.starts_with(self.inbox()) {
            let _ = tokio::fs::remove_file(&record.path).await;
        }
        Ok(Empty {})
    }

    async fn export_text(&self, args: ExportRequest) -> Result<ExportedText, WireError> {
        let bytes = self.export(&args)?;
        String::from_utf8(bytes).map(|text| ExportedText { text }).map_err(|e| WireError::internal(e.to_string()))
    }
}

impl From<ExportFormat> for export::Format {
    fn from(format: ExportFormat) -> Self {
        match format {
            ExportFormat::Txt => Self::Txt,
            ExportFormat::Md => Self::Md,
            ExportFormat::Docx => Self::Docx,
            ExportFormat::Csv => Self::Csv,
            ExportFormat::Xlsx => Self::Xlsx,
            ExportFormat::Pdf => Self::Pdf,
            ExportFormat::Json => Self::Json,
            ExportFormat::Hocr => Self::Hocr,
            ExportFormat::Alto => Self::Alto,
        }
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

/// The images and PDFs under a folder, told by content, in order of their names. Hidden files and links are passed
/// over.
fn readable_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![(folder.to_owned(), 0)];
    while let Some((folder, depth)) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        for entry in entries.flatten() {
            let hidden = entry.file_name().to_string_lossy().starts_with('.');
            let Ok(kind) = entry.file_type() else { continue };
            if hidden || kind.is_symlink() {
                continue;
            }
            if kind.is_dir() && depth < MAX_DEPTH {
                folders.push((entry.path(), depth + 1));
            } else if kind.is_file() && found.len() < MAX_FILES && is_readable_kind(&entry.path()) {
                found.push(entry.path());
            }
        }
    }
    found.sort();
    found
}

fn is_readable_kind(path: &Path) -> bool {
    use std::io::Read;
    let mut head = Vec::with_capacity(1024);
    let read = std::fs::File::open(path).and_then(|file| file.take(1024).read_to_end(&mut head));
    read.is_ok() && sniff(&head).is_some()
}

/// A cache folder of this process alone. Those of processes that are gone are removed.
fn session_folder(home: &Home) -> Result<PathBuf, WireError> {
    let sessions = home.cache.join("sessions");
    let system = sysinfo::System::new_with_specifics(
        sysinfo::RefreshKind::nothing().with_processes(sysinfo::ProcessRefreshKind::nothing()),
    );
    for entry in std::fs::read_dir(&sessions).into_iter().flatten().flatten() {
        let pid = entry.file_name().to_string_lossy().parse().ok().map(sysinfo::Pid::from_u32);
        let alive = |pid| system.as_ref().map_or(true, |system| system.process(pid).is_some());
        if !pid.is_some_and(alive) {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
    let own = sessions.join(std::process::id().to_string());
    // The same process id from before a restart of the machine: its leavings are nobody's.
    let _ = std::fs::remove_dir_all(&own);
    std::fs::create_dir_all(&own).map_err(|e| atomic::write_error(&own, &e))?;
    Ok(own)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_give_their_images_and_pdfs_by_content() {
        let dir = tempfile::tempdir().unwrap();
        let write = |name: &str, bytes: &[u8]| {
            let path = dir.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        };
        write("b/scan.dat", b"%PDF-1.7 ...");
        write("a.png", b"\x89PNG\r\n\x1a\n....");
        write("notes.pdf", b"just text");
        write(".hidden.png", b"\x89PNG\r\n\x1a\n....");
        let names: Vec<String> = readable_files(dir.path()).iter().map(|p| file_name(p)).collect();
        assert_eq!(names, ["a.png", "scan.dat"]);
    }
}
