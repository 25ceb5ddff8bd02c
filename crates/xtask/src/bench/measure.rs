//! What a process and everything that it starts costs: wall time, CPU time, memory.
//!
//! CPU time is what the kernel charges us for children that have ended, or what was seen of the process tree, whichever
//! is more: a child that is killed at the end and never waited for is charged to nobody. Memory is the greatest sum of
//! the resident sets of the tree, so pages that two processes share count twice. Needs `/proc`; elsewhere only wall time.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

/// How often the tree is looked at.
const PERIOD: Duration = Duration::from_millis(20);
/// Clock ticks a second in `/proc/*/stat`: fixed by Linux's interface to user space.
const TICKS: f64 = 100.0;
/// Bytes a page on the machines we measure on.
const PAGE: u64 = 4096;

/// What one run cost.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Usage {
    /// Seconds from start to end.
    pub(super) wall: f64,
    /// Seconds of processor time, user and system, of the whole tree.
    pub(super) cpu: Option<f64>,
    /// Peak of the tree's memory in megabytes (10^6).
    pub(super) peak: Option<f64>,
}

/// Runs `command`; stdout and stderr go to files in `folder`, the former is returned.
pub(super) fn run(command: &mut Command, folder: &Path) -> io::Result<(ExitStatus, Usage, String)> {
    let stdout = folder.join("stdout.txt");
    command.stdin(Stdio::null()).stdout(File::create(&stdout)?).stderr(File::create(folder.join("stderr.txt"))?);
    let charged_before = charged();
    let start = Instant::now();
    let mut child = command.spawn()?;
    let id = child.id();
    let (sender, receiver) = mpsc::channel();
    let waiter = std::thread::spawn(move || {
        let status = child.wait();
        // The receiver waits for this alone and is there until it comes.
        let _ = sender.send(Instant::now());
        status
    });
    let (mut seen, mut peak) = (HashMap::new(), 0);
    let end = loop {
        peak = peak.max(sample(id, &mut seen));
        match receiver.recv_timeout(PERIOD) {
            Ok(end) => break end,
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break Instant::now(),
        }
    };
    let status = waiter.join().map_err(|_| io::Error::other("the waiting thread ended early"))??;
    let seen: u64 = seen.values().sum();
    let cpu = charged().zip(charged_before).map(|(after, before)| (after - before).max(seen) as f64 / TICKS);
    let peak = (peak > 0).then_some((peak * PAGE) as f64 / 1e6);
    let usage = Usage { wall: (end - start).as_secs_f64(), cpu, peak };
    Ok((status, usage, String::from_utf8_lossy(&fs::read(&stdout)?).into_owned()))
}

/// Ticks of all our children that have ended and were waited for, with theirs.
fn charged() -> Option<u64> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    let fields = fields(&stat)?;
    Some(fields.get(13)?.parse::<u64>().ok()? + fields.get(14)?.parse::<u64>().ok()?)
}

/// The fields after the name, which stands in parentheses and may hold anything: the first is the state.
fn fields(stat: &str) -> Option<Vec<&str>> {
    Some(stat.rsplit_once(')')?.1.split_whitespace().collect())
}

/// Resident pages of `root` and its descendants now; notes the ticks of each in `seen`.
fn sample(root: u32, seen: &mut HashMap<u32, u64>) -> u64 {
    let mut parents = HashMap::new();
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let Some(id) = entry.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else { continue };
        let Ok(stat) = fs::read_to_string(entry.path().join("stat")) else { continue };
        let Some(fields) = fields(&stat) else { continue };
        let number = |at: usize| fields.get(at).and_then(|f| f.parse::<u64>().ok()).unwrap_or(0);
        parents.insert(id, (number(1) as u32, number(11) + number(12), number(21)));
    }
    let belongs = |mut id: u32| {
        while id != root {
            match parents.get(&id) {
                Some(&(parent, _, _)) if parent != 0 => id = parent,
                _ => return false,
            }
        }
        true
    };
    let mut pages = 0;
    for (&id, &(_, ticks, resident)) in parents.iter().filter(|(id, _)| belongs(**id)) {
        let last = seen.entry(id).or_default();
        *last = ticks.max(*last);
        pages += resident;
    }
    pages
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_busy_grandchild_is_charged_and_its_memory_counted() {
        let dir = tempfile::tempdir().unwrap();
        let program = "b = bytearray(60_000_000)\nimport time\ne = time.process_time() + 0.4\nwhile time.process_time() < e: pass\nprint('done')";
        let mut command = Command::new("sh");
        command.args(["-c", "python3 -c \"$0\"; true", program]);
        let (status, usage, text) = run(&mut command, dir.path()).unwrap();
        assert!(status.success());
        assert_eq!(text, "done\n");
        assert!(usage.cpu.unwrap() >= 0.35, "{usage:?}");
        assert!(usage.peak.unwrap() >= 60.0, "{usage:?}");
        assert!(usage.wall >= 0.35, "{usage:?}");
    }
}
