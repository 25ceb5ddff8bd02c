//! The local server within a host: whether it runs, and where.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::Home;
use crate::contract::{ServerStatus, WireError};

/// How the server of this program stands. Clones share it.
#[derive(Clone, Default)]
pub(crate) struct Hosted {
    shared: Arc<Mutex<Shared>>,
}

#[derive(Default)]
struct Shared {
    status: ServerStatus,
    token_file: Option<PathBuf>,
}

impl Hosted {
    /// As the wire has it.
    pub(super) fn status(&self, home: &Home) -> ServerStatus {
        let shared = self.lock();
        let token_file = shared.token_file.clone().unwrap_or_else(|| home.token_file());
        ServerStatus { token_file: token_file.display().to_string(), ..shared.status.clone() }
    }

    /// It answers, there.
    pub(crate) fn set_running(&self, status: ServerStatus, token_file: PathBuf) {
        *self.lock() = Shared { status, token_file: Some(token_file) };
    }

    /// It does not answer, because of that or because nobody wants it to.
    pub(crate) fn set_stopped(&self, problem: Option<WireError>) {
        *self.lock() = Shared { status: ServerStatus { problem, ..ServerStatus::default() }, token_file: None };
    }

    fn lock(&self) -> MutexGuard<'_, Shared> {
        // Nothing panics while it is held, and it is replaced as a whole.
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
