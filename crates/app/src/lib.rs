//! The use-cases of the product, for every host: the command line, the desktop shell, the server.
//!
//! Owns the wire contract, jobs, the pool of workers, settings, and where files lie. Refuses: parsing untrusted files
//! and inference (the worker process does both), windows, argument parsing.

pub mod atomic;
pub mod contract;
pub mod doctor;
mod home;
pub mod host;
pub mod job;
pub mod pages;
pub mod pipeline;
mod retention;
pub mod settings;
pub mod store;
pub mod watch;
pub mod worker;

pub use engine::worker::run_worker_if_asked;
pub use home::Home;
pub use host::{EncodedImage, Host, HostOptions, ImageKind};
pub use settings::Settings;
