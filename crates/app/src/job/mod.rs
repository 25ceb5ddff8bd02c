//! Jobs: one file each. A job at work has one owner, which opens its file, hands its pages to workers, stores each as it
//! comes, and alone changes the job's state. Others read the store, or send the owner commands.
//!
//! `runner` is what owners share, `owner` one job from its claim to its end, `hosted` what it
//! does instead of reading where a service reads, `reader` the page after page of one worker,
//! `keeper` what becomes of a page that was tried, `queue` which job begins next.

mod active;
mod hosted;
mod keeper;
mod owner;
mod queue;
mod reader;
mod runner;

pub(crate) use keeper::write_picture;
pub(crate) use owner::{PREVIEW_SIDE, THUMBNAIL_SIDE};
pub use owner::{Progress, RunOptions};
pub use runner::Runner;
