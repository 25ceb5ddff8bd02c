//! Who may call the local server, and how much of it they may use: tokens, quotas, the rate of requests.
//!
//! Everything that counts is in the store, and asked anew with each request: so a token that another program revokes is
//! refused from then on, and two servers over one store share one quota. Refuses HTTP: what a refusal looks like on the wire
//! is the server's.

mod rate;
mod secret;
#[cfg(test)]
mod tests;
mod tokens;

use document::Code;

use crate::contract::{Tier, WireError};
use crate::store::{Job, NewJob, Once, Overdrawn, Store, StoreError, Submission, Submitted};

pub use crate::contract::Scope;
pub use secret::Secret;
pub use tokens::{OwnerToken, add_token, ensure_owner, list_tokens, revoke_token, set_token};

use rate::Rate;

/// Who calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The token's id.
    pub token: String,
    /// The token's name.
    pub name: String,
    /// What it may do.
    pub scope: Scope,
}

impl Caller {
    /// Whether a job may be seen by this caller: by the token that it was made with, and by the owner.
    pub fn may_see(&self, job: &Job) -> bool {
        self.scope == Scope::Owner || job.token.as_deref() == Some(&self.token)
    }
}

/// Why a caller may not do what it asks for now.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{error}")]
pub struct Refusal {
    /// `quota_exceeded`, `limit_pages`, `too_many_requests`, `token_invalid`; or what keeps the store from being asked.
    pub error: WireError,
    /// What was used, with `quota_exceeded`.
    pub used: Option<u64>,
    /// What may be used, with `quota_exceeded`.
    pub cap: Option<u64>,
    /// After how many seconds it is worth trying again, with `too_many_requests`.
    pub retry_after: Option<u64>,
}

impl Refusal {
    fn new(code: Code, message: impl Into<String>) -> Self {
        WireError::new(code, message).into()
    }
}

impl From<WireError> for Refusal {
    fn from(error: WireError) -> Self {
        Self { error, used: None, cap: None, retry_after: None }
    }
}

impl From<StoreError> for Refusal {
    fn from(e: StoreError) -> Self {
        WireError::from(e).into()
    }
}

/// How long who has too many unfinished jobs shall wait, in seconds: some pages' time.
const WAITING_RETRY: u64 = 5;
/// How exactly it is kept when a token was last used.
const USED_WITHIN_MS: u64 = 60_000;

/// Asks the store who may do what. Clones share everything. Its calls block for milliseconds.
#[derive(Clone)]
pub struct Access {
    store: Store,
    rate: Rate,
}

impl Access {
    /// Over a store. The rate of requests is as the settings have it now; everything else is read anew each time.
    pub fn new(store: Store) -> Self {
        let settings = store.settings().unwrap_or_default();
        Self { rate: Rate::new(settings.server.requests_a_minute), store }
    }

    /// Whose token it is.
    ///
    /// # Errors
    /// `token_invalid` where it is nobody's, or was revoked; what keeps the store from being asked.
    pub fn check(&self, token: &str) -> Result<Caller, WireError> {
        let found = self.store.token_of_hash(&secret::digest(token))?;
        let Some(row) = found.filter(|row| row.revoked_ms.is_none()) else {
            return Err(WireError::new(Code::TokenInvalid, "the API token is not valid"));
        };
        let now = crate::store::now_ms();
        if row.used_ms.is_none_or(|then| now.saturating_sub(then) >= USED_WITHIN_MS) {
            // A store that cannot be written says so where that matters.
            let _ = self.store.touch_token(&row.id, now);
        }
        Ok(Caller { token: row.id, name: row.name, scope: row.scope })
    }

    /// The id of the token, where it is an owner's.
    ///
    /// # Errors
    /// `token_invalid` where it is not; what keeps the store from being asked.
    pub fn owner(&self, token: &str) -> Result<String, WireError> {
        let caller = self.check(token)?;
        if caller.scope != Scope::Owner {
            return Err(WireError::new(Code::TokenInvalid, "this token is for programs; the owner's is wanted here"));
        }
        Ok(caller.token)
    }

    /// Whether a token, by its id, is still an owner's.
    ///
    /// # Errors
    /// What keeps the store from being asked.
    pub fn is_owner(&self, id: &str) -> Result<bool, WireError> {
        Ok(self.store.token(id)?.is_some_and(|row| row.id == id && row.scope == Scope::Owner))
    }

    /// Counts a request of this caller.
    ///
    /// # Errors
    /// `too_many_requests` with the seconds to wait.
    pub fn permit(&self, caller: &Caller) -> Result<(), Refusal> {
        self.rate.count(&caller.token).map_err(|seconds| Refusal {
            retry_after: Some(seconds),
            ..Refusal::new(Code::TooManyRequests, "too many requests; send them more slowly")
        })
    }

    /// How many bytes a file of this caller's may have.
    pub fn file_limit(&self, caller: &Caller) -> u64 {
        let most = self.store.settings().unwrap_or_default().limits.file_bytes;
        let own = self.store.token(&caller.token).ok().flatten().and_then(|row| row.limits.bytes_a_file);
        own.map_or(most, |own| own.min(most))
    }

    /// Whether a file of one page would be taken now: asked before the file is, so that nobody sends it for nothing.
    ///
    /// # Errors
    /// As [`Self::submit`].
    pub fn welcome(&self, caller: &Caller, tier: Tier) -> Result<(), Refusal> {
        match self.store.would_overdraw(&caller.token, tier.pages_charged(), self.waiting())? {
            None => Ok(()),
            Some(why) => Err(refusal(why, tier.pages_charged())),
        }
    }

    /// Adds the caller's job, of so many pages, and charges them: both or neither, whatever else is asked for meanwhile. What
    /// is not read of them in the end is given back.
    ///
    /// # Errors
    /// `limit_pages` where the file has more than the token may send; `quota_exceeded` with what was used and the cap;
    /// `too_many_requests` where it has too many unfinished jobs; `token_invalid` where it was revoked meanwhile.
    pub fn submit(&self, caller: &Caller, job: &NewJob, pages: u32) -> Result<Job, Refusal> {
        self.check_pages(caller, pages)?;
        let submission = Submission { token: &caller.token, job, pages, waiting: self.waiting() };
        let charged = u64::from(pages) * job.options.tier.pages_charged();
        self.store.submit(&submission)?.map_err(|why| refusal(why, charged))
    }

    /// As [`Self::submit`], but only once under a key: the same submission gives the same job again and costs nothing, and
    /// another one under the key is told apart.
    ///
    /// # Errors
    /// As [`Self::submit`].
    pub fn submit_once(
        &self,
        caller: &Caller,
        job: &NewJob,
        pages: u32,
        once: &Once<'_>,
    ) -> Result<Submitted, Refusal> {
        self.check_pages(caller, pages)?;
        let submission = Submission { token: &caller.token, job, pages, waiting: self.waiting() };
        let charged = u64::from(pages) * job.options.tier.pages_charged();
        self.store.submit_once(&submission, once)?.map_err(|why| refusal(why, charged))
    }

    fn check_pages(&self, caller: &Caller, pages: u32) -> Result<(), Refusal> {
        let row = self.store.token(&caller.token)?;
        let Some(most) = row.and_then(|row| row.limits.pages_a_file).filter(|most| u64::from(pages) > *most) else {
            return Ok(());
        };
        let message = format!("the file has {pages} pages, and this token may send {most} in one file");
        Err(Refusal::new(Code::LimitPages, message))
    }

    fn waiting(&self) -> u32 {
        self.store.settings().unwrap_or_default().server.waiting_jobs
    }
}

fn refusal(why: Overdrawn, charged: u64) -> Refusal {
    let (used, cap, what) = match why {
        Overdrawn::Revoked => return Refusal::new(Code::TokenInvalid, "the API token is not valid"),
        Overdrawn::Waiting => {
            let refused = Refusal::new(Code::TooManyRequests, "too many jobs are waiting; wait until some are done");
            return Refusal { retry_after: Some(WAITING_RETRY), ..refused };
        }
        Overdrawn::Day { used, cap } => (used, cap, "of today (UTC) are used up"),
        Overdrawn::Month { used, cap } => (used, cap, "of this month are used up"),
        Overdrawn::Balance { used, cap } => (used, cap, "of the balance are used up"),
    };
    let message = format!("{used} of {cap} pages {what}, and this needs {charged}");
    let message = if used < cap { message.replace("are used up", "are used") } else { message };
    Refusal { used: Some(used), cap: Some(cap), ..Refusal::new(Code::QuotaExceeded, message) }
}
