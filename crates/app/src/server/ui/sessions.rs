//! Who is logged in. A session is a random number in a cookie; it ends with its time, with the logout, with its token, or
//! with the server. Wrong tokens are counted, so that nobody tries them in a row.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};

/// A session that nothing came of for so long ends.
const IDLE: Duration = Duration::from_secs(12 * 3600);
/// No session lives longer.
pub(super) const LONGEST: Duration = Duration::from_secs(7 * 24 * 3600);
/// So many at once; beyond, the one that was used longest ago ends.
const MOST: usize = 64;
/// So many attempts to log in within [`WINDOW`], from wherever: a proxy hides who it was.
const ATTEMPTS: usize = 10;
const WINDOW: Duration = Duration::from_secs(60);

/// The open sessions and the last attempts.
#[derive(Default)]
pub(super) struct Sessions(Mutex<Inner>);

#[derive(Default)]
struct Inner {
    /// By the digest of the number: what is looked up takes the same time however much of it is right.
    open: HashMap<[u8; 32], Session>,
    attempts: VecDeque<Instant>,
}

struct Session {
    token: String,
    opened: Instant,
    used: Instant,
}

impl Session {
    fn is_over(&self, now: Instant) -> bool {
        now.duration_since(self.used) > IDLE || now.duration_since(self.opened) > LONGEST
    }
}

impl Sessions {
    /// Opens a session of the token `token` and gives its number, 64 hex digits.
    ///
    /// # Errors
    /// The system has no randomness.
    pub(super) fn open(&self, token: String, now: Instant) -> Result<String, getrandom::Error> {
        let mut number = [0; 32];
        getrandom::fill(&mut number)?;
        let number: String = number.iter().map(|byte| format!("{byte:02x}")).collect();
        let mut inner = self.lock();
        inner.open.retain(|_, session| !session.is_over(now));
        if inner.open.len() >= MOST
            && let Some(oldest) = inner.open.iter().min_by_key(|(_, session)| session.used).map(|(key, _)| *key)
        {
            inner.open.remove(&oldest);
        }
        inner.open.insert(digest(&number), Session { token, opened: now, used: now });
        Ok(number)
    }

    /// The token of the session `number`, where it is open. Its idle time begins anew.
    pub(super) fn token(&self, number: &str, now: Instant) -> Option<String> {
        let mut inner = self.lock();
        let key = digest(number);
        if inner.open.get(&key)?.is_over(now) {
            inner.open.remove(&key);
            return None;
        }
        let session = inner.open.get_mut(&key)?;
        session.used = now;
        Some(session.token.clone())
    }

    /// Ends the session `number`.
    pub(super) fn close(&self, number: &str) {
        self.lock().open.remove(&digest(number));
    }

    /// Counts an attempt to log in before it is tried, so that many at once count as well.
    ///
    /// # Errors
    /// How long to wait, where there were too many.
    pub(super) fn attempt(&self, now: Instant) -> Result<(), Duration> {
        let attempts = &mut self.lock().attempts;
        while attempts.front().is_some_and(|at| now.duration_since(*at) >= WINDOW) {
            attempts.pop_front();
        }
        match attempts.front() {
            Some(first) if attempts.len() >= ATTEMPTS => Err(WINDOW - now.duration_since(*first)),
            _ => {
                attempts.push_back(now);
                Ok(())
            }
        }
    }

    /// Takes an attempt back that was right.
    pub(super) fn succeeded(&self) {
        self.lock().attempts.pop_back();
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // Each change is a single step: what a panic left is whole.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn digest(number: &str) -> [u8; 32] {
    Sha256::digest(number.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_ends_when_it_is_idle_and_when_it_is_old() {
        let (sessions, start) = (Sessions::default(), Instant::now());
        let number = sessions.open("owner".into(), start).unwrap();
        let mut now = start + IDLE;
        assert_eq!(sessions.token(&number, now).as_deref(), Some("owner"));
        while now - start <= LONGEST {
            assert!(sessions.token(&number, now).is_some());
            now += IDLE;
        }
        assert_eq!(sessions.token(&number, now), None, "it outlived the longest time by being used");
        let idle = sessions.open("owner".into(), start).unwrap();
        assert_eq!(sessions.token(&idle, start + IDLE + Duration::from_secs(1)), None);
    }

    #[test]
    fn a_closed_session_and_an_invented_one_are_nobodys() {
        let (sessions, now) = (Sessions::default(), Instant::now());
        let number = sessions.open("owner".into(), now).unwrap();
        assert_eq!(sessions.token(&"0".repeat(64), now), None);
        sessions.close(&number);
        assert_eq!(sessions.token(&number, now), None);
    }

    #[test]
    fn the_session_used_longest_ago_makes_room() {
        let (sessions, start) = (Sessions::default(), Instant::now());
        let at = |n: usize| start + Duration::from_secs(n as u64);
        let numbers: Vec<String> = (0..=MOST).map(|n| sessions.open("owner".into(), at(n)).unwrap()).collect();
        assert_eq!(sessions.token(&numbers[0], at(MOST)), None);
        assert!(numbers[1..].iter().all(|number| sessions.token(number, at(MOST)).is_some()));
    }

    #[test]
    fn attempts_are_bounded_and_come_back() {
        let (sessions, start) = (Sessions::default(), Instant::now());
        for _ in 0..ATTEMPTS {
            sessions.attempt(start).unwrap();
        }
        assert_eq!(sessions.attempt(start + Duration::from_secs(20)), Err(Duration::from_secs(40)));
        sessions.attempt(start + WINDOW).unwrap();
        sessions.succeeded();
        for _ in 0..ATTEMPTS {
            sessions.attempt(start + WINDOW).unwrap();
        }
        assert!(sessions.attempt(start + WINDOW).is_err());
    }
}
