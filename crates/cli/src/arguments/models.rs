//! The raw arguments of `ocrchat models`.

use clap::Subcommand;

#[derive(Clone, Debug, Subcommand)]
#[command(after_help = "\
Models are kept in the product's data folder and are used as soon as they are there. A download that was cut short
goes on with the next `add`. OCRCHAT_MODELS_URL names another address (https) that has the files under their names.")]
pub(crate) enum ModelsVerb {
    /// List every model with its pack, state, size and licence
    List {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Download models, or add them from files that were downloaded elsewhere
    Add {
        /// Packs, models or languages (`korean`, `ocrs`, `ppocr-v5-rec-greek`, `ru`), or files
        #[arg(required = true, value_name = "NAME|FILE")]
        names: Vec<String>,
        /// No progress bar
        #[arg(short, long)]
        quiet: bool,
    },
    /// Compare every installed model with its hash
    Verify,
    /// Remove models that were added, and what is left of downloads
    Remove {
        /// Packs or models
        #[arg(required = true, value_name = "NAME")]
        names: Vec<String>,
    },
}
