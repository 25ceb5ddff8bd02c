//! Many documents at once: begun anew with settings of their own, and all their results written into a folder.
//!
//! Owns the names that results get by a pattern, and the one export that may run at a time. Refuses to know dialogs and
//! archives: a folder is given, and the browser's zip is made by the server out of the same names.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use document::Code;
use tokio_util::sync::CancellationToken;

use super::remote::again;
use super::{Host, blocking, result_options};
use crate::contract::{
    EngineChoice, Event, ExportFormat, ExportJobs, ExportPlan, ExportProgress, FailedExport, JobSettings, JobSummary,
    RestartJobs, WireError,
};
use crate::job::Runner;
use crate::pages::PageRange;
use crate::store::Job;

/// Longer names are cut: file systems take 255 bytes, and an ending and a number must fit.
const LONGEST_STEM: usize = 180;

/// The export that runs, if one does.
#[derive(Default)]
pub(super) struct Exports {
    running: Mutex<Option<CancellationToken>>,
}

impl Exports {
    /// Nothing is left half done while it is held, so a panic elsewhere leaves it as good as before.
    fn running(&self) -> MutexGuard<'_, Option<CancellationToken>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Host {
    /// Begins documents anew, each with its settings, in their order. What was read of them goes with the old job.
    pub(super) async fn restart(&self, args: RestartJobs) -> Result<Vec<JobSummary>, WireError> {
        let runner = self.runner.clone();
        blocking(move || {
            // All are looked at before the first is touched: a slip in the last must not cost the others.
            for wanted in &args.jobs {
                check(&runner, wanted)?;
            }
            args.jobs.iter().map(|wanted| restart(&runner, wanted)).collect()
        })
        .await
    }

    /// The name of each result of a plan, job after job; names that would be the same are numbered.
    ///
    /// # Errors
    /// `usage` for an unknown job or a pattern that gives no name.
    pub fn export_names_of(&self, plan: &ExportPlan) -> Result<Vec<String>, WireError> {
        let jobs: Vec<Job> =
            plan.jobs.iter().map(|id| Ok(self.runner.store().job(id)?)).collect::<Result<_, WireError>>()?;
        let today = jiff::ZonedDateTime::now().strftime("%Y-%m-%d").to_string();
        let mut taken = HashSet::new();
        let mut names = Vec::with_capacity(jobs.len() * plan.formats.len());
        for (at, job) in jobs.iter().enumerate() {
            let named = (job.name.as_str(), job.options.language.as_deref());
            let stem = stem(&plan.pattern, named, (at + 1, jobs.len()), &today)?;
            for format in &plan.formats {
                names.push(free(&stem, *format, &mut taken));
            }
        }
        Ok(names)
    }

    /// Writes the results of a plan into a folder; events tell how far it is. One at a time.
    pub(super) async fn begin_export(&self, args: ExportJobs) -> Result<(), WireError> {
        let folder = PathBuf::from(&args.folder);
        if !folder.is_absolute() || !folder.is_dir() {
            return Err(WireError::new(
                Code::OutputUnwritable,
                format!("{} is no folder that is there", folder.display()),
            ));
        }
        let names = {
            let (host, plan) = (self.clone(), args.plan.clone());
            blocking(move || host.export_names_of(&plan)).await?
        };
        let stop = self.leaving.child_token();
        {
            let mut running = self.exports.running();
            if running.as_ref().is_some_and(|one| !one.is_cancelled()) {
                return Err(WireError::new(
                    Code::TooManyRequests,
                    "results are being written already: wait, or stop that",
                ));
            }
            *running = Some(stop.clone());
        }
        let host = self.clone();
        tokio::spawn(async move { host.write_all(args, folder, names, stop).await });
        Ok(())
    }

    /// Stops the export that runs. Files that are written stay.
    pub(super) fn stop_export(&self) {
        if let Some(stop) = self.exports.running().as_ref() {
            stop.cancel();
        }
    }

    async fn write_all(&self, args: ExportJobs, folder: PathBuf, names: Vec<String>, stop: CancellationToken) {
        let mut progress = ExportProgress {
            total: u32::try_from(names.len()).unwrap_or(u32::MAX),
            folder: args.folder,
            ..ExportProgress::default()
        };
        self.tell_export(&progress);
        for ((job, format), name) in wanted(&args.plan).into_iter().zip(&names) {
            let written = tokio::select! {
                () = stop.cancelled() => break,
                written = self.save_as_in(&job, format, (&folder, name)) => written,
            };
            progress.done += 1;
            if let Err(error) = written {
                let name = self.runner.store().job(&job).map(|job| job.name).unwrap_or_default();
                progress.failed.push(FailedExport { job, name, format, error });
            }
            self.tell_export(&progress);
        }
        progress.ended = true;
        stop.cancel();
        self.tell_export(&progress);
    }

    /// Writes one result into a folder as `name`, numbered where that is taken.
    ///
    /// # Errors
    /// As [`Host::save`].
    pub async fn save_as_in(
        &self,
        job: &str,
        format: ExportFormat,
        (folder, name): (&Path, &str),
    ) -> Result<PathBuf, WireError> {
        let (job, document) = self.document(job).await?;
        let how = result_options(&job);
        self.runner.results().save_into(&job, &document, format.into(), &how, (folder, name)).await
    }

    fn tell_export(&self, progress: &ExportProgress) {
        self.runner.tell(Event::ExportChanged { progress: progress.clone() });
    }
}

fn check(runner: &Runner, wanted: &JobSettings) -> Result<(), WireError> {
    if wanted.engine == EngineChoice::Hosted {
        return Err(WireError::usage("the hosted service is asked for one document at a time"));
    }
    runner.check_language(wanted.language.as_deref(), wanted.engine)?;
    if !wanted.pages.trim().is_empty() {
        wanted.pages.parse::<PageRange>().map_err(WireError::usage)?;
    }
    let old = runner.store().job(&wanted.job)?;
    if old.source.exists() {
        Ok(())
    } else {
        Err(WireError::new(Code::InputMissing, format!("the file of {} is not there any more", old.name)))
    }
}

fn restart(runner: &Runner, wanted: &JobSettings) -> Result<JobSummary, WireError> {
    let old = runner.store().job(&wanted.job)?;
    let mut options = old.options.clone();
    (options.engine, options.language, options.mode) = (wanted.engine, wanted.language.clone(), wanted.mode);
    wanted.pages.trim().clone_into(&mut options.pages);
    let new = again(runner, &old, options)?;
    let job = runner.store().add_job(&new)?;
    runner.store().tag_job(&job.id, &old.tags)?;
    runner.store().set_priority(&job.id, old.priority)?;
    runner.delete_jobs(std::slice::from_ref(&old.id))?;
    runner.tell_job(&job.id);
    Ok(runner.summary(&runner.store().job(&job.id)?))
}

/// The results of a plan: job after job, each in every format.
pub(crate) fn wanted(plan: &ExportPlan) -> Vec<(String, ExportFormat)> {
    plan.jobs.iter().flat_map(|job| plan.formats.iter().map(|format| (job.clone(), *format))).collect()
}

/// A name by a pattern, without what file systems do not take.
fn stem(
    pattern: &str,
    (name, language): (&str, Option<&str>),
    (n, of): (usize, usize),
    today: &str,
) -> Result<String, WireError> {
    let own = Path::new(name).file_stem().map_or(name.to_owned(), |s| s.to_string_lossy().into_owned());
    let width = of.to_string().len().max(2);
    let filled = pattern
        .replace("{name}", &own)
        .replace("{date}", today)
        .replace("{n}", &format!("{n:0width$}"))
        .replace("{lang}", language.unwrap_or("auto"));
    let plain: String =
        filled.chars().map(|c| if c.is_control() || "/\\:*?\"<>|".contains(c) { '_' } else { c }).collect();
    let mut end = plain.len().min(LONGEST_STEM);
    while !plain.is_char_boundary(end) {
        end -= 1;
    }
    match plain[..end].trim().trim_end_matches('.').trim() {
        "" | "." | ".." => Err(WireError::usage(format!("the pattern `{pattern}` gives no name for {name}"))),
        stem => Ok(stem.to_owned()),
    }
}

/// The first numbered name that no other result of the plan has, told apart as file systems without case do.
fn free(stem: &str, format: ExportFormat, taken: &mut HashSet<String>) -> String {
    let ending = export::Format::from(format).extension();
    for n in 1.. {
        let name = if n == 1 { format!("{stem}.{ending}") } else { format!("{stem} ({n}).{ending}") };
        if taken.insert(name.to_lowercase()) {
            return name;
        }
    }
    unreachable!("there are more numbers than results")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_gives_names_that_file_systems_take() {
        let name = |pattern: &str| stem(pattern, ("Invoice 7.pdf", Some("deu")), (3, 120), "2026-11-23").ok();
        assert_eq!(name("{date} {name} {lang}").as_deref(), Some("2026-11-23 Invoice 7 deu"));
        assert_eq!(name("{n}-{name}").as_deref(), Some("003-Invoice 7"));
        assert_eq!(name("a/b:c").as_deref(), Some("a_b_c"));
        assert_eq!(name("../{name}").as_deref(), Some(".._Invoice 7"));
        for nothing in ["", "  ", "..", "."] {
            assert_eq!(name(nothing), None, "{nothing:?}");
        }
        let long = stem(&"ä".repeat(400), ("a", None), (1, 1), "").unwrap();
        assert!(long.len() <= LONGEST_STEM && long.chars().all(|c| c == 'ä'));
    }

    #[test]
    fn names_that_are_alike_are_numbered() {
        let mut taken = HashSet::new();
        let names: Vec<String> =
            ["Scan", "scan", "Scan"].iter().map(|s| free(s, ExportFormat::Txt, &mut taken)).collect();
        assert_eq!(names, ["Scan.txt", "scan (2).txt", "Scan (3).txt"]);
        assert_eq!(free("Scan", ExportFormat::Md, &mut taken), "Scan.md");
    }
}
