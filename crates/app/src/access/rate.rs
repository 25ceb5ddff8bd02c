//! How many requests a token may send: so many a minute on average, and a sixth of them at once.

use std::num::NonZeroU32;
use std::sync::Arc;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

/// Counts requests by token. Clones share it. Only ids of tokens that exist are counted, so it does not grow.
#[derive(Clone)]
pub(super) struct Rate {
    limiter: Arc<DefaultKeyedRateLimiter<String>>,
}

impl Rate {
    pub(super) fn new(a_minute: u32) -> Self {
        let a_minute = NonZeroU32::new(a_minute).unwrap_or(NonZeroU32::MIN);
        let burst = NonZeroU32::new(a_minute.get() / 6).unwrap_or(NonZeroU32::MIN);
        Self { limiter: Arc::new(RateLimiter::keyed(Quota::per_minute(a_minute).allow_burst(burst))) }
    }

    /// Counts one; where it is one too many, after how many whole seconds it would not be.
    pub(super) fn count(&self, token: &str) -> Result<(), u64> {
        let counted = self.limiter.check_key(&token.to_owned());
        counted.map_err(|early| early.wait_time_from(DefaultClock::default().now()).as_secs() + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_token_is_counted_for_itself() {
        let rate = Rate::new(12);
        assert!(rate.count("a").is_ok() && rate.count("a").is_ok());
        let wait = rate.count("a").unwrap_err();
        assert!((1..=6).contains(&wait), "{wait}");
        assert!(rate.count("b").is_ok());
    }
}
