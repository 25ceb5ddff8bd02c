//! One error for everything that can go wrong between a file and a recognised page: a code for programs, a sentence
//! for people.

use document::Code;

/// A failure with its code and one sentence that says what to do.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    /// What went wrong.
    pub code: Code,
    /// One sentence in English for the person at the keyboard.
    pub message: String,
}

impl Error {
    /// An error of `code` that says `message`.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }

    /// Damaged content: `input_broken`.
    pub fn broken(message: impl Into<String>) -> Self {
        Self::new(Code::InputBroken, message)
    }
}
