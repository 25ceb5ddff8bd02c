//! From a file to recognised pages: sources (images, PDFs), recognisers, and the worker that runs both in a process of
//! its own.
//!
//! Owns every native library and every model; nothing outside this crate names rten or pdfium. Refuses: jobs, storage,
//! progress bars — those belong to the parent process.

mod assets;
pub mod calibration;
pub mod catalogue;
mod error;
mod hints;
pub mod languages;
mod limits;
mod ocrs_engine;
mod page_image;
pub mod ppocr;
pub mod rulings;
pub mod source;
pub mod tesseract;
#[cfg(test)]
mod testing;
pub mod text_form;
pub mod worker;

pub use assets::{AssetState, Assets, sha256_file};
pub use catalogue::{Asset, CATALOGUE, MODELS};
pub use error::Error;
pub use hints::{Hints, RecognizedPage, Recognizer};
pub use limits::Limits;
pub use ocrs_engine::OcrsEngine;
pub use page_image::PageImage;
