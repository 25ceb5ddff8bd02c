//! The use-cases of the product, for every host: the command line, the desktop shell, the server.
//!
//! Owns the wire contract, jobs, the pool of workers, settings, and where files lie. Refuses: parsing untrusted files
//! and inference (the worker process does both), windows, argument parsing.

pub mod access;
pub mod atomic;
pub mod chat;
pub mod contract;
pub mod correct;
pub mod doctor;
pub mod endpoint;
mod home;
pub mod host;
pub mod job;
mod languages;
pub mod models;
pub mod net;
pub mod pages;
pub mod pipeline;
pub mod remote;
pub mod results;
mod retention;
pub mod server;
pub mod settings;
pub mod store;
pub mod tools;
pub mod watch;
pub mod worker;
pub mod writer;

pub use home::Home;
pub use host::{Crop, EncodedImage, Host, HostOptions, ImageKind};
pub use settings::Settings;

/// Runs the worker, or the writer, if this process was started as one, and gives its exit status; `None` in an ordinary
/// process. Every host calls this first of all in `main`.
pub fn run_worker_if_asked() -> Option<std::process::ExitCode> {
    engine::worker::run_worker_if_asked().or_else(writer::run_if_asked)
}
