//! An input as typed to a file that the worker can open.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use app::contract::WireError;
use document::Code;
use engine::Limits;
use tempfile::NamedTempFile;

/// A file to read, and the name under which its results are written.
pub(crate) struct Input {
    /// Where it is.
    pub(crate) path: PathBuf,
    /// Its name, e.g. `scan.pdf`; `stdin` for `-`.
    pub(crate) name: String,
    /// What was read from stdin; removed when this is dropped.
    _spooled: Option<NamedTempFile>,
}

impl Input {
    /// The input that was typed. Stdin goes to a temporary file, up to the limit.
    pub(crate) fn resolve(typed: &Path, limits: &Limits) -> Result<Self, WireError> {
        if typed == Path::new("-") {
            let file = spool(std::io::stdin().lock(), limits)?;
            return Ok(Self { path: file.path().to_owned(), name: "stdin".to_owned(), _spooled: Some(file) });
        }
        let name = typed.file_name().map_or_else(|| typed.display().to_string(), |n| n.to_string_lossy().into_owned());
        // The worker has its own current folder in principle; what it is told must not depend on it.
        let path = std::path::absolute(typed).unwrap_or_else(|_| typed.to_owned());
        Ok(Self { path, name, _spooled: None })
    }

    /// The name of a result of this input.
    pub(crate) fn result_name(&self, format: export::Format) -> PathBuf {
        let stem = Path::new(&self.name).file_stem().unwrap_or(self.name.as_ref()).to_owned();
        let mut name = PathBuf::from(stem).into_os_string();
        name.push(".");
        name.push(format.extension());
        name.into()
    }
}

fn spool(mut stdin: impl Read, limits: &Limits) -> Result<NamedTempFile, WireError> {
    let fault = |e: std::io::Error| app::atomic::write_error(Path::new("the temporary folder"), &e);
    let mut file = tempfile::Builder::new().prefix("ocrchat-stdin-").tempfile().map_err(fault)?;
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
        file.write_all(&buffer[..n]).map_err(fault)?;
    }
    file.flush().map_err(fault)?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_named_after_the_input() {
        let name =
            |typed: &str| Input::resolve(Path::new(typed), &Limits::default()).unwrap().result_name(export::Format::Md);
        assert_eq!(name("a/b.scan.pdf"), PathBuf::from("b.scan.md"));
        assert_eq!(name("no_extension"), PathBuf::from("no_extension.md"));
    }

    #[test]
    fn stdin_is_bounded() {
        let limits = Limits { file_bytes: 10, ..Limits::default() };
        assert_eq!(spool([0u8; 11].as_slice(), &limits).unwrap_err().code, Code::LimitFileBytes);
        assert!(spool([0u8; 10].as_slice(), &limits).is_ok());
    }
}
