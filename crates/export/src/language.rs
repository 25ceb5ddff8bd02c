//! Languages and directions of stretches of text, as formats tag them (BCP 47).
//!
//! A language is the one that the user named for that script; where nobody named one, only a script that one language
//! all but owns tells it. Refuses to guess the language of Latin or Cyrillic text.

use document::{Document, Page};

/// The scripts that formats treat differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Script {
    /// Latin, and letters of no script of this list.
    Latin,
    /// Cyrillic.
    Cyrillic,
    /// Greek.
    Greek,
    /// Hebrew.
    Hebrew,
    /// Arabic and the scripts of its kin.
    Arabic,
    /// Devanagari and the other scripts of India.
    Indic,
    /// Thai, Lao, Khmer, Burmese.
    Thai,
    /// Han, alone.
    Han,
    /// Hiragana and katakana.
    Kana,
    /// Hangul.
    Hangul,
}

/// ISO 639-1 codes by script, each after the codes of ISO 639-2/3 and Tesseract that mean the same.
const CODES: &[(Script, &str)] = &[
    (
        Script::Latin,
        "eng=en deu=de ger=de fra=fr fre=fr spa=es ita=it por=pt nld=nl dut=nl pol=pl ces=cs cze=cs slk=sk slo=sk slv=sl \
         hrv=hr bos=bs hun=hu ron=ro rum=ro tur=tr swe=sv dan=da nor=no nob=nb nno=nn fin=fi est=et lav=lv lit=lt isl=is \
         ice=is gle=ga gla=gd cym=cy wel=cy eus=eu baq=eu cat=ca glg=gl sqi=sq alb=sq mlt=mt lat=la epo=eo afr=af swa=sw \
         ind=id msa=ms may=ms jav=jv sun=su vie=vi aze=az uzb=uz bre=br cos=co fao=fo fry=fy hat=ht ltz=lb mri=mi mao=mi \
         oci=oc que=qu ton=to yor=yo kmr=ku tgl=tl fil=tl ceb=ceb frk=de fraktur=de deu_latf=de srp_latn=sr-Latn",
    ),
    (Script::Cyrillic, "rus=ru ukr=uk bel=be bul=bg mkd=mk mac=mk srp=sr kaz=kk kir=ky mon=mn tgk=tg"),
    (Script::Greek, "ell=el gre=el"),
    (Script::Hebrew, "heb=he yid=yi"),
    (Script::Arabic, "ara=ar fas=fa per=fa pes=fa urd=ur pus=ps"),
    (
        Script::Indic,
        "hin=hi mar=mr nep=ne san=sa ben=bn asm=as guj=gu pan=pa tam=ta tel=te kan=kn mal=ml ori=or sin=si",
    ),
    (Script::Thai, "tha=th lao=lo khm=km mya=my bur=my"),
    (
        Script::Han,
        "ch=zh-Hans chi_sim=zh-Hans zh=zh-Hans zho=zh-Hans chi=zh-Hans cmn=zh-Hans zh-hans=zh-Hans zh-cn=zh-Hans \
         chi_tra=zh-Hant zh-hant=zh-Hant zh-tw=zh-Hant zh-hk=zh-Hant chinese_cht=zh-Hant",
    ),
    (Script::Kana, "jpn=ja japan=ja"),
    (Script::Hangul, "kor=ko"),
];

/// The languages of a document.
#[derive(Clone, Debug, Default)]
pub(crate) struct Languages {
    named: Vec<(Script, String)>,
}

impl Languages {
    /// Those that the user named for `document`, as they were typed: `de`, `eng+jpn`, `pt-BR`, `ch`.
    pub(crate) fn of(document: &Document) -> Self {
        let typed = document.language.as_deref().unwrap_or_default();
        Self { named: typed.split('+').filter_map(|name| named(name.trim())).collect() }
    }

    /// The language of text in `script`, where it can be told. `japanese` says that the text around it has kana.
    pub(crate) fn tag(&self, script: Script, japanese: bool) -> Option<&str> {
        let script = if script == Script::Han && japanese { Script::Kana } else { script };
        if let Some((_, tag)) = self.named.iter().find(|(of, _)| *of == script) {
            return Some(tag);
        }
        match script {
            Script::Greek => Some("el"),
            Script::Hebrew => Some("he"),
            Script::Arabic => Some("ar"),
            Script::Han => Some("zh"),
            Script::Kana => Some("ja"),
            Script::Hangul => Some("ko"),
            Script::Latin | Script::Cyrillic | Script::Indic | Script::Thai => None,
        }
    }

    /// The language of `text`, where it has letters and their language can be told.
    pub(crate) fn of_text(&self, text: &str, japanese: bool) -> Option<&str> {
        self.tag(main_script([text])?, japanese)
    }

    /// The language that most of the document is in, where it can be told.
    pub(crate) fn of_document(&self, document: &Document) -> Option<&str> {
        let lines = document.pages.iter().flat_map(Page::lines).map(|line| line.text.as_str());
        self.tag(main_script(lines)?, document.pages.iter().any(is_japanese))
    }
}

/// Script and tag of one language as a user names it.
fn named(typed: &str) -> Option<(Script, String)> {
    let name = typed.to_ascii_lowercase();
    let (base, region) = name.split_once(['-', '_']).map_or((name.as_str(), None), |(b, r)| (b, Some(r)));
    let find = |wanted: &str| {
        CODES.iter().find_map(|&(script, codes)| {
            let mut pairs = codes.split_whitespace().filter_map(|pair| pair.split_once('='));
            pairs.find(|&(long, short)| long == wanted || short == wanted).map(|(_, short)| (script, short))
        })
    };
    if let Some((script, tag)) = find(&name) {
        return Some((script, tag.to_owned()));
    }
    let (script, tag) = find(base)?;
    let region = region.filter(|r| r.len() == 2 && r.bytes().all(|b| b.is_ascii_alphabetic()));
    Some((script, region.map_or(tag.to_owned(), |region| format!("{tag}-{}", region.to_ascii_uppercase()))))
}

/// The script of a letter; `None` for digits, punctuation and marks that every script uses.
pub(crate) fn script(c: char) -> Option<Script> {
    Some(match c {
        '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => Script::Greek,
        '\u{400}'..='\u{52f}' => Script::Cyrillic,
        '\u{591}'..='\u{5f4}' | '\u{fb1d}'..='\u{fb4f}' => Script::Hebrew,
        // Arabic digits and punctuation go with their script; the European ones go with none.
        '\u{600}'..='\u{8ff}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' => Script::Arabic,
        '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}' => Script::Arabic,
        '\u{900}'..='\u{dff}' => Script::Indic,
        '\u{e01}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' => Script::Thai,
        '\u{3041}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{ff66}'..='\u{ff9d}' => Script::Kana,
        '\u{1100}'..='\u{11ff}' | '\u{3130}'..='\u{318f}' | '\u{ac00}'..='\u{d7af}' => Script::Hangul,
        '\u{2e80}'..='\u{2fdf}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' => {
            Script::Han
        }
        c if c.is_alphabetic() => Script::Latin,
        _ => return None,
    })
}

/// The script of most letters of `texts`; kana outweigh the Han among them. `None` without letters.
fn main_script<'a>(texts: impl IntoIterator<Item = &'a str>) -> Option<Script> {
    let mut counts: [(usize, Option<Script>); 10] = [(0, None); 10];
    for script in texts.into_iter().flat_map(str::chars).filter_map(script) {
        let count = &mut counts[script as usize];
        *count = (count.0 + 1, Some(script));
    }
    if counts[Script::Kana as usize].0 > 0 {
        counts[Script::Kana as usize].0 += counts[Script::Han as usize].0;
    }
    counts.into_iter().max_by_key(|count| count.0)?.1
}

/// Whether the page has Japanese on it: then its Han is Japanese, too.
pub(crate) fn is_japanese(page: &Page) -> bool {
    page.lines().any(|line| line.text.chars().any(|c| script(c) == Some(Script::Kana)))
}

/// Whether upright characters of `text` can be set downwards: most of its letters are of East Asia.
pub(crate) fn is_vertical(text: &str) -> bool {
    matches!(main_script([text]), Some(Script::Han | Script::Kana | Script::Hangul))
}

/// Whether a letter is written from right to left.
pub(crate) fn is_rtl(c: char) -> bool {
    matches!(script(c), Some(Script::Hebrew | Script::Arabic))
}

/// Whether most letters of `texts` are written from right to left.
pub(crate) fn runs_rtl<'a>(texts: impl IntoIterator<Item = &'a str>) -> bool {
    let (mut rtl, mut all) = (0_usize, 0_usize);
    for c in texts.into_iter().flat_map(str::chars).filter(|c| script(*c).is_some()) {
        rtl += usize::from(is_rtl(c));
        all += 1;
    }
    rtl * 2 > all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn languages(typed: &str) -> Languages {
        Languages::of(&Document { language: Some(typed.to_owned()), ..Document::default() })
    }

    #[test]
    fn a_language_is_tagged_as_the_user_named_it_for_its_script() {
        assert_eq!(languages("deu").of_text("Straße", false), Some("de"));
        assert_eq!(languages("pt_BR").of_text("ação", false), Some("pt-BR"));
        assert_eq!(languages("eng+fas").of_text("سلام", false), Some("fa"));
        assert_eq!(languages("eng+fas").of_text("peace", false), Some("en"));
        assert_eq!(languages("chi_tra").of_text("漢字", false), Some("zh-Hant"));
    }

    #[test]
    fn without_a_name_only_the_script_speaks() {
        let none = Languages::default();
        assert_eq!(none.of_text("שלום hi", false), Some("he"));
        assert_eq!((none.of_text("漢字", false), none.of_text("漢字", true)), (Some("zh"), Some("ja")));
        assert_eq!(none.of_text("漢字漢字の", false), Some("ja"));
        assert_eq!((none.of_text("hello", false), none.of_text("12.", false)), (None, None));
    }

    #[test]
    fn the_direction_is_that_of_most_letters() {
        assert!(runs_rtl(["السعر 12.50 USD"]) && !runs_rtl(["the word سلام"]) && !runs_rtl(["12"]));
    }

    #[test]
    fn every_code_stands_once() {
        let mut codes: Vec<&str> =
            CODES.iter().flat_map(|(_, c)| c.split_whitespace()).filter_map(|p| Some(p.split_once('=')?.0)).collect();
        codes.sort_unstable();
        let count = codes.len();
        codes.dedup();
        assert_eq!(codes.len(), count);
    }
}
