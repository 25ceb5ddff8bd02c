//! The raw arguments of `ocrchat chat`.

use app::contract::AnswererChoice;
use clap::{Args, ValueEnum};

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum AnswererArgument {
    /// The document's own words: on this machine, with no model
    #[default]
    Extractive,
    /// The model of the endpoint that the settings name
    Generative,
}

impl From<AnswererArgument> for AnswererChoice {
    fn from(answerer: AnswererArgument) -> Self {
        match answerer {
            AnswererArgument::Extractive => Self::Extractive,
            AnswererArgument::Generative => Self::Generative,
        }
    }
}

#[derive(Debug, Args)]
#[command(after_help = "\
A DOCUMENT is a file, or a job of the history: its id, the beginning of one (4 characters or more), or `last`. A file is read
first, unless the history has it as it is now. Without a question, questions are read from stdin, one a line. Each answer
says its pages; a question that the document does not answer is told so, with the nearest passages.
With --json, an answer is one line, page numbers begin at 0, boxes are pixels of the page.")]
pub(crate) struct ChatArguments {
    /// The file or the job that is asked
    pub(crate) document: String,

    /// The question
    pub(crate) question: Option<String>,

    /// Ask these documents as well
    #[arg(long, value_name = "DOCUMENT")]
    pub(crate) also: Vec<String>,

    /// Who answers
    #[arg(long, value_enum, default_value_t)]
    pub(crate) answerer: AnswererArgument,

    /// Send passages to an endpoint beyond this machine's network without asking
    #[arg(long)]
    pub(crate) allow_upload: bool,

    /// Language of a file that is read first
    #[arg(short, long, value_name = "LANG")]
    pub(crate) language: Option<String>,

    /// Print what was said so far, and ask nothing
    #[arg(long, conflicts_with = "question")]
    pub(crate) history: bool,

    /// As JSON
    #[arg(long)]
    pub(crate) json: bool,

    /// No progress bar
    #[arg(short, long)]
    pub(crate) quiet: bool,
}
