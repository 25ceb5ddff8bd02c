//! The raw arguments of `ocrchat serve`.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;

#[derive(Debug, Args)]
#[command(after_help = "\
The server speaks the OCR.chat API: a script for the hosted service works with this base address and a token of
`ocrchat token add`. Its jobs stand in the app's list; both programs may run at once.
Every request needs a token. The owner's is made at the first start; where it lies is printed.
/metrics has figures for Prometheus, for the owner's token alone (as a file: authorization.credentials_file).
Ctrl+C or SIGTERM ends it: answers under way are finished, jobs go on with the next start.")]
pub(crate) struct ServeArguments {
    /// Where it listens; only 127.0.0.1 and ::1 keep other machines out [default: as set, or 127.0.0.1:8117]
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub(crate) bind: Option<SocketAddr>,

    /// The file that holds the owner's token; made where it is not there [default: in OCRCHAT_HOME]
    #[arg(long, value_name = "FILE")]
    pub(crate) token_file: Option<PathBuf>,

    /// Serve the app's interface to a browser as well
    #[arg(long)]
    pub(crate) ui: bool,

    /// A further name by which it may be called, as a reverse proxy passes it on; may be repeated
    #[arg(long, value_name = "NAME")]
    pub(crate) allow_host: Vec<String>,
}
