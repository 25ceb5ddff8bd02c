//! The raw arguments of `ocrchat history`.

use std::path::PathBuf;

use app::contract::{JobSort, JobState, WireError};
use clap::{Args, Subcommand, ValueEnum};

use super::{FormatArgument, ResultArguments, read_password};

#[derive(Debug, Subcommand)]
#[command(after_help = "\
A JOB is the id that `list` shows, the beginning of one (4 characters or more), or `last`.
Days are YYYY-MM-DD in local time, or a number of days before now such as 7d.
With --json, page numbers begin at 0, moments are milliseconds since 1970 (UTC).")]
pub(crate) enum HistoryVerb {
    /// List jobs, the newest first
    List(ListArguments),
    /// Show one job with each of its pages
    Show(ShowArguments),
    /// Find pages that hold all the words
    Search(SearchArguments),
    /// Write a job's result in any format, without reading its pages again
    Export(ExportArguments),
    /// Delete jobs with their text, pictures and index; your own files are not touched
    Delete(DeleteArguments),
    /// Give a job another name
    Rename {
        /// Which job
        job: String,
        /// Its name from now on
        name: String,
    },
    /// Add tags to a job, or take them away
    Tag(TagArguments),
    /// Stop a job until it is resumed, whichever program works on it
    Pause(JobArguments),
    /// Stop a job for good; what it has read stays
    Cancel(JobArguments),
    /// Go on with a job that is paused, was cancelled or cut short, here and now
    Resume(RunArguments),
    /// Read the failed pages of a job again, here and now
    Retry(RunArguments),
    /// Bring back what can be read of damaged histories that were set aside
    Recover {
        /// Delete what was set aside once all that can be read of it is back
        #[arg(long)]
        remove: bool,
    },
}

/// Which jobs.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Which jobs")]
pub(crate) struct FilterArguments {
    /// In one of these states
    #[arg(long, value_enum, value_delimiter = ',', value_name = "STATE")]
    pub(crate) state: Vec<StateArgument>,

    /// With a page that one of these engines has read (`ppocr`, `pdf`)
    #[arg(long, value_delimiter = ',', value_name = "ENGINE")]
    pub(crate) engine: Vec<String>,

    /// In one of these languages as they were asked for; `auto` for none
    #[arg(short, long, value_delimiter = ',', value_name = "LANG")]
    pub(crate) language: Vec<String>,

    /// Of one of these kinds of file (`pdf`, `png`)
    #[arg(long, value_delimiter = ',', value_name = "KIND")]
    pub(crate) kind: Vec<String>,

    /// With all of these tags
    #[arg(long, value_delimiter = ',', value_name = "TAG")]
    pub(crate) tag: Vec<String>,

    /// Made on this day or later
    #[arg(long, value_name = "DAY")]
    pub(crate) since: Option<String>,

    /// Made on this day or earlier
    #[arg(long, value_name = "DAY")]
    pub(crate) until: Option<String>,

    /// Whose name or a tag holds this
    #[arg(long, value_name = "TEXT")]
    pub(crate) name: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct ListArguments {
    #[command(flatten)]
    pub(crate) filter: FilterArguments,

    /// In which order
    #[arg(long, value_enum, default_value_t, value_name = "ORDER")]
    pub(crate) sort: SortArgument,

    /// The other way round
    #[arg(long)]
    pub(crate) reverse: bool,

    /// How many at most; 0 is all
    #[arg(long, default_value_t = 50, value_name = "N")]
    pub(crate) limit: u32,

    /// As JSON: `{jobs, total}`
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ShowArguments {
    /// Which job
    pub(crate) job: String,

    /// Only its text
    #[arg(long, conflicts_with = "json")]
    pub(crate) text: bool,

    /// As JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct SearchArguments {
    /// Words that a page must hold, whatever the case and the accents; the last may be the beginning of one. What stands
    /// in double quotes must stand together
    #[arg(required = true, value_name = "WORDS")]
    pub(crate) words: Vec<String>,

    #[command(flatten)]
    pub(crate) filter: FilterArguments,

    /// How many pages at most
    #[arg(long, default_value_t = 50, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=500))]
    pub(crate) limit: u32,

    /// As JSON: `{hits, total}`
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ExportArguments {
    /// Which job
    pub(crate) job: String,

    /// Result formats, separated by commas
    #[arg(short, long, value_delimiter = ',', value_name = "FORMAT", default_value = "txt")]
    pub(crate) format: Vec<FormatArgument>,

    /// Where results go: a file, a folder, or `-` for stdout [default: stdout for one format, otherwise the job's name with
    /// the format's extension in the current folder]
    #[arg(short, long, value_name = "PATH")]
    pub(crate) output: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) results: ResultArguments,

    /// Leave existing result files as they are and fail
    #[arg(long)]
    pub(crate) no_overwrite: bool,

    /// Download what the service made that read the job (txt, md, docx, pdf, csv, json) instead of making it here
    #[arg(long)]
    pub(crate) remote: bool,

    /// Take the text as it was first read, without what was corrected since
    #[arg(long, conflicts_with = "remote")]
    pub(crate) original: bool,
}

#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("which").required(true).multiple(true))]
pub(crate) struct DeleteArguments {
    /// Which jobs
    #[arg(group = "which", conflicts_with_all = ["all", "older_than", "failed"])]
    pub(crate) jobs: Vec<String>,

    /// Every job, and everything that is kept beside: pictures, copies, damaged histories. Settings stay
    #[arg(long, group = "which", conflicts_with_all = ["older_than", "failed"])]
    pub(crate) all: bool,

    /// Jobs that ended so long ago, e.g. `30d`
    #[arg(long, group = "which", value_name = "DAYS")]
    pub(crate) older_than: Option<String>,

    /// Jobs that failed; with --older-than those of them
    #[arg(long, group = "which")]
    pub(crate) failed: bool,

    /// Do not ask
    #[arg(short, long)]
    pub(crate) yes: bool,
}

#[derive(Debug, Args)]
pub(crate) struct TagArguments {
    /// Which job
    pub(crate) job: String,

    /// Tags to add
    #[arg(value_name = "TAG")]
    pub(crate) tags: Vec<String>,

    /// Tags to take away
    #[arg(long, value_delimiter = ',', value_name = "TAG")]
    pub(crate) remove: Vec<String>,

    /// Take all away first
    #[arg(long)]
    pub(crate) clear: bool,
}

#[derive(Debug, Args)]
pub(crate) struct JobArguments {
    /// Which job
    pub(crate) job: String,
}

#[derive(Debug, Args)]
pub(crate) struct RunArguments {
    /// Which job
    pub(crate) job: String,

    #[command(flatten)]
    pub(crate) password: PasswordArguments,

    /// No progress bar, no messages but errors
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

/// The password of encrypted PDFs: none is ever kept.
#[derive(Debug, Args)]
pub(crate) struct PasswordArguments {
    /// Password of an encrypted PDF
    #[arg(long, value_name = "PW", conflicts_with = "password_file")]
    pub(crate) password: Option<String>,

    /// File whose first line is the password; keeps it out of the process list
    #[arg(long, value_name = "FILE")]
    pub(crate) password_file: Option<PathBuf>,
}

impl PasswordArguments {
    /// The password, wherever it was given.
    pub(crate) fn read(&self) -> Result<Option<String>, WireError> {
        read_password(self.password.as_deref(), self.password_file.as_deref())
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum StateArgument {
    Queued,
    Running,
    Paused,
    Done,
    Failed,
    Cancelled,
}

impl From<StateArgument> for JobState {
    fn from(state: StateArgument) -> Self {
        match state {
            StateArgument::Queued => Self::Queued,
            StateArgument::Running => Self::Running,
            StateArgument::Paused => Self::Paused,
            StateArgument::Done => Self::Done,
            StateArgument::Failed => Self::Failed,
            StateArgument::Cancelled => Self::Cancelled,
        }
    }
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum SortArgument {
    /// The newest first
    #[default]
    Created,
    /// From A to Z
    Name,
    /// The longest first
    Pages,
    /// The surest first
    Confidence,
    /// At work, then waiting in their order, then the rest
    Queue,
}

impl From<SortArgument> for JobSort {
    fn from(sort: SortArgument) -> Self {
        match sort {
            SortArgument::Created => Self::Created,
            SortArgument::Name => Self::Name,
            SortArgument::Pages => Self::Pages,
            SortArgument::Confidence => Self::Confidence,
            SortArgument::Queue => Self::Queue,
        }
    }
}
