//! The raw arguments, as typed. What they mean is decided where they are used.

mod chat;
mod history;
mod hosted;
mod ignore;
mod models;
mod serve;
mod token;
mod watch;

use std::path::{Path, PathBuf};

use app::Settings;
use app::contract::WireError;
use app::results::ResultOptions;
use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};
use engine::worker::{EngineChoice, Mode};

pub(crate) use chat::ChatArguments;
pub(crate) use history::{
    DeleteArguments, ExportArguments, FilterArguments, HistoryVerb, JobArguments, ListArguments, RunArguments,
    SearchArguments, ShowArguments, TagArguments,
};
pub(crate) use hosted::{AccountVerb, HostedArguments};
pub(crate) use models::ModelsVerb;
pub(crate) use serve::ServeArguments;
pub(crate) use token::{AddTokenArguments, SetTokenArguments, TokenVerb};
pub(crate) use watch::WatchArguments;

/// Recognise text in images and PDFs, on this machine, offline.
#[derive(Debug, Parser)]
#[command(name = "ocrchat", version, max_term_width = 100)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) verb: Verb,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Convert images and PDFs to text, Markdown, searchable PDF, Word, tables or JSON
    Convert(Box<ConvertArguments>),
    /// Convert every file that comes to lie in a folder
    Watch(Box<WatchArguments>),
    /// What was converted: list, search, export again, delete
    History {
        #[command(subcommand)]
        verb: Box<HistoryVerb>,
    },
    /// Ask a document a question; the answer says its pages
    Chat(ChatArguments),
    /// Speak the OCR.chat API to programs on this machine
    Serve(ServeArguments),
    /// The tokens that programs call the server with: make, list, limit, revoke
    Token {
        #[command(subcommand)]
        verb: Box<TokenVerb>,
    },
    /// What the program does where nothing else is said
    Settings {
        #[command(subcommand)]
        verb: SettingsVerb,
    },
    /// List the engines and whether they are ready
    Engines,
    /// List every language, the engine that reads it, and how what is missing is got
    Languages {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// The model files that the engines need
    Models {
        #[command(subcommand)]
        verb: ModelsVerb,
    },
    /// The account at the hosted service: its token, and what it has used
    Account {
        #[command(subcommand)]
        verb: AccountVerb,
    },
    /// Check every part of the installation and say how to mend it
    Doctor {
        /// Prove that all of it works without a network, and say what does not
        #[arg(long)]
        offline: bool,
    },
}

#[derive(Debug, Subcommand)]
#[command(after_help = "\
How long things are kept: always, never (until a job has ended), or a number of days such as 30d.
The settings are the app's as well; a window that is open takes them up at once.")]
pub(crate) enum SettingsVerb {
    /// List every setting with its value and what it is
    List {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Print the value of one setting
    Get {
        /// Its name, as `list` shows it
        name: String,
    },
    /// Change one setting
    Set {
        /// Its name, as `list` shows it
        name: String,
        /// Its value from now on
        #[arg(allow_hyphen_values = true)]
        value: String,
    },
    /// Set settings as they were in the beginning
    Reset {
        /// Their names, as `list` shows them
        #[arg(required = true)]
        names: Vec<String>,
    },
}

#[derive(Debug, Args)]
#[command(after_help = "\
Exit status: 0 done, 1 failed, 2 usage, 3 input missing, unsupported or broken, 4 encrypted,
5 over a limit, 6 engine, model or language missing, 7 some pages failed, 8 the service refused,
130 interrupted.")]
pub(crate) struct ConvertArguments {
    /// Files to read: PNG, JPEG, WEBP, GIF, BMP, TIFF, PDF; `-` is stdin
    #[arg(required = true, value_name = "INPUT")]
    pub(crate) inputs: Vec<PathBuf>,

    /// Result formats, separated by commas
    #[arg(short, long, value_delimiter = ',', value_name = "FORMAT", default_value = "txt")]
    pub(crate) format: Vec<FormatArgument>,

    /// Where results go: a file, a folder, or `-` for stdout; a folder gets a CSV file for each table [default: stdout
    /// for one text of one input, otherwise INPUT's name with the format's extension in the current folder]
    #[arg(short, long, value_name = "PATH")]
    pub(crate) output: Option<PathBuf>,

    /// Language, e.g. `de`, `eng`, `ch`; several as `eng+deu` [default: automatic]
    #[arg(short, long, value_name = "LANG")]
    pub(crate) language: Option<String>,

    /// Which engine recognises
    #[arg(long, value_enum, default_value_t)]
    pub(crate) engine: EngineArgument,

    /// Pages, 1-based, e.g. `1,3-5,8-end` [default: all]
    #[arg(long, value_name = "LIST", value_parser = page_list)]
    pub(crate) pages: Option<String>,

    /// Leave a part of each page out: left, top, right, bottom in percent, e.g. `0,0,100,8` for its head; `:odd` or
    /// `:even` behind it for every second page; may be given several times
    #[arg(long, value_name = "AREA", value_parser = ignore::area)]
    pub(crate) ignore: Vec<document::Area>,

    /// When a PDF's own text is taken instead of recognition
    #[arg(long, value_enum, default_value_t)]
    pub(crate) mode: ModeArgument,

    /// Password of encrypted PDFs
    #[arg(long, value_name = "PW", conflicts_with = "password_file")]
    pub(crate) password: Option<String>,

    /// File whose first line is the password; keeps it out of the process list
    #[arg(long, value_name = "FILE")]
    pub(crate) password_file: Option<PathBuf>,

    /// Resolution at which PDF pages are rendered [default: 200]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(36..=1200))]
    pub(crate) dpi: Option<u32>,

    /// Reader processes at once, each with its share of the cores [default: by the machine]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=64))]
    pub(crate) jobs: Option<u32>,

    #[command(flatten)]
    pub(crate) results: ResultArguments,

    /// Leave existing result files as they are and fail
    #[arg(long)]
    pub(crate) no_overwrite: bool,

    /// Write nothing for an input with a failed page
    #[arg(long)]
    pub(crate) strict: bool,

    /// Keep nothing of this run: no history, and no going on where it was cut short
    #[arg(long)]
    pub(crate) no_history: bool,

    /// No progress bar, no messages but errors
    #[arg(short, long, conflicts_with = "verbose")]
    pub(crate) quiet: bool,

    /// Say what is done with each page
    #[arg(short, long, action = ArgAction::SetTrue)]
    pub(crate) verbose: bool,

    #[command(flatten)]
    pub(crate) limits: LimitArguments,

    #[command(flatten)]
    pub(crate) hosted: HostedArguments,
}

/// How results are made.
#[derive(Clone, Copy, Debug, Args)]
#[command(next_help_heading = "Results")]
pub(crate) struct ResultArguments {
    /// Leave running heads, running feet and page numbers out of txt, md and docx
    #[arg(long)]
    pub(crate) no_running_heads: bool,

    /// Make one table of those that go on over the end of a page
    #[arg(long)]
    pub(crate) join_tables: bool,

    /// Put an apostrophe before CSV cells that a spreadsheet would run as formulas
    #[arg(long)]
    pub(crate) csv_safe: bool,

    /// Write PDF/A-2b; of PDFs only those that declare PDF/A already
    #[arg(long)]
    pub(crate) pdf_a: bool,
}

impl ResultArguments {
    /// As the results take them.
    pub(crate) fn options(self, password: Option<String>) -> ResultOptions {
        let export = export::Options {
            running_heads: !self.no_running_heads,
            csv_safe: self.csv_safe,
            ..export::Options::default()
        };
        ResultOptions { export, original: false, join_tables: self.join_tables, pdf_a: self.pdf_a, password }
    }
}

/// Limits: absent ones are as in the settings.
#[derive(Debug, Args)]
#[command(next_help_heading = "Limits")]
pub(crate) struct LimitArguments {
    /// MiB of an input file
    #[arg(long, value_name = "N")]
    pub(crate) max_file_mb: Option<u64>,

    /// Megapixels of one page
    #[arg(long, value_name = "N")]
    pub(crate) max_megapixels: Option<u64>,

    /// Pages of one document
    #[arg(long, value_name = "N")]
    pub(crate) max_pages: Option<u32>,

    /// MiB that decoding one page may take
    #[arg(long, value_name = "N")]
    pub(crate) max_decoded_mb: Option<u64>,

    /// Seconds that one page may take
    #[arg(long, value_name = "N")]
    pub(crate) max_page_seconds: Option<u64>,

    /// MiB of memory that a reader process may take
    #[arg(long, value_name = "N")]
    pub(crate) max_memory_mb: Option<u64>,
}

impl LimitArguments {
    /// What was typed goes before what is set.
    pub(crate) fn apply(&self, settings: &mut Settings) {
        let mega = |n: u64| n.saturating_mul(1 << 20);
        let limits = &mut settings.limits;
        limits.file_bytes = self.max_file_mb.map_or(limits.file_bytes, mega);
        limits.page_pixels = self.max_megapixels.map_or(limits.page_pixels, |n| n.saturating_mul(1_000_000));
        limits.pages = self.max_pages.unwrap_or(limits.pages);
        limits.decoded_bytes = self.max_decoded_mb.map_or(limits.decoded_bytes, mega);
        settings.page_seconds = self.max_page_seconds.unwrap_or(settings.page_seconds);
        settings.worker_memory_mb = self.max_memory_mb.unwrap_or(settings.worker_memory_mb);
    }
}

/// The password that was typed, or that a file holds in its first line.
pub(crate) fn read_password(typed: Option<&str>, file: Option<&Path>) -> Result<Option<String>, WireError> {
    let Some(path) = file else { return Ok(typed.map(str::to_owned)) };
    let text = std::fs::read_to_string(path)
        .map_err(|e| WireError::usage(format!("cannot read the password file {}: {e}", path.display())))?;
    Ok(Some(text.lines().next().unwrap_or_default().to_owned()))
}

/// A list of pages that can be read as one; which pages they are is known once the document is open.
fn page_list(typed: &str) -> Result<String, String> {
    typed.parse::<app::pages::PageRange>().map(|_| typed.to_owned())
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FormatArgument {
    Txt,
    Md,
    Pdf,
    Docx,
    Csv,
    Xlsx,
    Json,
    Hocr,
    Alto,
}

impl From<FormatArgument> for export::Format {
    fn from(format: FormatArgument) -> Self {
        match format {
            FormatArgument::Txt => Self::Txt,
            FormatArgument::Md => Self::Md,
            FormatArgument::Pdf => Self::Pdf,
            FormatArgument::Docx => Self::Docx,
            FormatArgument::Csv => Self::Csv,
            FormatArgument::Xlsx => Self::Xlsx,
            FormatArgument::Json => Self::Json,
            FormatArgument::Hocr => Self::Hocr,
            FormatArgument::Alto => Self::Alto,
        }
    }
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum EngineArgument {
    /// The best for the page
    #[default]
    Auto,
    /// PP-OCRv6 on rten
    Ppocr,
    /// Tesseract, where it is installed
    Tesseract,
    /// The ocrs crate, once `ocrchat models add ocrs` has fetched its models
    Ocrs,
    /// A service that speaks the OCR.chat API: files leave this machine
    Hosted,
}

impl From<EngineArgument> for EngineChoice {
    fn from(engine: EngineArgument) -> Self {
        match engine {
            EngineArgument::Auto => Self::Auto,
            EngineArgument::Ppocr => Self::Ppocr,
            EngineArgument::Tesseract => Self::Tesseract,
            EngineArgument::Ocrs => Self::Ocrs,
            EngineArgument::Hosted => Self::Hosted,
        }
    }
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum ModeArgument {
    /// Read good text, recognise the rest
    #[default]
    Auto,
    /// Never recognise a page that has text
    Skip,
    /// Recognise every page
    Force,
    /// Recognise again what an earlier recognition left; read real text
    Redo,
}

impl From<ModeArgument> for Mode {
    fn from(mode: ModeArgument) -> Self {
        match mode {
            ModeArgument::Auto => Self::Auto,
            ModeArgument::Skip => Self::Skip,
            ModeArgument::Force => Self::Force,
            ModeArgument::Redo => Self::Redo,
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_arguments_are_consistent() {
        super::Arguments::command().debug_assert();
    }
}
