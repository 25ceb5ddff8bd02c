//! Languages as every host shows them, and bringing one where the platform has a way that asks the user itself.
//!
//! Refuses any shell and any name that is not in the table: what runs is the package manager, under the system's own
//! question for a password (`pkexec`), with arguments made here.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use document::Code;
use engine::languages::{Installed, Language, Packages, engine_for, install_command};
use engine::worker::EngineChoice;
use tokio::process::Command;

use crate::contract::{LanguageStatus, WireError};
use crate::job::Runner;

/// How much of a package manager's last words is told.
const LAST_WORDS: usize = 300;

impl Runner {
    /// The engines of this machine, as they are now.
    pub fn installed(&self) -> Installed {
        Installed::look(&self.home().assets, self.settings().tesseract_path().as_deref())
    }

    /// Every language and script: whether it can be read, by what, or how it is got.
    pub fn languages(&self) -> Vec<LanguageStatus> {
        statuses(&self.installed(), Packages::of_this_machine(), asking_program().is_some())
    }

    /// Refuses a language that is not known, or that the engine which is to read it cannot read here.
    ///
    /// # Errors
    /// `usage`, `language_unsupported`.
    pub fn check_language(&self, language: Option<&str>, engine: EngineChoice) -> Result<(), WireError> {
        let Some(language) = language else { return Ok(()) };
        if engine == EngineChoice::Hosted || engine::languages::parse(language)?.is_empty() {
            return Ok(());
        }
        Ok(engine::languages::check_readable(language, engine, &self.installed())?)
    }

    /// Brings what reads a language, and waits for it. The system asks for an administrator's password.
    ///
    /// # Errors
    /// `usage` for an unknown language, `not_implemented` where this platform has no such way, `cancelled` where the
    /// user did not give the password, `internal` with the package manager's last words where it failed.
    pub async fn install_language(&self, name: &str) -> Result<(), WireError> {
        let languages = engine::languages::parse(name)?;
        let [language] = languages[..] else { return Err(WireError::usage("one language is wanted")) };
        let packages = Packages::of_this_machine();
        let (Some(asking), Packages::Apt) = (asking_program(), packages) else {
            let message = "languages cannot be installed from here; run the command that is shown";
            return Err(WireError::new(Code::NotImplemented, message));
        };
        let installed = self.installed();
        let mut names = packages.names(language);
        if installed.tesseract.is_none() {
            names.extend(packages.program().iter().map(|name| (*name).to_owned()));
        }
        let mut command = Command::new(asking);
        command.args(["/usr/bin/apt-get", "install", "--yes", "--no-install-recommends", "--"]).args(names);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        let output = command.output().await.map_err(|e| WireError::internal(format!("pkexec does not start: {e}")))?;
        match output.status.code() {
            Some(0) => Ok(()),
            // pkexec's own statuses: the window was closed, or the password was wrong.
            Some(126 | 127) => Err(WireError::new(Code::Cancelled, "the password was not given")),
            _ => {
                let words = String::from_utf8_lossy(&output.stderr);
                let words = words.trim();
                let start = words.char_indices().rev().nth(LAST_WORDS).map_or(0, |(at, _)| at);
                Err(WireError::internal(format!("the package could not be installed: {}", &words[start..])))
            }
        }
    }
}

/// The program that asks for an administrator's password in a window of the system's, where there is one.
fn asking_program() -> Option<PathBuf> {
    let has_screen = ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var_os(name).is_some());
    let program = Path::new("/usr/bin/pkexec");
    (cfg!(target_os = "linux") && has_screen && program.is_file()).then(|| program.to_owned())
}

fn statuses(installed: &Installed, packages: Packages, can_ask: bool) -> Vec<LanguageStatus> {
    engine::languages::all().map(|language| status(language, installed, packages, can_ask)).collect()
}

fn status(language: &Language, installed: &Installed, packages: Packages, can_ask: bool) -> LanguageStatus {
    let reader = engine_for(&[language], installed);
    let ready = reader.is_ok();
    let engine = reader.as_ref().map_or_else(|_| language.best_engine(), |reader| reader.engine());
    // The general model comes with the product; what is missing of it no package manager has.
    let by_packages = !ready && engine == "tesseract";
    let install = by_packages.then(|| install_command(language, installed.tesseract.is_some(), packages)).flatten();
    LanguageStatus {
        code: language.code.to_owned(),
        tag: language.tag.to_owned(),
        name: language.english.to_owned(),
        autonym: language.autonym().map(str::to_owned),
        script: language.script.to_owned(),
        rtl: language.is_rtl(),
        engine: engine.to_owned(),
        ready,
        installable: can_ask && install.is_some() && packages == Packages::Apt,
        install,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of<'a>(statuses: &'a [LanguageStatus], code: &str) -> &'a LanguageStatus {
        statuses.iter().find(|status| status.code == code).unwrap()
    }

    #[test]
    fn what_is_missing_comes_with_its_command() {
        let bare = Installed { ppocr: true, ..Installed::default() };
        let all = statuses(&bare, Packages::Apt, true);
        let (english, russian) = (of(&all, "eng"), of(&all, "rus"));
        assert!(english.ready && english.install.is_none() && !english.installable);
        assert_eq!((russian.ready, russian.engine.as_str(), russian.installable), (false, "tesseract", true));
        assert_eq!(russian.install.as_deref(), Some("sudo apt-get install tesseract-ocr tesseract-ocr-rus"));
        assert_eq!((russian.autonym.as_deref(), russian.tag.as_str()), (Some("русский"), "ru"));
        assert!(all.iter().all(|status| status.ready != status.install.is_some()), "each is ready or has its command");
        let mac = statuses(&bare, Packages::Homebrew, true);
        assert!(!of(&mac, "rus").installable);
        let none = statuses(&Installed::default(), Packages::Unknown, false);
        assert!(none.iter().all(|status| !status.ready && status.install.is_none()));
    }
}
