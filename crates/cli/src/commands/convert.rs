//! `ocrchat convert`: inputs to results, one document after the other.

use std::path::Path;
use std::process::ExitCode;

use app::atomic::Overwrite;
use app::contract::WireError;
use app::pipeline::{Progress, ReadOptions, outcome, read_document};
use app::worker::Pool;
use app::writer::{PdfJob, write_pdf, write_pdf_to};
use app::{HostOptions, pipeline};
use document::{Code, Document, Warning};
use engine::source::OpenOptions;
use engine::worker::{PageTask, Pictures};

use crate::arguments::ConvertArguments;
use crate::input::Input;
use crate::messages;
use crate::output::Target;
use crate::progress::PageBar;

pub(crate) async fn run(arguments: Box<ConvertArguments>) -> Result<ExitCode, WireError> {
    let job = Conversion::new(&arguments)?;
    let mut errors = Vec::new();
    for typed in &arguments.inputs {
        if let Err(e) = job.convert(typed).await {
            messages::error(Some(typed), &e);
            errors.push(e.code);
        }
    }
    job.pool.dismiss().await;
    Ok(exit_code(&errors, arguments.inputs.len()))
}

/// One code for the run: the inputs' own where they agree or there is one, otherwise that some failed.
fn exit_code(errors: &[Code], inputs: usize) -> ExitCode {
    let Some(first) = errors.first() else { return ExitCode::SUCCESS };
    let alike = errors.len() == inputs && errors.iter().all(|e| e.exit_status() == first.exit_status());
    ExitCode::from(if alike { first.exit_status() } else { Code::PagesFailed.exit_status() })
}

/// A run's arguments, validated.
struct Conversion<'a> {
    arguments: &'a ConvertArguments,
    formats: Vec<export::Format>,
    target: Target,
    overwrite: Overwrite,
    options: ReadOptions,
    pool: Pool,
}

impl<'a> Conversion<'a> {
    fn new(arguments: &'a ConvertArguments) -> Result<Self, WireError> {
        let mut formats: Vec<export::Format> = Vec::new();
        for format in arguments.format.iter().map(|f| export::Format::from(*f)) {
            if !formats.contains(&format) {
                formats.push(format);
            }
        }
        if let Some(language) = &arguments.language {
            engine::languages::check(language)?;
        }
        let text = formats.iter().all(|format| format.is_text());
        let target = Target::decide(arguments.output.as_deref(), arguments.inputs.len() * formats.len(), text)?;
        let mut host = HostOptions::from_environment()?;
        apply_limits(arguments, &mut host);
        let mut pool = host.pool();
        pool.workers = arguments.jobs as usize;
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        pool.threads = (pool.workers > 1).then(|| (cores / pool.workers).max(1));
        let overwrite = if arguments.no_overwrite { Overwrite::No } else { Overwrite::Yes };
        let open = OpenOptions {
            password: password(arguments)?,
            limits: host.settings.limits,
            dpi: arguments.dpi.map(|dpi| dpi as f32),
        };
        let task = PageTask {
            mode: arguments.mode.into(),
            engine: arguments.engine.into(),
            language: arguments.language.clone(),
            pictures: Pictures::default(),
        };
        let options = ReadOptions { open, pages: arguments.pages.clone().unwrap_or_default(), task };
        target.prepare()?;
        Ok(Self { arguments, formats, target, overwrite, options, pool: Pool::new(pool) })
    }

    async fn convert(&self, typed: &Path) -> Result<(), WireError> {
        let input = Input::resolve(typed, &self.options.open.limits).await?;
        self.refuse_existing(&input)?;
        let document = self.read(&input).await?;
        let failure = outcome(&document);
        let all_failed = document.pages.iter().all(|page| page.error.is_some());
        if let Some(e) = failure.as_ref().filter(|_| self.arguments.strict || all_failed) {
            return Err(e.clone());
        }
        self.warn(&input, &document.warnings);
        for &format in &self.formats {
            if format == export::Format::Pdf {
                self.write_pdf(&input, &document).await?;
                continue;
            }
            for part in self.export(format, &document)? {
                self.target.write(&input, format, &part, self.overwrite)?;
            }
        }
        failure.map_or(Ok(()), Err)
    }

    /// A result, in several files where a folder was named for them.
    fn export(&self, format: export::Format, document: &Document) -> Result<Vec<export::Part>, WireError> {
        let options = export::Options {
            running_heads: !self.arguments.no_running_heads,
            csv_safe: self.arguments.csv_safe,
            ..export::Options::default()
        };
        if self.arguments.output.is_some() && self.target.takes_parts() {
            return export::export_parts(format, document, &options).map_err(|e| WireError::internal(e.to_string()));
        }
        let bytes = export::export(format, document, &options).map_err(|e| WireError::internal(e.to_string()))?;
        Ok(vec![export::Part { suffix: String::new(), bytes }])
    }

    /// Writes the searchable PDF over its source.
    async fn write_pdf(&self, input: &Input, document: &Document) -> Result<(), WireError> {
        let (pool, open) = (self.pool.options(), &self.options.open);
        let pdf = PdfJob { source: &input.path, name: &input.name, open, pdf_a: self.arguments.pdf_a };
        let pages = &document.pages;
        let warnings = match self.target.path(input, export::Format::Pdf) {
            Some(path) => write_pdf(pool, &pdf, pages, &path, self.overwrite).await?,
            None => write_pdf_to(pool, &pdf, pages, &mut std::io::stdout(), Path::new("stdout")).await?,
        };
        self.warn(input, &warnings);
        Ok(())
    }

    fn warn(&self, input: &Input, warnings: &[Warning]) {
        if self.arguments.quiet {
            return;
        }
        for warning in warnings {
            let page = warning.page.map_or(String::new(), |page| format!(" page {}:", page + 1));
            messages::say(&format!("warning: {}:{page} {}", input.name, warning.message));
        }
    }

    /// Finds a result that may not be replaced before the work is done for nothing.
    fn refuse_existing(&self, input: &Input) -> Result<(), WireError> {
        let paths = self.formats.iter().filter_map(|&format| self.target.path(input, format));
        match paths.into_iter().find(|path| self.overwrite == Overwrite::No && path.exists()) {
            Some(path) => Err(WireError::new(
                Code::OutputExists,
                format!("{} exists already and was left as it is", path.display()),
            )),
            None => Ok(()),
        }
    }

    async fn read(&self, input: &Input) -> Result<Document, WireError> {
        let bar = PageBar::new(&input.name, self.arguments.quiet);
        let verbose = self.arguments.verbose;
        read_document(&self.pool, &input.path, &input.name, &self.options, |progress| match progress {
            Progress::Opened { opened, pages } => {
                bar.opened(pages);
                if verbose {
                    let format = pipeline::format_name(opened);
                    let noun = if pages == 1 { "page" } else { "pages" };
                    bar.above(|| messages::say(&format!("{}: {format}, {pages} {noun}", input.name)));
                }
            }
            Progress::Page(result) => {
                bar.page();
                if verbose {
                    let page = &result.page;
                    let what = match &page.error {
                        Some(e) => e.message.clone(),
                        None => format!("{} words by {}", page.words().count(), page.engine),
                    };
                    bar.above(|| messages::say(&format!("{}: page {}: {what}", input.name, page.index + 1)));
                }
            }
        })
        .await
    }
}

fn apply_limits(arguments: &ConvertArguments, host: &mut HostOptions) {
    let typed = &arguments.limits;
    let settings = &mut host.settings;
    let mega = |n: u64| n.saturating_mul(1 << 20);
    settings.limits.file_bytes = typed.max_file_mb.map_or(settings.limits.file_bytes, mega);
    settings.limits.page_pixels =
        typed.max_megapixels.map_or(settings.limits.page_pixels, |n| n.saturating_mul(1_000_000));
    settings.limits.pages = typed.max_pages.unwrap_or(settings.limits.pages);
    settings.limits.decoded_bytes = typed.max_decoded_mb.map_or(settings.limits.decoded_bytes, mega);
    settings.page_seconds = typed.max_page_seconds.unwrap_or(settings.page_seconds);
    settings.worker_memory_mb = typed.max_memory_mb.unwrap_or(settings.worker_memory_mb);
}

fn password(arguments: &ConvertArguments) -> Result<Option<String>, WireError> {
    let Some(path) = &arguments.password_file else { return Ok(arguments.password.clone()) };
    let text = std::fs::read_to_string(path)
        .map_err(|e| WireError::usage(format!("cannot read the password file {}: {e}", path.display())))?;
    Ok(Some(text.lines().next().unwrap_or_default().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_run_fails_as_its_inputs_did() {
        let same = |a: ExitCode, b: u8| format!("{a:?}") == format!("{:?}", ExitCode::from(b));
        assert!(same(exit_code(&[], 2), 0));
        assert!(same(exit_code(&[Code::InputBroken], 1), 3));
        assert!(same(exit_code(&[Code::InputBroken, Code::InputMissing], 2), 3));
        assert!(same(exit_code(&[Code::InputBroken], 2), 7));
        assert!(same(exit_code(&[Code::InputBroken, Code::LimitPixels], 2), 7));
    }
}
