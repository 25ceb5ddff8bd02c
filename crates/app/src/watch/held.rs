//! What only the file itself, or the system, can tell: how it ends, and whether somebody has it open to write.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use super::settle::looks_cut_off;

/// Bytes at the beginning and at the end by which a file is judged.
const PROBE: u64 = 4096;

/// Whether a file looks cut off. One that cannot be read does not: its job will say why.
pub(super) fn is_cut_off(path: &Path) -> bool {
    let probe = || -> io::Result<bool> {
        let mut file = File::open(path)?;
        let size = file.metadata()?.len();
        let (mut head, mut tail) = (Vec::new(), Vec::new());
        (&mut file).take(PROBE).read_to_end(&mut head)?;
        file.seek(SeekFrom::Start(size.saturating_sub(PROBE)))?;
        file.take(PROBE).read_to_end(&mut tail)?;
        Ok(looks_cut_off(&head, &tail))
    };
    probe().unwrap_or(false)
}

/// Those of `paths` that somebody has open to write, as far as this user may know.
#[cfg(target_os = "linux")]
pub(super) fn open_to_write(paths: &[PathBuf]) -> Vec<PathBuf> {
    if paths.is_empty() {
        return Vec::new();
    }
    // What the system says of an open file has no links in it.
    let real: Vec<(PathBuf, &PathBuf)> = paths.iter().filter_map(|p| Some((p.canonicalize().ok()?, p))).collect();
    let mut held = Vec::new();
    for process in entries(Path::new("/proc")) {
        if !process.file_name().is_some_and(|name| name.to_string_lossy().bytes().all(|b| b.is_ascii_digit())) {
            continue;
        }
        for open in entries(&process.join("fd")) {
            let Ok(target) = std::fs::read_link(&open) else { continue };
            let Some((_, path)) = real.iter().find(|(real, _)| *real == target) else { continue };
            let number = open.file_name().unwrap_or_default();
            let info = std::fs::read_to_string(process.join("fdinfo").join(number)).unwrap_or_default();
            if is_writing(&info) && !held.contains(*path) {
                held.push((*path).clone());
            }
        }
    }
    held
}

/// Those of `paths` that somebody has open to write: the system does not let them be opened by one who forbids that.
#[cfg(windows)]
pub(super) fn open_to_write(paths: &[PathBuf]) -> Vec<PathBuf> {
    use std::os::windows::fs::OpenOptionsExt;
    const SHARE_READ: u32 = 1;
    const SHARING_VIOLATION: i32 = 32;
    let is_held = |path: &&PathBuf| {
        let opened = File::options().read(true).share_mode(SHARE_READ).open(path);
        opened.is_err_and(|e| e.raw_os_error() == Some(SHARING_VIOLATION))
    };
    paths.iter().filter(is_held).cloned().collect()
}

/// Nobody can be asked here: the settle time alone decides.
#[cfg(not(any(target_os = "linux", windows)))]
pub(super) fn open_to_write(_: &[PathBuf]) -> Vec<PathBuf> {
    Vec::new()
}

#[cfg(target_os = "linux")]
fn entries(folder: &Path) -> Vec<PathBuf> {
    std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect()
}

/// Whether an open file's record (`fdinfo`) says that it was opened to write: its flags are octal, the last two bits the
/// mode.
#[cfg(target_os = "linux")]
fn is_writing(info: &str) -> bool {
    let flags = info.lines().find_map(|line| line.strip_prefix("flags:"));
    flags.and_then(|flags| u32::from_str_radix(flags.trim(), 8).ok()).is_some_and(|flags| flags & 3 != 0)
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_open_to_write_is_told_from_one_that_is_read() {
        let dir = tempfile::tempdir().unwrap();
        let (written, read) = (dir.path().join("written"), dir.path().join("read"));
        std::fs::write(&read, "x").unwrap();
        let writer = File::create(&written).unwrap();
        let _reader = File::open(&read).unwrap();
        let both = [written.clone(), read];
        assert_eq!(open_to_write(&both), [written]);
        drop(writer);
        assert_eq!(open_to_write(&both), [PathBuf::new(); 0]);
    }
}
