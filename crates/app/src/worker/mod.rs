//! The parent's side of the worker: starting it, asking it, watching it, and a small pool of them.
//!
//! A worker that crashes, hangs past its limit or exceeds its memory ceiling is killed, and costs the page that it held
//! a clear error; the next page gets a fresh one.

mod pool;
mod process;
mod session;

pub(crate) use process::{Died, Worker};

pub use pool::{Pool, PoolOptions};
pub use session::{Drawn, PageResult, Session};
