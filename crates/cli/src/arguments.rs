//! The raw arguments, as typed. What they mean is decided where they are used.

use std::path::PathBuf;

use app::pages::PageRange;
use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};
use engine::worker::{EngineChoice, Mode};

/// Recognise text in images and PDFs, on this machine, offline.
#[derive(Debug, Parser)]
#[command(name = "ocrchat", version, max_term_width = 100)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) verb: Verb,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Convert images and PDFs to text, Markdown, Word, searchable PDF, tables or JSON
    Convert(Box<ConvertArguments>),
    /// List the engines and whether they are ready
    Engines,
    /// The model files that the engines need
    Models {
        #[command(subcommand)]
        verb: ModelsVerb,
    },
    /// Check every part of the installation and say how to mend it
    Doctor,
}

#[derive(Clone, Copy, Debug, Subcommand)]
pub(crate) enum ModelsVerb {
    /// List every model with its licence, size and place
    List,
    /// Compare every model with its hash
    Verify,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Exit status: 0 done, 1 failed, 2 usage, 3 input missing, unsupported or broken, 4 encrypted,
5 over a limit, 6 engine, model or language missing, 7 some pages failed, 130 interrupted.")]
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
    #[arg(long, value_name = "LIST")]
    pub(crate) pages: Option<PageRange>,

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

    /// Reader processes at once, each with its share of the cores
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=64))]
    pub(crate) jobs: u32,

    /// Leave running heads, running feet and page numbers out of txt, md and docx
    #[arg(long)]
    pub(crate) no_running_heads: bool,

    /// Put an apostrophe before CSV cells that a spreadsheet would run as formulas
    #[arg(long)]
    pub(crate) csv_safe: bool,

    /// Write PDF/A-2b; of PDFs only those that declare PDF/A already
    #[arg(long)]
    pub(crate) pdf_a: bool,
    /// Leave existing result files as they are and fail
    #[arg(long)]
    pub(crate) no_overwrite: bool,

    /// Write nothing for an input with a failed page
    #[arg(long)]
    pub(crate) strict: bool,

    /// No progress bar, no messages but errors
    #[arg(short, long, conflicts_with = "verbose")]
    pub(crate) quiet: bool,

    /// Say what is done with each page
    #[arg(short, long, action = ArgAction::SetTrue)]
    pub(crate) verbose: bool,

    #[command(flatten)]
    pub(crate) limits: LimitArguments,
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

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FormatArgument {
    Txt,
    Md,
    Docx,
    Csv,
    Xlsx,
    Pdf,
    Json,
    Hocr,
    Alto,
}

impl From<FormatArgument> for export::Format {
    fn from(format: FormatArgument) -> Self {
        match format {
            FormatArgument::Txt => Self::Txt,
            FormatArgument::Md => Self::Md,
            FormatArgument::Docx => Self::Docx,
            FormatArgument::Csv => Self::Csv,
            FormatArgument::Xlsx => Self::Xlsx,
            FormatArgument::Pdf => Self::Pdf,
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
}

impl From<EngineArgument> for EngineChoice {
    fn from(engine: EngineArgument) -> Self {
        match engine {
            EngineArgument::Auto => Self::Auto,
            EngineArgument::Ppocr => Self::Ppocr,
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
