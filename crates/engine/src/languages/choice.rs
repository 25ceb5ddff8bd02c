//! Which engine reads a language that was given, of those that are installed.
//!
//! The order, from what was measured: a model that the user added for the language; PP-OCR's general model where it is
//! the better one; Tesseract; the general model where it can read the language at all. Several languages are read by
//! one engine, which must know them all.

use std::path::Path;

use document::Code;

use super::install::{Packages, install_command};
use super::{Language, Ppocr, parse};
use crate::catalogue::{self, CATALOGUE, MODELS};
use crate::tesseract::Tesseract;
use crate::worker::EngineChoice;
use crate::{Assets, Error};

/// The engines of this machine.
#[derive(Clone, Debug, Default)]
pub struct Installed {
    /// Whether PP-OCR's general model is there.
    pub ppocr: bool,
    /// Codes of the languages for which the user added a model to PP-OCR.
    pub added: Vec<String>,
    /// Tesseract, where it is.
    pub tesseract: Option<Tesseract>,
}

impl Installed {
    /// Looks: for the model files, and for Tesseract where the user says it lies or where it usually does. Runs the
    /// program twice, some hundredths of a second.
    pub fn look(assets: &Assets, tesseract_path: Option<&Path>) -> Self {
        let tesseract = Tesseract::find(tesseract_path).ok();
        Self { ppocr: Self::has_ppocr(assets), added: catalogue::added_languages(assets), tesseract }
    }

    /// Whether the files of PP-OCR's general model are there.
    pub(crate) fn has_ppocr(assets: &Assets) -> bool {
        MODELS.iter().filter(|model| model.engine == "ppocr").all(|model| assets.model(model).is_file())
    }

    /// Whether PP-OCR reads the language, and better than Tesseract.
    fn by_ppocr(&self, language: &Language) -> Ppocr {
        if !self.ppocr {
            Ppocr::No
        } else if self.added.iter().any(|code| code == language.code) {
            Ppocr::Best
        } else {
            language.ppocr
        }
    }
}

/// The engine that reads, and with what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reader {
    /// PP-OCR.
    Ppocr,
    /// Tesseract with these models.
    Tesseract(Vec<String>),
}

impl Reader {
    /// The engine's stable name.
    pub fn engine(&self) -> &'static str {
        match self {
            Self::Ppocr => "ppocr",
            Self::Tesseract(_) => "tesseract",
        }
    }
}

/// The best installed engine for all of `languages`; PP-OCR for none, since then the page tells.
///
/// # Errors
/// `language_unsupported` with what to install.
pub fn engine_for(languages: &[&Language], installed: &Installed) -> Result<Reader, Error> {
    if languages.iter().all(|language| installed.by_ppocr(language) == Ppocr::Best) {
        return Ok(Reader::Ppocr);
    }
    let models = installed.tesseract.as_ref().and_then(|tesseract| models_for(languages, tesseract).ok());
    if let Some(models) = models {
        return Ok(Reader::Tesseract(models));
    }
    let unread: Vec<&&Language> =
        languages.iter().filter(|language| installed.by_ppocr(language) == Ppocr::No).collect();
    if unread.is_empty() {
        return Ok(Reader::Ppocr);
    }
    // What is missing may be one language's model, or one engine for a mixture that each has a part of.
    let lacks = |language: &&&Language| {
        installed.tesseract.as_ref().is_none_or(|tesseract| model_for(language, tesseract).is_none())
    };
    let missing = unread.iter().find(|l| lacks(l)).copied().or_else(|| languages.iter().find(|l| lacks(l)));
    let missing = missing.unwrap_or(&languages[0]);
    Err(unread_here(missing, installed.tesseract.is_some()))
}

/// Checks that what a user typed can be read by the engine that is to read it.
///
/// # Errors
/// As [`parse`] and [`engine_for`]; `engine_missing` and `language_unsupported` for an engine that was chosen.
pub fn check_readable(typed: &str, engine: EngineChoice, installed: &Installed) -> Result<(), Error> {
    let languages = parse(typed)?;
    match engine {
        EngineChoice::Auto => engine_for(&languages, installed).map(drop),
        EngineChoice::Ppocr => match languages.iter().find(|l| installed.ppocr && installed.by_ppocr(l) == Ppocr::No) {
            Some(language) => {
                let message =
                    format!("PP-OCR does not read {}; leave --engine out or take tesseract", language.english);
                Err(Error::new(Code::LanguageUnsupported, message))
            }
            None => Ok(()),
        },
        EngineChoice::Tesseract => match &installed.tesseract {
            Some(tesseract) => models_for(&languages, tesseract).map(drop),
            // The engine says for itself where it was sought.
            None => Ok(()),
        },
        // Which languages these know is theirs to say.
        EngineChoice::Ocrs | EngineChoice::Hosted => Ok(()),
    }
}

/// The models with which Tesseract reads what a user typed; for `auto`, English or whatever it has.
///
/// # Errors
/// As [`parse`]; `language_unsupported` where it has no model for a language, `model_missing` where it has none at all.
pub fn tesseract_models(typed: Option<&str>, tesseract: &Tesseract) -> Result<Vec<String>, Error> {
    let languages = parse(typed.unwrap_or("auto"))?;
    if !languages.is_empty() {
        return models_for(&languages, tesseract);
    }
    let any = tesseract.models().iter().map(String::as_str).find(|model| !matches!(*model, "osd" | "equ"));
    match tesseract.model("eng").or(any) {
        Some(model) => Ok(vec![model.to_owned()]),
        None => {
            Err(Error::new(Code::ModelMissing, "Tesseract has no languages; `ocrchat languages` says how to get them"))
        }
    }
}

fn models_for(languages: &[&Language], tesseract: &Tesseract) -> Result<Vec<String>, Error> {
    let mut models: Vec<String> = Vec::new();
    for language in languages {
        let model = model_for(language, tesseract).ok_or_else(|| unread_here(language, true))?;
        if !models.iter().any(|m| m == model) {
            models.push(model.to_owned());
        }
    }
    Ok(models)
}

/// The installed model for a language: its own, one under another of its names, or its script's.
pub(super) fn model_for<'a>(language: &Language, tesseract: &'a Tesseract) -> Option<&'a str> {
    let own = Some(language.model).filter(|model| !model.is_empty());
    // Models are renamed now and then: `frk` became `deu_latf`.
    let others = language.names.split(' ').filter(|name| name.len() > 2);
    let named = own.into_iter().chain(others).find_map(|name| tesseract.model(name.trim_start_matches("script/")));
    named.or_else(|| tesseract.model(language.script_model()?))
}

fn unread_here(language: &Language, has_tesseract: bool) -> Error {
    let packages = Packages::of_this_machine();
    let how = match install_command(language, has_tesseract, packages) {
        Some(command) => format!("`{command}` gets what reads it"),
        None if has_tesseract => "its model for Tesseract is wanted".to_owned(),
        None => "Tesseract is wanted, which reads it".to_owned(),
    };
    let how = match catalogue::recogniser_for(language.code, CATALOGUE, |_| true) {
        Some(model) => format!("{how}, and so does `ocrchat models add {}`", model.pack),
        None => how,
    };
    Error::new(Code::LanguageUnsupported, format!("no installed engine reads {}: {how}", language.english))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn installed(ppocr: bool, models: Option<&[&str]>) -> Installed {
        let tesseract = models.map(|models| Tesseract::with_models("/nowhere/tesseract", models));
        Installed { ppocr, added: Vec::new(), tesseract }
    }

    fn chosen(typed: &str, installed: &Installed) -> Result<Reader, Error> {
        engine_for(&parse(typed).unwrap(), installed)
    }

    fn tesseract(models: &[&str]) -> Result<Reader, Error> {
        Ok(Reader::Tesseract(models.iter().map(|m| (*m).to_owned()).collect()))
    }

    #[test]
    fn the_better_engine_reads() {
        let all = installed(true, Some(&["eng", "rus", "vie", "osd", "Cyrillic", "frk"]));
        assert_eq!(chosen("eng", &all), Ok(Reader::Ppocr));
        assert_eq!(chosen("chi_sim+eng", &all), Ok(Reader::Ppocr));
        assert_eq!(chosen("rus", &all), tesseract(&["rus"]));
        assert_eq!(chosen("vie", &all), tesseract(&["vie"]));
        assert_eq!(chosen("eng+rus", &all), tesseract(&["eng", "rus"]));
        assert_eq!(chosen("chuvash", &all), tesseract(&["Cyrillic"]), "its script's model does");
        assert_eq!(chosen("auto", &all), Ok(Reader::Ppocr));
    }

    #[test]
    fn what_is_installed_reads_where_the_better_one_is_missing() {
        assert_eq!(chosen("vie", &installed(true, None)), Ok(Reader::Ppocr));
        assert_eq!(chosen("eng", &installed(false, Some(&["eng"]))), tesseract(&["eng"]));
        assert_eq!(chosen("de-Latf", &installed(true, Some(&["script/Fraktur"]))), tesseract(&["script/Fraktur"]));
        assert_eq!(chosen("frk", &installed(true, Some(&["deu_latf"]))), tesseract(&["deu_latf"]));
        let added = Installed { added: vec!["kor".to_owned()], ..installed(true, Some(&["kor"])) };
        assert_eq!(chosen("kor", &added), Ok(Reader::Ppocr));
    }

    #[test]
    fn what_nothing_reads_is_refused_by_name() {
        let none = chosen("eng+rus", &installed(true, None)).unwrap_err();
        assert_eq!(none.code, Code::LanguageUnsupported);
        assert!(none.message.contains("Russian"), "{}", none.message);
        let mixture = chosen("jpn+rus", &installed(true, Some(&["rus"]))).unwrap_err();
        assert!(mixture.message.contains("Japanese"), "{}", mixture.message);
        let check = |typed, engine| check_readable(typed, engine, &installed(true, None)).map_err(|e| e.code);
        assert_eq!(check("rus", EngineChoice::Ppocr), Err(Code::LanguageUnsupported));
        assert_eq!(check("rus", EngineChoice::Auto), Err(Code::LanguageUnsupported));
        assert_eq!(check("rus", EngineChoice::Hosted), Ok(()));
        assert_eq!(check("klingonish", EngineChoice::Hosted), Err(Code::Usage));
        assert_eq!(check("vie", EngineChoice::Ppocr), Ok(()));
    }

    #[test]
    fn without_a_language_tesseract_reads_english_or_what_it_has() {
        let models = |names: &[&str]| tesseract_models(None, &Tesseract::with_models("/nowhere", names));
        assert_eq!(models(&["deu", "eng", "osd"]), Ok(vec!["eng".to_owned()]));
        assert_eq!(models(&["equ", "osd", "rus"]), Ok(vec!["rus".to_owned()]));
        assert_eq!(models(&["osd"]).unwrap_err().code, Code::ModelMissing);
    }
}
