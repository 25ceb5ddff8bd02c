//! The raw arguments of `ocrchat watch`.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use super::{EngineArgument, FormatArgument, LimitArguments, ModeArgument};

#[derive(Debug, Args)]
#[command(after_help = "\
A file is read once it has not changed for the settle time and nobody has it open to write. Hidden files, links,
files with an ending such as .part or .tmp, and results are passed over. One that was read is not read again
until it changes. A name that is taken gets a number; nothing is ever replaced but the results of the same file.
Ctrl+C or SIGTERM ends it, with status 0; it goes on where it was with the next start, after a crash as well.
With --once the exit status is that of `ocrchat convert`.")]
pub(crate) struct WatchArguments {
    /// The folder to watch
    #[arg(value_name = "IN")]
    pub(crate) input: PathBuf,

    /// The folder for the results
    #[arg(short, long, value_name = "OUT")]
    pub(crate) output: PathBuf,

    /// Result formats, separated by commas
    #[arg(short, long, value_delimiter = ',', value_name = "FORMAT", default_value = "txt")]
    pub(crate) format: Vec<FormatArgument>,

    /// Language, e.g. `de`, `eng`, `ch`; several as `eng+deu` [default: automatic]
    #[arg(short, long, value_name = "LANG")]
    pub(crate) language: Option<String>,

    /// Which engine recognises
    #[arg(long, value_enum, default_value_t)]
    pub(crate) engine: EngineArgument,

    /// Leave a part of each page out: left, top, right, bottom in percent, e.g. `0,0,100,8` for its head; `:odd` or
    /// `:even` behind it for every second page; may be given several times
    #[arg(long, value_name = "AREA", value_parser = super::ignore::area)]
    pub(crate) ignore: Vec<document::Area>,

    /// When a PDF's own text is taken instead of recognition
    #[arg(long, value_enum, default_value_t)]
    pub(crate) mode: ModeArgument,

    /// Resolution at which PDF pages are rendered [default: 200]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(36..=1200))]
    pub(crate) dpi: Option<u32>,

    /// Folder that files are moved to once they were read [default: they stay]
    #[arg(long, value_name = "DIR")]
    pub(crate) done: Option<PathBuf>,

    /// Folder that files are moved to that could not be read, or not wholly [default: they stay]
    #[arg(long, value_name = "DIR")]
    pub(crate) failed: Option<PathBuf>,

    /// Watch the folders beneath as well, and keep them beneath OUT
    #[arg(short, long)]
    pub(crate) recursive: bool,

    /// Deal with what is there, then end
    #[arg(long)]
    pub(crate) once: bool,

    /// How long a file must not have changed to count as complete
    #[arg(long, value_name = "SECONDS", default_value = "2", value_parser = seconds)]
    pub(crate) settle: Duration,

    /// Reader processes at once, each with its share of the cores [default: by the machine]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=64))]
    pub(crate) jobs: Option<u32>,

    /// No messages but errors
    #[arg(short, long)]
    pub(crate) quiet: bool,

    #[command(flatten)]
    pub(crate) limits: LimitArguments,
}

fn seconds(typed: &str) -> Result<Duration, String> {
    let seconds = typed.parse::<f64>().ok().filter(|s| (0.0..=86_400.0).contains(s));
    seconds.map(Duration::from_secs_f64).ok_or_else(|| format!("`{typed}` is not a number of seconds"))
}
