//! What the holder of a token sends: 256 bits of the system's randomness, as hex digits behind a prefix by which a program
//! that looks for leaked secrets knows it.

use sha2::{Digest, Sha256};

use crate::contract::WireError;

const PREFIX: &str = "ocrchat_";

/// A token's secret. It is shown to whoever made it, and written to no log.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// A new one.
    ///
    /// # Errors
    /// `internal` where the system gives no randomness.
    pub fn generate() -> Result<Self, WireError> {
        let mut bytes = [0_u8; 32];
        getrandom::fill(&mut bytes).map_err(|e| WireError::internal(format!("the system gives no randomness: {e}")))?;
        let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Self(format!("{PREFIX}{digits}")))
    }

    /// One that somebody chose.
    ///
    /// # Errors
    /// `usage` where it is short enough to be guessed, or no header could carry it.
    pub fn chosen(text: &str) -> Result<Self, WireError> {
        let text = text.trim();
        if text.len() < 32 || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(WireError::usage("a token has at least 32 letters, digits and signs, and no space in it"));
        }
        Ok(Self(text.to_owned()))
    }

    /// As it is sent.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is kept of it.
    pub fn digest(&self) -> [u8; 32] {
        digest(&self.0)
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// What is kept of a token.
pub(super) fn digest(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_long_never_the_same_and_never_printed() {
        let (one, two) = (Secret::generate().unwrap(), Secret::generate().unwrap());
        assert_ne!(one, two);
        assert_eq!(one.reveal().len(), PREFIX.len() + 64);
        assert!(!format!("{one:?}").contains(&one.reveal()[PREFIX.len()..]));
        assert_eq!(Secret::chosen(&format!(" {}\n", one.reveal())).unwrap(), one);
        assert!(Secret::chosen("letmein").is_err());
        assert!(Secret::chosen(&"ä".repeat(40)).is_err());
        assert!(Secret::chosen(&format!("{} {}", "a".repeat(20), "b".repeat(20))).is_err());
    }
}
