//! The worker: a child process that parses untrusted files and runs inference, so that a crash in a native library,
//! a hang or a memory leak costs one page and never the window or the server.
//!
//! The parent starts its own binary again with [`WORKER_ARGUMENT`] and talks frames over stdin and stdout: one
//! request, one reply. When stdin closes the worker leaves at once, so an orphan never burns a core.

mod engines;
mod frame;
mod ignored;
mod picture;
mod protocol;
mod region;
mod serve;

pub use frame::{FrameError, encode_frame, lengths, read_frame, write_frame};
pub use protocol::{
    EngineChoice, Mode, Opened, PageReply, PageSize, PageTask, Pictures, RegionReply, RegionTask, Reply, Request,
    WordReading,
};
pub use serve::{WORKER_ARGUMENT, run_worker_if_asked};

#[cfg(test)]
mod region_tests;
