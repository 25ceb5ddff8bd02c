//! Where the program lies: what the user set, then the path, then the platform's usual places.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// The program's file name on this platform.
const FILE: &str = if cfg!(windows) { "tesseract.exe" } else { "tesseract" };

/// Folders outside the path where installers of the platform put it.
#[cfg(target_os = "macos")]
const USUAL: &[&str] = &["/opt/homebrew/bin", "/usr/local/bin", "/opt/local/bin"];
#[cfg(all(unix, not(target_os = "macos")))]
const USUAL: &[&str] = &["/usr/bin", "/usr/local/bin", "/home/linuxbrew/.linuxbrew/bin", "/snap/bin"];
#[cfg(not(unix))]
const USUAL: &[&str] = &[];

/// The program's path. A setting that names none is not passed over: it is the user's word, and a wrong one is told.
pub(super) fn locate(setting: Option<&Path>) -> Option<PathBuf> {
    match setting {
        Some(set) => set_by_user(set),
        None => search(std::env::var_os("PATH").as_deref(), &usual()),
    }
}

/// A setting may name the program or the folder that it lies in.
fn set_by_user(set: &Path) -> Option<PathBuf> {
    if set.is_dir() {
        return Some(set.join(FILE)).filter(|file| file.is_file());
    }
    set.is_file().then(|| set.to_owned())
}

fn search(path: Option<&OsStr>, usual: &[PathBuf]) -> Option<PathBuf> {
    let on_path = path.into_iter().flat_map(std::env::split_paths).filter(|folder| folder.is_absolute());
    on_path.chain(usual.iter().cloned()).map(|folder| folder.join(FILE)).find(|file| file.is_file())
}

fn usual() -> Vec<PathBuf> {
    let fixed = USUAL.iter().map(PathBuf::from);
    // Windows' installer does not touch the path.
    let variables = if cfg!(windows) { &["ProgramFiles", "ProgramW6432", "ProgramFiles(x86)"][..] } else { &[] };
    let programs =
        variables.iter().filter_map(std::env::var_os).map(|folder| PathBuf::from(folder).join("Tesseract-OCR"));
    let own = cfg!(windows).then(|| std::env::var_os("LOCALAPPDATA")).flatten();
    let own = own.map(|folder| PathBuf::from(folder).join("Programs").join("Tesseract-OCR"));
    fixed.chain(programs).chain(own).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_goes_before_the_usual_places_and_a_setting_before_both() {
        let dir = tempfile::tempdir().unwrap();
        let folder = |name: &str| {
            let folder = dir.path().join(name);
            std::fs::create_dir(&folder).unwrap();
            std::fs::write(folder.join(FILE), "").unwrap();
            folder
        };
        let (first, second) = (folder("eins"), folder("zweiß"));
        let path = std::env::join_paths([dir.path().join("none"), first.clone()]).unwrap();
        let usual = [second.clone()];
        assert_eq!(search(Some(&path), &usual), Some(first.join(FILE)));
        assert_eq!(search(None, &usual), Some(second.join(FILE)));
        assert_eq!(search(Some(OsStr::new("eins")), &[]), None, "what a relative folder holds is anybody's");
        assert_eq!(locate(Some(&second)), Some(second.join(FILE)));
        assert_eq!(locate(Some(&second.join(FILE))), Some(second.join(FILE)));
        assert_eq!(locate(Some(&dir.path().join("none"))), None);
    }
}
