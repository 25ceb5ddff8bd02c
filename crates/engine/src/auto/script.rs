//! Scripts that the default engine does not read: their names, their models, the languages written in them.

use unicode_script::{Script, UnicodeScript};
use whatlang::{Detector, Lang};

use crate::tesseract::Tesseract;

/// A script that only Tesseract reads.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Foreign {
    /// Its code in ISO 15924.
    pub(crate) code: &'static str,
    /// Its name in English.
    pub(crate) name: &'static str,
    /// As Tesseract's script detection calls it, and its model of the script.
    model: &'static str,
    script: Script,
    /// The languages that are told apart by what was read, with Tesseract's codes; the first is the one to fall back on.
    languages: &'static [(Lang, &'static str)],
    /// Tesseract's code of the most common language.
    usual: &'static str,
}

/// In the order in which they are tried where nothing points to one: first those that Tesseract's detection is known to
/// miss, then by how much is printed in them.
pub(crate) const FOREIGN: &[Foreign] = &[
    Foreign {
        code: "Geor",
        name: "Georgian",
        model: "Georgian",
        script: Script::Georgian,
        languages: &[(Lang::Kat, "kat")],
        usual: "kat",
    },
    Foreign {
        code: "Arab",
        name: "Arabic",
        model: "Arabic",
        script: Script::Arabic,
        languages: &[(Lang::Ara, "ara"), (Lang::Pes, "fas"), (Lang::Urd, "urd")],
        usual: "ara",
    },
    Foreign {
        code: "Armn",
        name: "Armenian",
        model: "Armenian",
        script: Script::Armenian,
        languages: &[(Lang::Hye, "hye")],
        usual: "hye",
    },
    Foreign {
        code: "Cyrl",
        name: "Cyrillic",
        model: "Cyrillic",
        script: Script::Cyrillic,
        languages: &[
            (Lang::Rus, "rus"),
            (Lang::Ukr, "ukr"),
            (Lang::Bul, "bul"),
            (Lang::Srp, "srp"),
            (Lang::Mkd, "mkd"),
            (Lang::Bel, "bel"),
        ],
        usual: "rus",
    },
    Foreign {
        code: "Deva",
        name: "Devanagari",
        model: "Devanagari",
        script: Script::Devanagari,
        languages: &[(Lang::Hin, "hin"), (Lang::Mar, "mar"), (Lang::Nep, "nep")],
        usual: "hin",
    },
    Foreign {
        code: "Hang",
        name: "Korean",
        model: "Hangul",
        script: Script::Hangul,
        languages: &[(Lang::Kor, "kor")],
        usual: "kor",
    },
    Foreign {
        code: "Thai",
        name: "Thai",
        model: "Thai",
        script: Script::Thai,
        languages: &[(Lang::Tha, "tha")],
        usual: "tha",
    },
    Foreign {
        code: "Hebr",
        name: "Hebrew",
        model: "Hebrew",
        script: Script::Hebrew,
        languages: &[(Lang::Heb, "heb"), (Lang::Yid, "yid")],
        usual: "heb",
    },
    Foreign {
        code: "Grek",
        name: "Greek",
        model: "Greek",
        script: Script::Greek,
        languages: &[(Lang::Ell, "ell")],
        usual: "ell",
    },
    Foreign {
        code: "Beng",
        name: "Bengali",
        model: "Bengali",
        script: Script::Bengali,
        languages: &[(Lang::Ben, "ben")],
        usual: "ben",
    },
    Foreign {
        code: "Taml",
        name: "Tamil",
        model: "Tamil",
        script: Script::Tamil,
        languages: &[(Lang::Tam, "tam")],
        usual: "tam",
    },
    Foreign {
        code: "Telu",
        name: "Telugu",
        model: "Telugu",
        script: Script::Telugu,
        languages: &[(Lang::Tel, "tel")],
        usual: "tel",
    },
    Foreign {
        code: "Khmr",
        name: "Khmer",
        model: "Khmer",
        script: Script::Khmer,
        languages: &[(Lang::Khm, "khm")],
        usual: "khm",
    },
    Foreign { code: "Laoo", name: "Lao", model: "Lao", script: Script::Lao, languages: &[], usual: "lao" },
    Foreign {
        code: "Mymr",
        name: "Burmese",
        model: "Myanmar",
        script: Script::Myanmar,
        languages: &[(Lang::Mya, "mya")],
        usual: "mya",
    },
    Foreign {
        code: "Ethi",
        name: "Ethiopic",
        model: "Ethiopic",
        script: Script::Ethiopic,
        languages: &[(Lang::Amh, "amh")],
        usual: "amh",
    },
    Foreign {
        code: "Gujr",
        name: "Gujarati",
        model: "Gujarati",
        script: Script::Gujarati,
        languages: &[(Lang::Guj, "guj")],
        usual: "guj",
    },
    Foreign {
        code: "Guru",
        name: "Gurmukhi",
        model: "Gurmukhi",
        script: Script::Gurmukhi,
        languages: &[(Lang::Pan, "pan")],
        usual: "pan",
    },
    Foreign {
        code: "Knda",
        name: "Kannada",
        model: "Kannada",
        script: Script::Kannada,
        languages: &[(Lang::Kan, "kan")],
        usual: "kan",
    },
    Foreign {
        code: "Mlym",
        name: "Malayalam",
        model: "Malayalam",
        script: Script::Malayalam,
        languages: &[(Lang::Mal, "mal")],
        usual: "mal",
    },
    Foreign {
        code: "Orya",
        name: "Odia",
        model: "Oriya",
        script: Script::Oriya,
        languages: &[(Lang::Ori, "ori")],
        usual: "ori",
    },
    Foreign {
        code: "Sinh",
        name: "Sinhala",
        model: "Sinhala",
        script: Script::Sinhala,
        languages: &[(Lang::Sin, "sin")],
        usual: "sin",
    },
    Foreign { code: "Tibt", name: "Tibetan", model: "Tibetan", script: Script::Tibetan, languages: &[], usual: "bod" },
];

impl Foreign {
    /// The script that Tesseract's detection calls `name`.
    pub(crate) fn detected(name: &str) -> Option<&'static Self> {
        // Its own name for the one script, that of its language.
        let name = if name == "Korean" { "Hangul" } else { name };
        FOREIGN.iter().find(|foreign| foreign.model == name)
    }

    /// The installed model for text of which only the script is known.
    pub(crate) fn any_model<'t>(&self, tesseract: &'t Tesseract) -> Option<&'t str> {
        let languages = self.languages.iter().map(|(_, code)| *code);
        std::iter::once(self.model).chain([self.usual]).chain(languages).find_map(|name| tesseract.model(name))
    }

    /// The installed models that show soonest whether a text is in the script: that of its most common language, which
    /// loads in no time, and of a hand that this one does not know; else any.
    pub(crate) fn small_models<'t>(&self, tesseract: &'t Tesseract) -> Vec<&'t str> {
        let names: &[&str] = match self.code {
            // Printed on a slope, and like nothing else.
            "Arab" => &["ara", "urd"],
            // The model of the language reads Thai in anything.
            "Thai" => &["Thai"],
            _ => &[self.usual],
        };
        let found: Vec<&str> = names.iter().filter_map(|name| tesseract.model(name)).collect();
        if found.is_empty() { self.any_model(tesseract).into_iter().collect() } else { found }
    }

    /// Whether a text in this script is without doubt one of its languages, where it has several: letters that were
    /// guessed make no words.
    pub(crate) fn bears_out(&self, text: &str) -> bool {
        let detector = Detector::with_allowlist(self.languages.iter().map(|row| row.0).collect());
        self.languages.len() > 1 && detector.detect(text).is_some_and(|found| found.is_reliable())
    }

    /// Tesseract's codes of its languages.
    pub(crate) fn codes(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.usual).chain(self.languages.iter().map(|row| row.1))
    }

    /// The installed models of its languages.
    pub(crate) fn models<'t>(&self, tesseract: &'t Tesseract) -> impl Iterator<Item = &'t str> {
        self.languages.iter().filter_map(|(_, code)| tesseract.model(code))
    }

    /// The share of the letters of `text` that belong to the script.
    pub(crate) fn share(&self, text: &str) -> f32 {
        let letters = text.chars().filter(|c| c.is_alphabetic());
        let (own, all) = letters.fold((0, 0), |(own, all), c| (own + u32::from(c.script() == self.script), all + 1));
        if all == 0 { 0.0 } else { own as f32 / all as f32 }
    }

    /// The language of a text in this script, by Tesseract's code; `None` where that cannot be told.
    pub(crate) fn language(&self, text: &str) -> Option<&'static str> {
        if let [(_, only)] = self.languages {
            return Some(only);
        }
        if self.languages.is_empty() {
            return Some(self.usual);
        }
        let among = Detector::with_allowlist(self.languages.iter().map(|row| row.0).collect());
        let lang = among.detect_lang(text)?;
        self.languages.iter().find(|row| row.0 == lang).map(|row| row.1)
    }
}

/// The script that most letters of `text` belong to, as ISO 15924 has it: `Jpan` for ideographs with kana among them,
/// `Hani` without; `None` for a text without letters.
pub(crate) fn of_text(text: &str) -> Option<&'static str> {
    let (mut latin, mut han, mut kana, mut greek) = (0, 0, 0, 0);
    for c in text.chars() {
        match c.script() {
            Script::Latin => latin += 1,
            Script::Han => han += 1,
            Script::Hiragana | Script::Katakana => kana += 1,
            Script::Greek => greek += 1,
            _ => {}
        }
    }
    // Two letters of Latin take the place of one ideograph.
    let ideographic = 2 * (han + kana);
    match (latin, ideographic, greek) {
        (0, 0, 0) => None,
        (_, i, g) if latin >= i && latin >= g => Some("Latn"),
        (_, i, g) if g > i => Some("Grek"),
        // Every Japanese sentence has kana.
        _ if kana * 10 >= han => Some("Jpan"),
        _ => Some("Hani"),
    }
}

/// Whether a character is of a script whose characters all fill one square.
pub(crate) fn is_ideographic(c: char) -> bool {
    matches!(c.script(), Script::Han | Script::Hiragana | Script::Katakana)
}

/// Whether a text looks like one of these languages, by their codes in ISO 639-3, be it never so uncertain.
pub(crate) fn may_be(text: &str, codes: &[&str]) -> bool {
    whatlang::detect_lang(text).is_some_and(|lang| codes.contains(&lang.code()))
}

/// The language of a text that the default engine read, by its code in ISO 639-3, where that is certain.
pub(crate) fn language_of(text: &str) -> Option<&'static str> {
    let info = whatlang::detect(text)?;
    info.is_reliable().then(|| info.lang().code())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_script_has_its_own_code_and_model() {
        let mut codes: Vec<&str> = FOREIGN.iter().flat_map(|f| [f.code, f.model]).collect();
        codes.sort_unstable();
        let count = codes.len();
        codes.dedup();
        // Only Thai's code and model are one word.
        assert_eq!(codes.len(), count - 1);
        for foreign in FOREIGN {
            assert_eq!(foreign.script.short_name(), foreign.code);
        }
    }

    #[test]
    fn languages_of_one_script_are_told_apart() {
        let script = |code: &str| FOREIGN.iter().find(|f| f.code == code).unwrap();
        let texts = [
            ("Cyrl", "rus", "Каждый человек имеет право на образование. Образование должно быть бесплатным"),
            (
                "Cyrl",
                "ukr",
                "Кожна людина має право на освіту. Освіта повинна бути безплатною, хоча б початкова і загальна",
            ),
            ("Cyrl", "bul", "Всеки човек има право на образование. Образованието трябва да бъде безплатно"),
            ("Hebr", "heb", "כל אדם זכאי לחינוך. החינוך יינתן חינם, לפחות בשלבים הראשונים והיסודיים"),
            ("Hebr", "yid", "יעדער מענטש האָט אַ רעכט אויף בילדונג. בילדונג דאַרף זיין פריי אין די עלעמענטאַרע שטאַפּלען"),
            (
                "Arab",
                "fas",
                "هر کس حق دارد که از آموزش و پرورش بهره‌مند شود. آموزش و پرورش لااقل تا حدودی که مربوط به تعلیمات",
            ),
            ("Arab", "ara", "لكل شخص الحق في التعلم، ويجب أن يكون التعليم في مراحله الأولى والأساسية على الأقل بالمجان"),
            ("Thai", "tha", "ทุกคนมีสิทธิในการศึกษา"),
            ("Laoo", "lao", "ທຸກຄົນມີສິດໄດ້ຮັບການສຶກສາ"),
        ];
        for (code, language, text) in texts {
            assert_eq!(script(code).language(text), Some(language), "{text}");
            assert!(script(code).share(text) > 0.95);
        }
        assert_eq!(script("Cyrl").share("plain Latin"), 0.0);
        assert_eq!(script("Cyrl").share("12 : 45"), 0.0);
    }

    #[test]
    fn the_script_of_what_was_read() {
        assert_eq!(of_text("Everyone has the right"), Some("Latn"));
        assert_eq!(of_text("人人都有受教育的权利 UNESCO"), Some("Hani"));
        assert_eq!(of_text("何人も、奴隷にされ、又は苦役に服することはない"), Some("Jpan"));
        assert_eq!(of_text("12.50 €"), None);
    }

    #[test]
    fn detection_has_names_of_its_own() {
        assert_eq!(Foreign::detected("Korean").map(|f| f.code), Some("Hang"));
        assert_eq!(Foreign::detected("Cyrillic").map(|f| f.code), Some("Cyrl"));
        assert_eq!(Foreign::detected("Latin"), None);
        assert_eq!(Foreign::detected("Fraktur"), None);
    }
}
