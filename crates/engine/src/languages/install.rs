//! How what reads a language is got on this machine: the command of its package manager, in full.
//!
//! Every name in a command comes from the table, never from what a user typed. Refuses to run anything.

use std::path::Path;

use super::Language;

/// The package managers whose names for Tesseract's models are known for sure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packages {
    /// Debian, Ubuntu and their kin.
    Apt,
    /// Fedora and its kin.
    Dnf,
    /// Arch and its kin.
    Pacman,
    /// Alpine.
    Apk,
    /// macOS with Homebrew: one package for all languages.
    Homebrew,
    /// Windows: an installer, and a file for each further language.
    Windows,
    /// Anything else.
    Unknown,
}

impl Packages {
    /// That of this machine.
    pub fn of_this_machine() -> Self {
        if cfg!(target_os = "macos") {
            return Self::Homebrew;
        }
        if cfg!(windows) {
            return Self::Windows;
        }
        let programs = [("apt-get", Self::Apt), ("dnf", Self::Dnf), ("pacman", Self::Pacman), ("apk", Self::Apk)];
        let there =
            |program: &str| ["/usr/bin", "/sbin"].iter().any(|folder| Path::new(folder).join(program).is_file());
        programs.into_iter().find(|(program, _)| there(program)).map_or(Self::Unknown, |(_, packages)| packages)
    }

    /// The packages that bring Tesseract a model; empty where that is not known.
    pub fn names(self, language: &Language) -> Vec<String> {
        let Some(model) = wanted_model(language) else { return Vec::new() };
        let script = model.strip_prefix("script/");
        match (self, script) {
            (Self::Apt, Some(script)) => vec![format!("tesseract-ocr-script-{}", debian_script(script, language))],
            (Self::Apt, None) => vec![format!("tesseract-ocr-{}", model.replace('_', "-"))],
            (Self::Dnf, None) => vec![format!("tesseract-langpack-{model}")],
            (Self::Pacman, None) => vec![format!("tesseract-data-{model}")],
            (Self::Apk, None) => vec![format!("tesseract-ocr-data-{model}")],
            (Self::Homebrew, _) => vec!["tesseract-lang".to_owned()],
            _ => Vec::new(),
        }
    }

    /// The package of the program itself, with the model that finds orientation and script.
    pub fn program(self) -> &'static [&'static str] {
        match self {
            // Debian's recommends the model for orientation and script; that of English comes along.
            Self::Apt => &["tesseract-ocr"],
            Self::Dnf => &["tesseract", "tesseract-osd"],
            Self::Pacman => &["tesseract", "tesseract-data-osd"],
            Self::Apk => &["tesseract-ocr"],
            Self::Homebrew => &["tesseract"],
            Self::Windows | Self::Unknown => &[],
        }
    }

    /// What a package manager's command begins with.
    fn install(self) -> Option<&'static str> {
        match self {
            Self::Apt => Some("sudo apt-get install"),
            Self::Dnf => Some("sudo dnf install"),
            Self::Pacman => Some("sudo pacman -S"),
            Self::Apk => Some("sudo apk add"),
            Self::Homebrew => Some("brew install"),
            Self::Windows | Self::Unknown => None,
        }
    }
}

/// The command that brings what reads a language; `None` where none is known for sure. `has_tesseract` says that the
/// program is there and only the language is missing.
pub fn install_command(language: &Language, has_tesseract: bool, packages: Packages) -> Option<String> {
    if packages == Packages::Windows {
        return windows(language, has_tesseract);
    }
    let start = packages.install()?;
    let names = packages.names(language);
    if names.is_empty() {
        return None;
    }
    let program = packages.program().iter().filter(|_| !has_tesseract).map(|name| (*name).to_owned());
    Some(std::iter::once(start.to_owned()).chain(program).chain(names).collect::<Vec<_>>().join(" "))
}

/// Windows' installer offers languages itself; one that is wanted later is a file in its folder.
fn windows(language: &Language, has_tesseract: bool) -> Option<String> {
    if !has_tesseract {
        return Some("winget install --id UB-Mannheim.TesseractOCR".to_owned());
    }
    let model = wanted_model(language)?;
    let file = model.replace('/', "\\");
    Some(format!(
        "curl.exe -L --create-dirs -o \"C:\\Program Files\\Tesseract-OCR\\tessdata\\{file}.traineddata\" \
         https://github.com/tesseract-ocr/tessdata_fast/raw/main/{model}.traineddata"
    ))
}

/// The model to install: the language's own, or its script's.
fn wanted_model(language: &Language) -> Option<String> {
    if language.model.is_empty() {
        return language.script_model().map(|model| format!("script/{model}"));
    }
    Some(language.model.to_owned())
}

/// The end of the name of Debian's package for a script.
fn debian_script(model: &str, language: &Language) -> String {
    match model {
        "Fraktur" => "frak".to_owned(),
        "Vietnamese" => "viet".to_owned(),
        "Hangul" => "hang".to_owned(),
        "Hangul_vert" => "hang-vert".to_owned(),
        _ if model.ends_with("_vert") => format!("{}-vert", language.script.to_ascii_lowercase()),
        _ => language.script.to_ascii_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::languages::find;

    fn command(name: &str, has_tesseract: bool, packages: Packages) -> Option<String> {
        install_command(find(name).unwrap(), has_tesseract, packages)
    }

    #[test]
    fn commands_are_those_of_the_platform() {
        for (name, has, packages, wanted) in [
            ("rus", true, Packages::Apt, "sudo apt-get install tesseract-ocr-rus"),
            ("chi_sim_vert", true, Packages::Apt, "sudo apt-get install tesseract-ocr-chi-sim-vert"),
            ("srp_latn", false, Packages::Apt, "sudo apt-get install tesseract-ocr tesseract-ocr-srp-latn"),
            ("script/Fraktur", true, Packages::Apt, "sudo apt-get install tesseract-ocr-script-frak"),
            ("Japanese_vert", true, Packages::Apt, "sudo apt-get install tesseract-ocr-script-jpan-vert"),
            ("che", true, Packages::Apt, "sudo apt-get install tesseract-ocr-script-cyrl"),
            ("rus", true, Packages::Dnf, "sudo dnf install tesseract-langpack-rus"),
            ("rus", true, Packages::Pacman, "sudo pacman -S tesseract-data-rus"),
            ("rus", true, Packages::Apk, "sudo apk add tesseract-ocr-data-rus"),
            ("rus", false, Packages::Homebrew, "brew install tesseract tesseract-lang"),
            ("rus", false, Packages::Windows, "winget install --id UB-Mannheim.TesseractOCR"),
        ] {
            assert_eq!(command(name, has, packages).as_deref(), Some(wanted));
        }
        assert!(command("rus", true, Packages::Windows).unwrap().ends_with("/raw/main/rus.traineddata"));
        assert_eq!(command("che", true, Packages::Dnf), None, "its packages of scripts are not known");
        assert_eq!(command("rus", true, Packages::Unknown), None);
    }
}
