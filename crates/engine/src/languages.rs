//! Languages by the names that people and programs give them, and which of them the engines here can read.
//!
//! A language that is known and cannot be read is refused by name: reading it with the wrong engine gives confident
//! nonsense.

use document::Code;

use crate::Error;

/// ISO 639-3 (or Tesseract's code), ISO 639-1 and other names, separated by spaces; then the English name. The
/// alphabet of each is in the recogniser's dictionary.
const READ: &[(&str, &str)] = &[
    ("eng en", "English"),
    ("chi_sim ch zh zho chi cmn zh-hans zh-cn zh-sg chinese_sim", "Chinese, simplified"),
    ("chi_tra zh-hant zh-tw zh-hk chinese_cht", "Chinese, traditional"),
    ("jpn ja japan japanese", "Japanese"),
    ("afr af", "Afrikaans"),
    ("aze az", "Azerbaijani"),
    ("bos bs", "Bosnian"),
    ("bre br", "Breton"),
    ("cat ca", "Catalan"),
    ("ceb", "Cebuano"),
    ("ces cs cze", "Czech"),
    ("cos co", "Corsican"),
    ("cym cy wel", "Welsh"),
    ("dan da", "Danish"),
    ("deu de ger german", "German"),
    ("epo eo", "Esperanto"),
    ("est et", "Estonian"),
    ("eus eu baq", "Basque"),
    ("fao fo", "Faroese"),
    ("fil tl tgl", "Filipino"),
    ("fin fi", "Finnish"),
    ("fra fr fre french", "French"),
    ("frk fraktur deu_latf", "German in Fraktur"),
    ("fry fy", "Western Frisian"),
    ("gla gd", "Scottish Gaelic"),
    ("gle ga", "Irish"),
    ("glg gl", "Galician"),
    ("hat ht", "Haitian Creole"),
    ("hrv hr", "Croatian"),
    ("hun hu", "Hungarian"),
    ("ind id", "Indonesian"),
    ("isl is ice", "Icelandic"),
    ("ita it", "Italian"),
    ("jav jv", "Javanese"),
    ("kmr ku kur", "Kurdish in Latin script"),
    ("lat la latin", "Latin"),
    ("lav lv", "Latvian"),
    ("lit lt", "Lithuanian"),
    ("ltz lb", "Luxembourgish"),
    ("mlt mt", "Maltese"),
    ("mri mi mao", "Māori"),
    ("msa ms may", "Malay"),
    ("nld nl dut", "Dutch"),
    ("nor no nob nb nno nn", "Norwegian"),
    ("oci oc", "Occitan"),
    ("pol pl", "Polish"),
    ("por pt pt-br pt-pt", "Portuguese"),
    ("que qu", "Quechua"),
    ("ron ro rum mol", "Romanian"),
    ("slk sk slo", "Slovak"),
    ("slv sl", "Slovenian"),
    ("spa es spa_old", "Spanish"),
    ("sqi sq alb", "Albanian"),
    ("srp_latn sr-latn rs_latin", "Serbian in Latin script"),
    ("sun su", "Sundanese"),
    ("swa sw", "Swahili"),
    ("swe sv", "Swedish"),
    ("ton to", "Tongan"),
    ("tur tr", "Turkish"),
    ("uzb uz", "Uzbek in Latin script"),
];

/// Languages that people ask for and no engine here reads.
const NOT_READ: &[(&str, &str)] = &[
    ("amh am", "Amharic"),
    ("ara ar arabic", "Arabic"),
    ("asm as", "Assamese"),
    ("bel be", "Belarusian"),
    ("ben bn", "Bengali"),
    ("bul bg", "Bulgarian"),
    ("ell el gre", "Greek"),
    ("fas fa per pes", "Persian"),
    ("guj gu", "Gujarati"),
    ("heb he iw", "Hebrew"),
    ("hin hi devanagari", "Hindi"),
    ("hye hy arm", "Armenian"),
    ("kan kn", "Kannada"),
    ("kat ka geo", "Georgian"),
    ("kaz kk", "Kazakh"),
    ("khm km", "Khmer"),
    ("kir ky", "Kyrgyz"),
    ("kor ko korean", "Korean"),
    ("lao lo", "Lao"),
    ("mal ml", "Malayalam"),
    ("mar mr", "Marathi"),
    ("mkd mk mac", "Macedonian"),
    ("mon mn", "Mongolian"),
    ("mya my bur", "Burmese"),
    ("nep ne", "Nepali"),
    ("ori or", "Odia"),
    ("pan pa", "Punjabi"),
    ("pus ps", "Pashto"),
    ("rus ru cyrillic", "Russian"),
    ("san sa", "Sanskrit"),
    ("sin si", "Sinhala"),
    ("srp sr", "Serbian"),
    ("tam ta", "Tamil"),
    ("tel te", "Telugu"),
    ("tha th", "Thai"),
    ("tgk tg", "Tajik"),
    ("ukr uk", "Ukrainian"),
    ("urd ur", "Urdu"),
    ("vie vi", "Vietnamese"),
    ("yid yi ydd", "Yiddish"),
    ("yor yo", "Yoruba"),
];

/// Checks what a user typed: one language or several joined by `+`, each in any of its names; `auto` is always fine.
///
/// # Errors
/// `language_unsupported` for a language that is known and cannot be read, `usage` for a name that is not known.
pub fn check(typed: &str) -> Result<(), Error> {
    for name in typed.split('+') {
        let wanted = name.trim().to_ascii_lowercase();
        if wanted == "auto" || find(READ, &wanted).is_some() {
            continue;
        }
        return Err(match find(NOT_READ, &wanted) {
            Some(english) => Error::new(
                Code::LanguageUnsupported,
                format!("no installed engine reads {english} yet; `ocrchat engines` says what can be read"),
            ),
            None => Error::new(
                Code::Usage,
                format!("`{name}` is not a language that is known here; give its ISO 639 code, e.g. de or deu"),
            ),
        });
    }
    Ok(())
}

/// The models with which Tesseract reads the languages that a user gave.
///
/// # Errors
/// `language_unsupported` where it has none for one of them.
pub fn tesseract_models(typed: Option<&str>, tesseract: &crate::tesseract::Tesseract) -> Result<Vec<String>, Error> {
    let Some(typed) = typed.filter(|typed| *typed != "auto") else {
        return Ok(vec!["eng".to_owned()]);
    };
    let mut models = Vec::new();
    for name in typed.split('+') {
        let wanted = name.trim().to_ascii_lowercase();
        let names = READ.iter().chain(NOT_READ).map(|row| row.0).find(|names| names.split(' ').any(|n| n == wanted));
        let mut names = names.unwrap_or(name).split(' ');
        let model = names
            .find_map(|name| tesseract.model(name))
            .ok_or_else(|| Error::new(Code::LanguageUnsupported, format!("Tesseract has no model for `{name}`")))?;
        models.push(model.to_owned());
    }
    Ok(models)
}

/// The English name of the language that has `wanted` among its names; a region or script after `-` may be left out.
fn find(table: &[(&str, &'static str)], wanted: &str) -> Option<&'static str> {
    let named = |wanted: &str| table.iter().find(|(names, _)| names.split(' ').any(|n| n == wanted)).map(|row| row.1);
    named(wanted).or_else(|| named(wanted.split_once(['-', '_'])?.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_common_name_of_a_language_will_do() {
        for name in ["en", "eng", "EN", "en-GB", "ch", "zh-Hans", "chi_sim", "deu+eng", "auto", "pt_BR", "Fraktur"] {
            assert_eq!(check(name), Ok(()), "{name}");
        }
    }

    #[test]
    fn a_language_that_cannot_be_read_is_named_and_a_typing_error_too() {
        let error = check("eng+rus").unwrap_err();
        assert_eq!(error.code, Code::LanguageUnsupported);
        assert!(error.message.contains("Russian"));
        assert_eq!(check("klingonish").unwrap_err().code, Code::Usage);
        assert_eq!(check("").unwrap_err().code, Code::Usage);
    }

    #[test]
    fn no_name_stands_for_two_languages() {
        let mut names: Vec<&str> = READ.iter().chain(NOT_READ).flat_map(|(names, _)| names.split(' ')).collect();
        names.sort_unstable();
        let count = names.len();
        names.dedup();
        assert_eq!(names.len(), count);
    }
}
