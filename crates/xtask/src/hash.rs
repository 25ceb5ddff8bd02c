//! SHA-256 of files and of folders of sources.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

/// The SHA-256 of a file in lower-case hex.
pub(crate) fn file(path: &Path) -> io::Result<String> {
    let mut hasher = Sha256::new();
    feed(&mut hasher, path)?;
    Ok(hex(hasher))
}

/// One hash over the names and contents of these files and of all files below these folders; what is missing counts as
/// nothing.
pub(crate) fn sources(paths: &[PathBuf]) -> io::Result<String> {
    let mut files = Vec::new();
    for path in paths.iter().filter(|p| p.exists()) {
        collect(path, &mut files)?;
    }
    files.sort();
    let mut hasher = Sha256::new();
    for file in files {
        hasher.update(file.as_os_str().as_encoded_bytes());
        hasher.update([0]);
        feed(&mut hasher, &file)?;
    }
    Ok(hex(hasher))
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if !path.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    for entry in path.read_dir()? {
        collect(&entry?.path(), files)?;
    }
    Ok(())
}

fn feed(hasher: &mut Sha256, path: &Path) -> io::Result<()> {
    let (mut file, mut buffer) = (File::open(path)?, vec![0; 1 << 16]);
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(()),
            n => hasher.update(&buffer[..n]),
        }
    }
}

fn hex(hasher: Sha256) -> String {
    hasher.finalize().iter().map(|b| format!("{b:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_renamed_or_changed_source_changes_the_hash() {
        let dir = tempfile::tempdir().unwrap();
        let hash = || sources(&[dir.path().to_owned(), dir.path().join("absent")]).unwrap();
        std::fs::create_dir(dir.path().join("sub")).unwrap();
        std::fs::write(dir.path().join("sub/a"), "abc").unwrap();
        let first = hash();
        assert_eq!(first, hash());
        std::fs::rename(dir.path().join("sub/a"), dir.path().join("sub/b")).unwrap();
        let second = hash();
        assert_ne!(first, second);
        std::fs::write(dir.path().join("sub/b"), "abd").unwrap();
        assert_ne!(second, hash());
    }

    #[test]
    fn the_hash_of_a_file_is_sha_256() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a");
        std::fs::write(&path, "abc").unwrap();
        assert_eq!(file(&path).unwrap(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
