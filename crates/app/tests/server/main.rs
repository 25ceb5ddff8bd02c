//! The local server over a real socket, with real readers: every address, status and error of the API.
#![allow(clippy::unwrap_used)] // Helpers of tests are tests too.

mod contract;
mod description;
mod errors;
mod fuzz;
mod more;
mod place;
mod submissions;
