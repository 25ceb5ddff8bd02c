//! Who may log in: whoever holds a token of the owner's scope.

use crate::access::Access;
use crate::contract::WireError;

/// Says who may log in. Asked off the runtime's threads, since it reads the store.
pub trait Owners: Send + Sync {
    /// The id of the token that `secret` is, where it is the owner's.
    ///
    /// # Errors
    /// `token_invalid` for one that is unknown or may not see everything; what keeps the store from being read.
    fn admit(&self, secret: &str) -> Result<String, WireError>;

    /// Whether the token `id` is still an owner's.
    ///
    /// # Errors
    /// What keeps the store from being read.
    fn stands(&self, id: &str) -> Result<bool, WireError>;
}

impl Owners for Access {
    fn admit(&self, secret: &str) -> Result<String, WireError> {
        self.owner(secret)
    }

    fn stands(&self, id: &str) -> Result<bool, WireError> {
        self.is_owner(id)
    }
}
