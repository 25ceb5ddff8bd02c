//! An input as typed to a file that the worker can open.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use app::contract::WireError;
use app::job::Runner;
use document::Code;
use engine::Limits;
use tempfile::NamedTempFile;

/// A file to read, and the name under which its results are written.
pub(crate) struct Input {
    /// Where it is.
    pub(crate) path: PathBuf,
    /// Its name, e.g. `scan.pdf`; `stdin` for `-`.
    pub(crate) name: String,
    /// Whether it is a copy of ours: what came from stdin.
    pub(crate) is_ours: bool,
    /// Removed when this is dropped, where no history keeps it.
    _spooled: Option<NamedTempFile>,
}

impl Input {
    /// The input that was typed. Stdin goes to a file of ours, up to the limit.
    pub(crate) async fn resolve(typed: &Path, limits: &Limits, runner: &Runner) -> Result<Self, WireError> {
        if typed == Path::new("-") {
            return Self::stdin(limits, runner).await;
        }
        let name = typed.file_name().map_or_else(|| typed.display().to_string(), |n| n.to_string_lossy().into_owned());
        // The worker has its own current folder in principle; what it is told must not depend on it.
        let path = std::path::absolute(typed).unwrap_or_else(|_| typed.to_owned());
        Ok(Self { path, name, is_ours: false, _spooled: None })
    }

    /// A document that was read long ago, known by its name alone.
    pub(crate) fn named(name: &str) -> Self {
        Self { path: PathBuf::new(), name: name.to_owned(), is_ours: false, _spooled: None }
    }

    async fn stdin(limits: &Limits, runner: &Runner) -> Result<Self, WireError> {
        let name = "stdin".to_owned();
        let scratch = runner.lease().folder();
        if scratch.as_os_str().is_empty() {
            let file = spool_stdin(*limits, &std::env::temp_dir()).await?;
            return Ok(Self { path: file.path().to_owned(), name, is_ours: false, _spooled: Some(file) });
        }
        // Whole before it is a job's: until then it goes with this program, however that ends.
        let file = spool_stdin(*limits, scratch).await?;
        let path = runner.keep_source(file.path())?;
        Ok(Self { path, name, is_ours: true, _spooled: None })
    }

    /// The name of a result of this input; `suffix` tells the parts of one apart.
    pub(crate) fn result_name(&self, format: export::Format, suffix: &str) -> PathBuf {
        let stem = Path::new(&self.name).file_stem().unwrap_or(self.name.as_ref()).to_owned();
        let mut name = PathBuf::from(stem).into_os_string();
        name.push(suffix);
        name.push(".");
        name.push(format.extension());
        name.into()
    }
}

/// Copies stdin to a temporary file, which belongs to the caller all the while: an interruption drops it, and with it
/// the file, although the thread that waits for stdin cannot be stopped.
async fn spool_stdin(limits: Limits, folder: &Path) -> Result<NamedTempFile, WireError> {
    let file = tempfile::Builder::new().prefix("ocrchat-stdin-").tempfile_in(folder).map_err(|e| fault(&e))?;
    let handle = file.as_file().try_clone().map_err(|e| fault(&e))?;
    tokio::task::spawn_blocking(move || spool(std::io::stdin().lock(), handle, &limits))
        .await
        .map_err(|e| WireError::internal(format!("reading stdin: {e}")))??;
    Ok(file)
}

fn fault(e: &std::io::Error) -> WireError {
    app::atomic::write_error(Path::new("the temporary folder"), e)
}

fn spool(mut stdin: impl Read, mut file: impl Write, limits: &Limits) -> Result<(), WireError> {
    let (mut buffer, mut total) = (vec![0; 1 << 16], 0u64);
    loop {
        let n = stdin
            .read(&mut buffer)
            .map_err(|e| WireError::new(Code::InputUnreadable, format!("cannot read stdin: {e}")))?;
        if n == 0 {
            break;
        }
        total += n as u64;
        limits.check_file(total)?;
        file.write_all(&buffer[..n]).map_err(|e| fault(&e))?;
    }
    file.flush().map_err(|e| fault(&e))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_named_after_the_input() {
        for (name, result) in [("b.scan.pdf", "b.scan.md"), ("no_extension", "no_extension.md")] {
            let input = Input { path: name.into(), name: name.into(), is_ours: false, _spooled: None };
            assert_eq!(input.result_name(export::Format::Md, ""), PathBuf::from(result));
        }
    }

    #[test]
    fn stdin_is_bounded() {
        let limits = Limits { file_bytes: 10, ..Limits::default() };
        assert_eq!(spool([0u8; 11].as_slice(), Vec::new(), &limits).unwrap_err().code, Code::LimitFileBytes);
        let mut copy = Vec::new();
        spool([7u8; 10].as_slice(), &mut copy, &limits).unwrap();
        assert_eq!(copy, [7; 10]);
    }
}
