//! Where results go: stdout, one file, or a folder; decided before anything is read.

use std::io::Write;
use std::path::{Path, PathBuf};

use app::atomic::{self, Overwrite};
use app::contract::WireError;
use app::results::{ResultOptions, Results};
use app::store::Job;
use document::{Code, Document, Warning};

use crate::input::Input;

/// Where the results of a run go.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// Stdout, for one result.
    Stdout,
    /// This file, for one result.
    File(PathBuf),
    /// This folder, each result under its input's name.
    Folder(PathBuf),
}

impl Target {
    /// Decides by `-o`, the number of results and whether they are text. `-o` names a folder when it is one, ends like
    /// one, or several results must go there. What is not text goes to stdout only by name.
    pub(crate) fn decide(output: Option<&Path>, results: usize, text: bool) -> Result<Self, WireError> {
        let Some(output) = output else {
            return Ok(if results == 1 && text { Self::Stdout } else { Self::Folder(PathBuf::from(".")) });
        };
        let text = output.as_os_str().to_string_lossy();
        if output == Path::new("-") {
            return if results == 1 {
                Ok(Self::Stdout)
            } else {
                Err(WireError::usage("stdout takes one result: name one input and one format, or a folder with -o"))
            };
        }
        let like_folder = text.ends_with('/') || text.ends_with(std::path::MAIN_SEPARATOR);
        if output.is_dir() || like_folder {
            return Ok(Self::Folder(output.to_owned()));
        }
        if results > 1 {
            if output.exists() {
                return Err(WireError::usage(format!("{text} is a file, and {results} results need a folder")));
            }
            return Ok(Self::Folder(output.to_owned()));
        }
        Ok(Self::File(output.to_owned()))
    }

    /// Makes the folder, and proves that it can be written before any work is done.
    pub(crate) fn prepare(&self) -> Result<(), WireError> {
        let folder = match self {
            Self::Stdout => return Ok(()),
            Self::File(path) => match path.parent() {
                Some(parent) if parent != Path::new("") => parent,
                _ => Path::new("."),
            },
            Self::Folder(folder) => {
                std::fs::create_dir_all(folder).map_err(|e| atomic::write_error(folder, &e))?;
                folder
            }
        };
        tempfile::Builder::new()
            .prefix(".ocrchat-")
            .tempfile_in(folder)
            .map(drop)
            .map_err(|e| atomic::write_error(folder, &e))
    }

    /// Where one result goes; `None` for stdout.
    pub(crate) fn path(&self, input: &Input, format: export::Format) -> Option<PathBuf> {
        self.part_path(input, format, "")
    }

    /// Where a part of a result goes: `suffix` comes between the input's name and the extension.
    fn part_path(&self, input: &Input, format: export::Format, suffix: &str) -> Option<PathBuf> {
        match self {
            Self::Stdout => None,
            Self::File(path) => Some(path.clone()),
            Self::Folder(folder) => Some(folder.join(input.result_name(format, suffix))),
        }
    }

    /// Whether a result of several parts may be as many files.
    pub(crate) fn takes_parts(&self) -> bool {
        matches!(self, Self::Folder(_))
    }

    /// Writes a result. Gives what the reader should know of it.
    pub(crate) async fn write(
        &self,
        results: &Results,
        input: &Input,
        made: &Made<'_>,
        overwrite: Overwrite,
    ) -> Result<Vec<Warning>, WireError> {
        let Made { job, document, format, options, parts } = *made;
        if parts && format != export::Format::Pdf {
            for part in results.parts(document, format, options)? {
                match self.part_path(input, format, &part.suffix) {
                    Some(path) => atomic::write(&path, &part.bytes, overwrite)?,
                    None => to_stdout(&part.bytes)?,
                }
            }
            return Ok(Vec::new());
        }
        match self.path(input, format) {
            Some(path) => results.save(job, document, format, options, (&path, overwrite)).await,
            None if format == export::Format::Pdf => {
                let place = Path::new("stdout");
                results.send(job, document, format, options, (&mut std::io::stdout(), place)).await
            }
            None => to_stdout(&results.bytes(document, format, options)?).map(|()| Vec::new()),
        }
    }
}

/// A result to write.
#[derive(Clone, Copy)]
pub(crate) struct Made<'a> {
    /// Its job.
    pub(crate) job: &'a Job,
    /// Its job's document.
    pub(crate) document: &'a Document,
    /// In which format.
    pub(crate) format: export::Format,
    /// How it is made.
    pub(crate) options: &'a ResultOptions,
    /// Whether a result of several parts becomes as many files.
    pub(crate) parts: bool,
}

/// Writes a result to stdout.
pub(crate) fn to_stdout(bytes: &[u8]) -> Result<(), WireError> {
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
        Ok(()) => Ok(()),
        // The reader has seen enough (`| head`): not our failure.
        Err(e) if e.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        Err(e) if e.kind() == std::io::ErrorKind::StorageFull => {
            Err(WireError::new(Code::DiskFull, "cannot write to stdout: no space is left on the disk"))
        }
        Err(e) => Err(WireError::new(Code::OutputUnwritable, format!("cannot write to stdout: {e}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_result_goes_to_stdout_and_several_to_the_current_folder() {
        let decide = |output: Option<&str>, n| Target::decide(output.map(Path::new), n, true);
        assert_eq!(decide(None, 1).unwrap(), Target::Stdout);
        assert_eq!(decide(None, 2).unwrap(), Target::Folder(".".into()));
        assert_eq!(Target::decide(None, 1, false).unwrap(), Target::Folder(".".into()));
        assert_eq!(Target::decide(Some(Path::new("-")), 1, false).unwrap(), Target::Stdout);
        assert_eq!(decide(Some("-"), 1).unwrap(), Target::Stdout);
        assert_eq!(decide(Some("-"), 2).unwrap_err().code, Code::Usage);
        assert_eq!(decide(Some("new.txt"), 1).unwrap(), Target::File("new.txt".into()));
        assert_eq!(decide(Some("new"), 2).unwrap(), Target::Folder("new".into()));
        assert_eq!(decide(Some("new/"), 1).unwrap(), Target::Folder("new/".into()));
    }

    #[test]
    fn a_folder_takes_the_parts_of_a_result_under_their_own_names() {
        let (input, target) = (Input::named("scan.pdf"), Target::Folder("out".into()));
        let path = |suffix| target.part_path(&input, export::Format::Csv, suffix).unwrap();
        assert_eq!(path(""), Path::new("out/scan.csv"));
        assert_eq!(path(".table-2"), Path::new("out/scan.table-2.csv"));
        assert!(target.takes_parts() && !Target::File("a.csv".into()).takes_parts());
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_found_out_first() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("file");
        std::fs::write(&file, "").unwrap();
        assert_eq!(Target::Folder(file.join("sub")).prepare().unwrap_err().code, Code::OutputUnwritable);
        assert_eq!(Target::File(file.join("a.txt")).prepare().unwrap_err().code, Code::OutputUnwritable);
        assert!(Target::Folder(dir.path().join("new")).prepare().is_ok());
    }
}
