//! Which files of a watched folder are meant: by their names and their places, before anything of them is opened.

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};

use super::settle::Stamp;

/// How deep folders are searched.
const MAX_DEPTH: usize = 32;

/// Endings of files that are still being written by whoever downloads or copies them, of editors' copies, and of ours.
const UNFINISHED: [&str; 12] =
    ["part", "partial", "crdownload", "download", "opdownload", "filepart", "tmp", "temp", "swp", "swx", "bak", "lock"];

/// A file that is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Candidate {
    /// Where it is.
    pub(super) path: PathBuf,
    /// Its size and the time of its last change.
    pub(super) stamp: Stamp,
}

/// What a look at a folder gave.
#[derive(Debug, Default)]
pub(super) struct Look {
    /// The files that are meant, in order of their paths.
    pub(super) files: Vec<Candidate>,
    /// Whether a folder beneath could not be listed.
    pub(super) incomplete: bool,
}

/// Whether a file or folder of this name is passed over: hidden, unfinished, or the system's own.
pub(super) fn is_passed_over(name: &OsStr) -> bool {
    let name = name.to_string_lossy().to_lowercase();
    let unfinished = Path::new(&name).extension().is_some_and(|e| UNFINISHED.iter().any(|u| e == *u));
    name.starts_with(['.', '~'])
        || name.ends_with('~')
        || unfinished
        || matches!(name.as_str(), "thumbs.db" | "desktop.ini")
}

/// Looks at `folder`, with `recursive` at what lies beneath as well. Links are passed over, and so are the folders
/// `apart` with all that is in them.
pub(super) fn look(folder: &Path, recursive: bool, apart: &[PathBuf]) -> io::Result<Look> {
    let mut look = Look::default();
    // The folder itself must be there; one beneath may go while it is looked at.
    let mut folders = vec![(std::fs::read_dir(folder)?, 0)];
    while let Some((entries, depth)) = folders.pop() {
        for entry in entries {
            let Ok(entry) = entry else {
                look.incomplete = true;
                continue;
            };
            // Of the entry itself, so that a link is a link.
            let Ok(meta) = entry.metadata() else { continue };
            if is_passed_over(&entry.file_name()) {
                continue;
            }
            let path = entry.path();
            if meta.is_file() {
                look.files.push(Candidate { path, stamp: Stamp::of(&meta) });
            } else if meta.is_dir() && recursive && !apart.contains(&path) {
                match std::fs::read_dir(&path) {
                    Ok(entries) if depth < MAX_DEPTH => folders.push((entries, depth + 1)),
                    _ => look.incomplete = true,
                }
            }
        }
    }
    look.files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(look)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unfinished_hidden_and_system_files_are_passed_over() {
        for name in
            [".scan.pdf", "scan.pdf.part", "scan.PDF.CrDownload", "~$letter.docx", "scan.pdf~", "Thumbs.db", "a.tmp"]
        {
            assert!(is_passed_over(name.as_ref()), "{name}");
        }
        for name in ["scan.pdf", "part", "tmp.png", "scan", "Scan.TIFF", "a.part.png"] {
            assert!(!is_passed_over(name.as_ref()), "{name}");
        }
    }

    #[test]
    fn a_look_sees_files_and_neither_links_nor_what_stands_apart() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path();
        for name in ["b.png", "sub/a.png", "out/r.txt", "sub/.h/x.png"] {
            let path = folder.join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "x").unwrap();
        }
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(folder.join("b.png"), folder.join("link.png")).unwrap();
            std::os::unix::fs::symlink(folder, folder.join("sub/round")).unwrap();
        }
        let apart = [folder.join("out")];
        let names = |recursive| {
            let look = look(folder, recursive, &apart).unwrap();
            look.files.iter().map(|f| f.path.strip_prefix(folder).unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(names(false), [Path::new("b.png")]);
        assert_eq!(names(true), [Path::new("b.png"), Path::new("sub/a.png")]);
        assert!(look(&folder.join("gone"), true, &apart).is_err());
    }
}
