//! The hosted engine's far end: the HTTP of the OCR.chat API, as `api-contract` has it, seen from the client.
//!
//! `address` says where a token may go, `secret` where it is kept, `account` which belongs to whom and whether the user has
//! said yes, `order` what may be asked for, `client` what is asked and how often, `answer` the shapes that come back,
//! `refusal` what an answer that says no means, `transfer` bytes on their way, `pace` how long to wait, `map` how a
//! service's result becomes pages of ours.
//!
//! Owns no job: what is sent when, and what becomes of it, is the owner's (`job::hosted`). Refuses: following a token to
//! another origin, plain http beyond the own network, answers without bounds, and saying a token anywhere but in the
//! header that is meant for it.

pub mod account;
mod address;
mod answer;
mod client;
pub mod map;
mod order;
mod pace;
mod refusal;
pub mod secret;
#[cfg(test)]
mod tests;
mod transfer;

pub use address::Address;
pub use answer::{RemoteBlock, RemoteJob, RemoteLine, RemotePage, RemoteStatus, RemoteWord};
pub use client::{Client, ClientOptions, Upload};
pub use secret::{Secret, Secrets};
pub use transfer::Sent;
