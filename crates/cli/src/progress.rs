//! The progress bars on stderr: pages, or bytes, how many a second, time left. None when stderr is not a terminal.

use std::io::IsTerminal;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use app::contract::{RemotePhase, RemoteProgress};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar over the pages of one input; silent where nobody would see it.
pub(crate) struct PageBar {
    bar: ProgressBar,
    pages: AtomicUsize,
    done: AtomicUsize,
}

impl PageBar {
    /// A bar for the input called `name`.
    pub(crate) fn new(name: &str, quiet: bool) -> Self {
        let visible = !quiet && std::io::stderr().is_terminal();
        let target = if visible { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(None, target);
        bar.set_message(name.to_owned());
        Self { bar, pages: AtomicUsize::default(), done: AtomicUsize::default() }
    }

    /// The file is open and has so many pages to read, some of which were read earlier.
    pub(crate) fn opened(&self, pages: usize, done: usize) {
        self.pages.store(pages, Ordering::Relaxed);
        self.done.store(done, Ordering::Relaxed);
        self.bar.disable_steady_tick();
        self.bar.set_length(pages as u64);
        self.bar.set_position(done as u64);
        let template = "{msg} {wide_bar} {pos}/{len} pages  {per_sec}  {eta} left";
        let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        let speed = |state: &indicatif::ProgressState, out: &mut dyn std::fmt::Write| {
            // Nothing sensible can be done where a line of the bar cannot be formatted.
            let _ = write!(out, "{:.1} pages/s", state.per_sec());
        };
        self.bar.set_style(style.with_key("per_sec", speed).progress_chars("━━─"));
    }

    /// It is further at the service that reads it.
    pub(crate) fn remote(&self, remote: &RemoteProgress) {
        let template = match remote.phase {
            RemotePhase::Sending => "{msg} {wide_bar} {bytes}/{total_bytes} sent  {bytes_per_sec}",
            RemotePhase::Waiting => "{msg} {spinner} waiting for the service  {elapsed}",
            RemotePhase::Reading => "{msg} {spinner} the service is reading  {elapsed}",
            RemotePhase::Fetching => {
                return self.opened(self.pages.load(Ordering::Relaxed), self.done.load(Ordering::Relaxed));
            }
        };
        if remote.phase == RemotePhase::Sending {
            self.bar.set_length(remote.total_bytes);
            self.bar.set_position(remote.sent_bytes);
        } else {
            self.bar.enable_steady_tick(Duration::from_millis(200));
        }
        let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        self.bar.set_style(style.progress_chars("━━─"));
    }

    /// A page was tried.
    pub(crate) fn page(&self) {
        self.bar.inc(1);
    }

    /// Prints `print` above the bar.
    pub(crate) fn above(&self, print: impl FnOnce()) {
        self.bar.suspend(print);
    }
}

impl Drop for PageBar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// A bar over the bytes of one download.
pub(crate) struct ByteBar {
    bar: ProgressBar,
}

impl ByteBar {
    /// A bar for the file called `name`.
    pub(crate) fn new(name: &str, quiet: bool) -> Self {
        let visible = !quiet && std::io::stderr().is_terminal();
        let target = if visible { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(None, target);
        let template = "{msg} {wide_bar} {bytes}/{total_bytes}  {bytes_per_sec}  {eta} left";
        let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        bar.set_style(style.progress_chars("━━─"));
        bar.set_message(name.to_owned());
        Self { bar }
    }

    /// So many bytes of so many are there.
    pub(crate) fn at(&self, done: u64, total: Option<u64>) {
        if let Some(total) = total {
            self.bar.set_length(total);
        }
        self.bar.set_position(done);
    }
}

impl Drop for ByteBar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
