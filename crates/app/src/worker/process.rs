//! One worker process.

use std::collections::VecDeque;
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use document::Code;
use engine::worker::{Reply, Request, WORKER_ARGUMENT, encode_frame, lengths};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sysinfo::{Pid, ProcessRefreshKind, ProcessesToUpdate, System};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::time::{Instant, interval, sleep_until};

use super::PoolOptions;

/// How often a worker's memory is looked at while it works.
const MEMORY_CHECK: Duration = Duration::from_millis(100);
/// How long a worker may take to leave before it is killed.
const LEAVE_TIME: Duration = Duration::from_secs(2);
/// How much of a worker's stderr is kept for the report of a crash.
const STDERR_TAIL: usize = 2048;

/// Why a worker gave no answer. It is dead by then.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Died {
    /// It ended by itself.
    #[error("the reader process ended unexpectedly ({status})")]
    Crashed {
        /// How, e.g. `signal: 11 (SIGSEGV)`.
        status: String,
        /// The end of what it wrote to stderr.
        stderr: String,
    },
    /// It took too long and was killed.
    #[error("it took longer than {0} s; raise --max-page-seconds to give it more")]
    TimedOut(u64),
    /// It grew over its ceiling and was killed.
    #[error("it needed more than {0} MiB of memory; raise --max-memory-mb to give it more")]
    OverMemory(u64),
    /// It could not be started at all.
    #[error("the reader process could not be started: {0}")]
    NotStarted(String),
}

impl Died {
    pub(crate) fn code(&self) -> Code {
        match self {
            Self::Crashed { .. } | Self::NotStarted(_) => Code::WorkerCrashed,
            Self::TimedOut(_) => Code::WorkerTimeout,
            Self::OverMemory(_) => Code::WorkerMemory,
        }
    }
}

/// A running worker. Dropping it kills the process.
pub(crate) struct Worker {
    /// Dropped first: while the process itself is not gone, its number is nobody else's.
    group: Group,
    child: Child,
    stdin: ChildStdin,
    stdout: ChildStdout,
    stderr: Arc<Mutex<VecDeque<u8>>>,
    /// `None` where the platform tells nothing of processes: then there is no ceiling.
    system: Option<System>,
    time_limit: Duration,
    memory_limit: u64,
}

impl Worker {
    /// Starts a worker and tells it where the assets lie.
    pub(super) async fn start(options: &PoolOptions) -> Result<Self, Died> {
        let mut worker = Self::launch(options, WORKER_ARGUMENT)?;
        let (assets, tesseract_path) = (options.assets.clone(), options.tesseract_path.clone());
        let (_, _) = worker.ask::<_, Reply>(&Request::Configure { assets, tesseract_path }).await?;
        Ok(worker)
    }

    /// Starts the program under another hidden argument, with the same limits.
    pub(crate) fn launch(options: &PoolOptions, argument: &str) -> Result<Self, Died> {
        let mut command = Command::new(&options.program);
        command.arg(argument).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        if let Some(threads) = options.threads {
            let threads = threads.to_string();
            command.env("RAYON_NUM_THREADS", &threads).env("RTEN_NUM_THREADS", &threads);
        }
        // A process group of its own: Ctrl+C in a terminal reaches the parent alone, which then decides.
        #[cfg(unix)]
        command.process_group(0);
        let mut child = command.spawn().map_err(|e| Died::NotStarted(e.to_string()))?;
        let missing = || Died::NotStarted("a pipe is missing".to_owned());
        let stdin = child.stdin.take().ok_or_else(missing)?;
        let stdout = child.stdout.take().ok_or_else(missing)?;
        let tail = Arc::default();
        if let Some(stderr) = child.stderr.take() {
            tokio::spawn(keep_tail(stderr, Arc::clone(&tail)));
        }
        Ok(Self {
            group: Group { leader: child.id() },
            child,
            stdin,
            stdout,
            stderr: tail,
            system: System::new().ok(),
            time_limit: options.page_seconds,
            memory_limit: options.memory_bytes,
        })
    }

    /// Asks, and waits for the answer within the limits. After an error the process is dead.
    pub(crate) async fn ask<Q: Serialize, A: DeserializeOwned>(&mut self, request: &Q) -> Result<(A, Vec<u8>), Died> {
        let deadline = Instant::now() + self.time_limit;
        let mut check = interval(MEMORY_CHECK);
        let failure = {
            let exchange = exchange(&mut self.stdin, &mut self.stdout, request);
            tokio::pin!(exchange);
            loop {
                tokio::select! {
                    answer = &mut exchange => match answer {
                        Ok(answer) => return Ok(answer),
                        Err(_) => break None,
                    },
                    () = sleep_until(deadline) => break Some(Died::TimedOut(self.time_limit.as_secs())),
                    _ = check.tick() => {
                        if resident_bytes(self.system.as_mut(), self.child.id()) > self.memory_limit {
                            break Some(Died::OverMemory(self.memory_limit >> 20));
                        }
                    }
                }
            }
        };
        Err(self.bury(failure).await)
    }

    /// Lets an idle worker leave: it goes when its stdin closes. One that stays is killed.
    pub(crate) async fn end(self) {
        let Self { mut child, stdin, .. } = self;
        drop(stdin);
        if tokio::time::timeout(LEAVE_TIME, child.wait()).await.is_err() {
            let _ = child.kill().await;
        }
    }

    /// Kills what is left of the process and says how it ended.
    async fn bury(&mut self, failure: Option<Died>) -> Died {
        if failure.is_some() {
            self.group.end();
            let _ = self.child.start_kill();
        }
        // A broken pipe with a living process means it closes; give it a moment, then insist.
        let waited = tokio::time::timeout(LEAVE_TIME, self.child.wait()).await;
        if waited.is_err() {
            let _ = self.child.kill().await;
        }
        failure.unwrap_or_else(|| {
            let status = match waited {
                Ok(Ok(status)) => status.to_string(),
                _ => "it stopped answering".to_owned(),
            };
            let tail: Vec<u8> = self.stderr.lock().map(|t| t.iter().copied().collect()).unwrap_or_default();
            Died::Crashed { status, stderr: String::from_utf8_lossy(&tail).trim().to_owned() }
        })
    }
}

/// A worker and what it has started (Tesseract), which are one process group where there are such: a worker that is
/// killed cannot end its children any more.
struct Group {
    #[cfg_attr(not(unix), expect(dead_code))]
    leader: Option<u32>,
}

impl Group {
    fn end(&self) {
        #[cfg(unix)]
        if let Some(leader) = self.leader.and_then(|id| i32::try_from(id).ok()).and_then(rustix::process::Pid::from_raw)
        {
            // Nobody is left in it where all went well.
            let _ = rustix::process::kill_process_group(leader, rustix::process::Signal::KILL);
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.end();
    }
}

async fn exchange<Q: Serialize, A: DeserializeOwned>(
    stdin: &mut ChildStdin,
    stdout: &mut ChildStdout,
    request: &Q,
) -> Result<(A, Vec<u8>), std::io::Error> {
    let broken = |e: engine::worker::FrameError| std::io::Error::other(e.to_string());
    stdin.write_all(&encode_frame(request, &[]).map_err(broken)?).await?;
    stdin.flush().await?;
    let mut head = [0; 8];
    stdout.read_exact(&mut head).await?;
    let (json_len, blob_len) = lengths(head).map_err(broken)?;
    let mut json = vec![0; json_len];
    stdout.read_exact(&mut json).await?;
    let mut blob = vec![0; blob_len];
    stdout.read_exact(&mut blob).await?;
    let reply = serde_json::from_slice(&json).map_err(std::io::Error::other)?;
    Ok((reply, blob))
}

/// Resident memory of a process in bytes; 0 where it is gone or cannot be told.
fn resident_bytes(system: Option<&mut System>, pid: Option<u32>) -> u64 {
    let (Some(system), Some(pid)) = (system, pid.map(Pid::from_u32)) else { return 0 };
    system.refresh_processes_specifics(
        ProcessesToUpdate::Some(&[pid]),
        true,
        ProcessRefreshKind::nothing().with_memory(),
    );
    system.process(pid).map_or(0, sysinfo::Process::memory)
}

async fn keep_tail(mut stream: impl AsyncRead + Unpin, tail: Arc<Mutex<VecDeque<u8>>>) {
    let mut buffer = [0; 1024];
    while let Ok(n) = stream.read(&mut buffer).await {
        if n == 0 {
            return;
        }
        if let Ok(mut tail) = tail.lock() {
            tail.extend(&buffer[..n]);
            let excess = tail.len().saturating_sub(STDERR_TAIL);
            tail.drain(..excess);
        }
    }
}
