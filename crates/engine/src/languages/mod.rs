//! Languages by the names that people and programs give them, and which engine reads each best.
//!
//! One table (`table`), its reading (here), the choice of an engine (`choice`), and how what is missing is got
//! (`install`). A language that is known and cannot be read is refused by name: reading it with the wrong engine gives
//! confident nonsense.

mod choice;
mod install;
mod table;

use document::Code;

use self::table::{LANGUAGES, SCRIPTS};
use crate::Error;

pub use self::choice::{Installed, Reader, check_readable, engine_for, tesseract_models};
pub use self::install::{Packages, install_command};

/// How well the general model of PP-OCR reads a language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ppocr {
    /// Better than Tesseract.
    Best,
    /// It does, and Tesseract better.
    Reads,
    /// Not at all, whatever it says of its confidence.
    No,
}

/// A language, or a script for all its languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Language {
    /// Its name in this program: ISO 639-3, or Tesseract's where that says more (`chi_sim`, `script/Cyrillic`).
    pub code: &'static str,
    /// BCP 47: `de`, `zh-Hans`, `sr-Latn`; empty where there is none of its own.
    pub tag: &'static str,
    /// Other names in small letters, separated by spaces.
    names: &'static str,
    /// Its name in English.
    pub english: &'static str,
    /// ISO 15924: `Latn`, `Cyrl`, `Hans`, `Jpan`.
    pub script: &'static str,
    /// How the general model of PP-OCR reads it.
    pub ppocr: Ppocr,
    /// Tesseract's model; empty where it has none, and its script's may do.
    pub model: &'static str,
}

impl Language {
    /// Whether it stands for a script and not for one language.
    pub fn is_script(&self) -> bool {
        self.code.starts_with("script/")
    }

    /// Whether it is written from right to left.
    pub fn is_rtl(&self) -> bool {
        matches!(self.script, "Arab" | "Hebr" | "Syrc" | "Thaa")
    }

    /// Its name in itself, where that is known.
    pub fn autonym(&self) -> Option<&'static str> {
        // Languages in a script or a time of their own share a code with others.
        let plain = self.code.len() == 3 && (2..=3).contains(&self.tag.len());
        let language = isolang::Language::from_639_3(self.code).filter(|_| plain)?;
        language.to_autonym()
    }

    /// The model for all languages of its script, without the folder it may lie in.
    pub fn script_model(&self) -> Option<&'static str> {
        let of_script = |row: &&Language| row.script == self.script && row.tag.starts_with("und-");
        SCRIPTS.iter().find(of_script).and_then(|row| row.model.strip_prefix("script/"))
    }

    /// The engine that reads it best, where everything is installed.
    pub fn best_engine(&self) -> &'static str {
        if self.ppocr == Ppocr::Best { "ppocr" } else { "tesseract" }
    }

    fn is_named(&self, wanted: &str) -> bool {
        let spelt = |name: &str| !name.is_empty() && same(name, wanted);
        spelt(self.code) || spelt(self.tag) || spelt(self.english) || self.names.split(' ').any(spelt)
    }
}

/// Every language, then every script.
pub fn all() -> impl Iterator<Item = &'static Language> {
    LANGUAGES.iter().chain(SCRIPTS)
}

/// The language of that name: its code, ISO 639, BCP 47, a name of PaddleOCR's or OCR.chat's, or its English name. A
/// region may follow, and the script in which it is usually written.
pub fn find(name: &str) -> Option<&'static Language> {
    let name = name.trim();
    if let Some(found) = all().find(|language| language.is_named(name)) {
        return Some(found);
    }
    let (shorter, last) = name.rsplit_once(['-', '_'])?;
    let found = find(shorter)?;
    let is_script = last.len() == 4 && last.chars().all(|c| c.is_ascii_alphabetic());
    let is_tag = !found.is_script() && (last.len() == 2 || last.len() == 3 || is_script);
    (is_tag && (!is_script || last.eq_ignore_ascii_case(found.script))).then_some(found)
}

/// The code of the language of that name.
pub fn code(name: &str) -> Option<&'static str> {
    find(name).map(|language| language.code)
}

/// The short code of one language, as interfaces of services have it: ISO 639-1 where there is one (`de` for `deu`), and
/// `ch` for simplified Chinese. What is not known is given back as it is.
pub fn short_code(typed: &str) -> &str {
    match find(typed) {
        None => typed,
        Some(language) => match (language.code, language.tag) {
            ("chi_sim", _) => "ch",
            ("chi_tra", _) => "zh-hant",
            (code, "") => code,
            (_, tag) => tag,
        },
    }
}

/// What a user typed: one language or several joined by `+`, each in any of its names, each once. `auto` stands for
/// none, and so does nothing at all.
///
/// # Errors
/// `language_unsupported` for a language that exists and that nothing here ever reads, `usage` for a name that is not
/// known.
pub fn parse(typed: &str) -> Result<Vec<&'static Language>, Error> {
    let mut languages: Vec<&Language> = Vec::new();
    for name in typed.split('+') {
        if name.trim().eq_ignore_ascii_case("auto") {
            continue;
        }
        let language = find(name).ok_or_else(|| unknown(name.trim()))?;
        if !languages.contains(&language) {
            languages.push(language);
        }
    }
    Ok(languages)
}

/// Checks that what a user typed names languages; whether they can be read here says [`check_readable`].
///
/// # Errors
/// As [`parse`].
pub fn check(typed: &str) -> Result<(), Error> {
    parse(typed).map(drop)
}

fn unknown(name: &str) -> Error {
    let by_code = isolang::Language::from_639_3(name).or_else(|| isolang::Language::from_639_1(name));
    match by_code.or_else(|| isolang::Language::from_name(name)) {
        Some(language) => {
            let message = format!("no engine reads {}; `ocrchat languages` lists what can be read", language.to_name());
            Error::new(Code::LanguageUnsupported, message)
        }
        None => Error::new(
            Code::Usage,
            format!("`{name}` is not a language that is known here; give its ISO 639 code, e.g. de or deu"),
        ),
    }
}

/// Whether two names are one: case is nobody's, and `_` stands for `-`.
fn same(a: &str, b: &str) -> bool {
    let letter = |c: u8| if c == b'_' { b'-' } else { c.to_ascii_lowercase() };
    a.len() == b.len() && a.bytes().zip(b.bytes()).all(|(a, b)| letter(a) == letter(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_common_name_of_a_language_will_do() {
        for (name, code) in [
            ("en", "eng"),
            ("EN", "eng"),
            ("en-GB", "eng"),
            ("ch", "chi_sim"),
            ("zh-Hans", "chi_sim"),
            ("zh-Hant-HK", "chi_tra"),
            ("zh_TW", "chi_tra"),
            ("chinese_cht", "chi_tra"),
            ("japan", "jpn"),
            ("korean", "kor"),
            ("pt_BR", "por"),
            ("ger", "deu"),
            ("Fraktur", "frk"),
            ("de-Latf", "frk"),
            ("deu_latf", "frk"),
            ("sr", "srp"),
            ("sr-Latn-RS", "srp_latn"),
            ("sr-Cyrl", "srp"),
            ("ru-Cyrl-RU", "rus"),
            ("arb", "ara"),
            ("Ancient Greek", "grc"),
            ("cyrillic", "script/Cyrillic"),
            ("script/Cyrillic", "script/Cyrillic"),
            ("und-Deva", "script/Devanagari"),
            ("HanS_vert", "script/HanS_vert"),
            ("jpn_vert", "jpn_vert"),
        ] {
            assert_eq!(find(name).map(|l| l.code), Some(code), "{name}");
        }
        for name in ["", "eng-", "hi-Latn", "eng-xxxxx", "osd", "equ", "script/", "chi_simx"] {
            assert_eq!(code(name), None, "{name}");
        }
    }

    #[test]
    fn services_are_told_the_short_code() {
        let codes = ["deu", "German", "chi_sim", "zh", "chi_tra", "rus", "xx-unknown"].map(short_code);
        assert_eq!(codes, ["de", "de", "ch", "ch", "zh-hant", "ru", "xx-unknown"]);
    }

    #[test]
    fn several_languages_come_in_their_order_and_once() {
        let codes = |typed: &str| parse(typed).unwrap().iter().map(|l| l.code).collect::<Vec<_>>();
        assert_eq!(codes("deu+ar+de"), ["deu", "ara"]);
        assert_eq!(codes("auto"), Vec::<&str>::new());
        assert_eq!(codes("rus + auto"), ["rus"]);
    }

    #[test]
    fn a_typing_error_is_told_from_a_language_that_nothing_reads() {
        assert_eq!(check("klingonish").unwrap_err().code, Code::Usage);
        assert_eq!(check("").unwrap_err().code, Code::Usage);
        assert_eq!(check("deu+").unwrap_err().code, Code::Usage);
        let error = check("nav").unwrap_err();
        assert_eq!(error.code, Code::LanguageUnsupported);
        assert!(error.message.contains("Navajo"), "{}", error.message);
    }

    #[test]
    fn no_name_stands_for_two_languages() {
        let mut seen = std::collections::HashMap::new();
        for language in all() {
            let names = [language.code, language.tag].into_iter().chain(language.names.split(' '));
            let names: std::collections::BTreeSet<String> = names.map(|n| n.to_lowercase().replace('_', "-")).collect();
            for name in names.into_iter().filter(|name| !name.is_empty()) {
                // Scripts give way to languages of the same name, which come first.
                if let Some(other) = seen.insert(name.clone(), language) {
                    assert!(language.is_script() && !other.is_script(), "{name}: {} and {}", other.code, language.code);
                }
            }
        }
    }

    #[test]
    fn codes_and_tags_are_those_of_the_standard() {
        for language in LANGUAGES.iter().filter(|l| l.tag.len() == 2 && l.code.len() == 3) {
            let individual = isolang::Language::from_639_1(language.tag);
            let names: Vec<&str> = std::iter::once(language.code).chain(language.names.split(' ')).collect();
            // Three codes stand for groups that ISO 639-3 does not list.
            let code = individual.map(|l| l.to_639_3()).filter(|_| !matches!(language.code, "bih"));
            let fits = code.is_none_or(|code| names.contains(&code) || names.contains(&language.tag));
            assert!(fits && (code.is_some() || language.code == "bih"), "{} {}: {code:?}", language.code, language.tag);
        }
        assert_eq!(LANGUAGES.iter().filter(|l| !l.model.is_empty()).count(), 123);
        assert_eq!(SCRIPTS.len(), 37);
    }

    #[test]
    fn every_language_without_a_model_has_its_script_s() {
        for language in LANGUAGES {
            assert!(language.script_model().is_some(), "{}", language.code);
        }
        assert_eq!(find("frk").unwrap().script_model(), Some("Fraktur"));
        assert_eq!(find("vie").unwrap().script_model(), Some("Latin"));
    }

    #[test]
    fn services_are_told_the_short_code() {
        let codes = ["deu", "German", "chi_sim", "zh", "chi_tra", "rus", "xx-unknown"].map(short_code);
        assert_eq!(codes, ["de", "de", "ch", "ch", "zh-hant", "ru", "xx-unknown"]);
    }

    #[test]
    fn names_and_directions() {
        let of = |name: &str| find(name).unwrap();
        assert_eq!(of("deu").autonym(), Some("Deutsch"));
        assert_eq!(of("frk").autonym(), None);
        assert!(of("fa").is_rtl() && of("yid").is_rtl() && !of("rus").is_rtl());
    }
}
