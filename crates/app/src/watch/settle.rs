//! When a file that appeared is complete. Decisions over stamps and moments alone; nothing here opens a file.

use std::collections::HashMap;
use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, UNIX_EPOCH};

/// How many settle times a file is waited for that looks cut off: whoever writes it may only be slow.
const PATIENCE: u32 = 5;

/// By what a file's change is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    /// Bytes.
    pub(super) size: u64,
    /// The last change, in nanoseconds since 1970 (UTC).
    pub(super) modified_ns: u128,
}

impl Stamp {
    pub(super) fn of(meta: &Metadata) -> Self {
        let modified = meta.modified().ok().and_then(|t| t.duration_since(UNIX_EPOCH).ok());
        Self { size: meta.len(), modified_ns: modified.map_or(0, |d| d.as_nanos()) }
    }
}

/// What is to be done with a file now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It has just changed: look again.
    Wait,
    /// It has not changed for the settle time: it is complete if it looks so, and nobody writes to it.
    Settled,
    /// It has not changed for much longer: it is taken as it is, unless somebody writes to it.
    Overdue,
}

/// The files that were seen and are not known to be complete.
#[derive(Debug)]
pub(super) struct Settling {
    time: Duration,
    files: HashMap<PathBuf, (Stamp, Instant)>,
}

impl Settling {
    pub(super) fn new(time: Duration) -> Self {
        Self { time, files: HashMap::new() }
    }

    /// What to do with a file that looks like this now.
    pub(super) fn see(&mut self, path: &Path, stamp: Stamp, now: Instant) -> Verdict {
        let since = match self.files.get(path) {
            Some((known, since)) if *known == stamp => *since,
            _ => {
                self.files.insert(path.to_owned(), (stamp, now));
                now
            }
        };
        let still = now.saturating_duration_since(since);
        if still >= self.time * PATIENCE {
            Verdict::Overdue
        } else if still >= self.time {
            Verdict::Settled
        } else {
            Verdict::Wait
        }
    }

    /// Begins to wait anew: somebody writes to the file, though it has not changed.
    pub(super) fn again(&mut self, path: &Path, now: Instant) {
        if let Some((_, since)) = self.files.get_mut(path) {
            *since = now;
        }
    }

    /// Forgets the files that are not among those that were seen.
    pub(super) fn keep(&mut self, is_there: impl Fn(&Path) -> bool) {
        self.files.retain(|path, _| is_there(path));
    }

    /// Forgets a file.
    pub(super) fn forget(&mut self, path: &Path) {
        self.files.remove(path);
    }

    /// Whether a file is waited for.
    pub(super) fn is_waiting(&self) -> bool {
        !self.files.is_empty()
    }
}

/// Whether a file looks cut off, by its beginning and its end. Kinds that do not say where they end never do.
pub(super) fn looks_cut_off(head: &[u8], tail: &[u8]) -> bool {
    let holds = |sought: &[u8]| tail.windows(sought.len()).any(|window| window == sought);
    if head.is_empty() {
        true
    } else if head.starts_with(b"%PDF-") {
        !holds(b"%%EOF")
    } else if head.starts_with(b"\x89PNG\r\n\x1a\n") {
        !holds(b"IEND")
    } else if head.starts_with(b"\xff\xd8\xff") {
        !holds(b"\xff\xd9")
    } else {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SETTLE: Duration = Duration::from_secs(2);

    fn stamp(size: u64) -> Stamp {
        Stamp { size, modified_ns: 1 }
    }

    #[test]
    fn a_file_that_grows_is_waited_for() {
        let mut settling = Settling::new(SETTLE);
        let (path, start) = (Path::new("a.pdf"), Instant::now());
        let at = |ms| start + Duration::from_millis(ms);
        assert_eq!(settling.see(path, stamp(1), at(0)), Verdict::Wait);
        assert_eq!(settling.see(path, stamp(1), at(1900)), Verdict::Wait);
        assert_eq!(settling.see(path, stamp(2), at(1950)), Verdict::Wait);
        assert_eq!(settling.see(path, stamp(2), at(3000)), Verdict::Wait);
        assert_eq!(settling.see(path, Stamp { size: 2, modified_ns: 2 }, at(3900)), Verdict::Wait);
        assert_eq!(settling.see(path, Stamp { size: 2, modified_ns: 2 }, at(5900)), Verdict::Settled);
        settling.again(path, at(5900));
        assert_eq!(settling.see(path, Stamp { size: 2, modified_ns: 2 }, at(7000)), Verdict::Wait);
        assert_eq!(settling.see(path, Stamp { size: 2, modified_ns: 2 }, at(16_000)), Verdict::Overdue);
        settling.keep(|_| false);
        assert!(!settling.is_waiting());
    }

    #[test]
    fn what_says_where_it_ends_is_seen_to_be_cut_off() {
        let pdf = b"%PDF-1.7 ... startxref\n9\n%%EOF\n";
        assert!(!looks_cut_off(pdf, pdf));
        assert!(looks_cut_off(&pdf[..20], &pdf[..20]));
        assert!(looks_cut_off(b"\x89PNG\r\n\x1a\n..", b".."));
        assert!(looks_cut_off(b"\xff\xd8\xff\xe0", b"...."));
        assert!(looks_cut_off(b"", b""));
        assert!(!looks_cut_off(b"BM....", b"...."));
    }
}
