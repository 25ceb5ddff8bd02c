//! The images and PDFs under a folder.

use std::path::{Path, PathBuf};

use engine::source::sniff;

/// How deep folders are searched, and how many files one drop may bring: beyond is a mistake (somebody's whole disk).
const MAX_DEPTH: usize = 16;
const MAX_FILES: usize = 20_000;

/// A file's name as a person reads it.
pub(super) fn name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

/// The images and PDFs under a folder, told by content, in order of their names. Hidden files and links are passed
/// over.
pub(super) fn readable(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![(folder.to_owned(), 0)];
    while let Some((folder, depth)) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        for entry in entries.flatten() {
            let hidden = entry.file_name().to_string_lossy().starts_with('.');
            let Ok(kind) = entry.file_type() else { continue };
            if hidden || kind.is_symlink() {
                continue;
            }
            if kind.is_dir() && depth < MAX_DEPTH {
                folders.push((entry.path(), depth + 1));
            } else if kind.is_file() && found.len() < MAX_FILES && is_readable_kind(&entry.path()) {
                found.push(entry.path());
            }
        }
    }
    found.sort();
    found
}

fn is_readable_kind(path: &Path) -> bool {
    use std::io::Read;
    let mut head = Vec::with_capacity(1024);
    let read = std::fs::File::open(path).and_then(|file| file.take(1024).read_to_end(&mut head));
    read.is_ok() && sniff(&head).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_give_their_images_and_pdfs_by_content() {
        let dir = tempfile::tempdir().unwrap();
        let write = |name: &str, bytes: &[u8]| {
            let path = dir.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        };
        write("b/scan.dat", b"%PDF-1.7 ...");
        write("a.png", b"\x89PNG\r\n\x1a\n....");
        write("notes.pdf", b"just text");
        write(".hidden.png", b"\x89PNG\r\n\x1a\n....");
        let names: Vec<String> = readable(dir.path()).iter().map(|p| name(p)).collect();
        assert_eq!(names, ["a.png", "scan.dat"]);
    }
}
