//! What a new PDF says of itself: the information dictionary, the same in XMP, and for PDF/A the output intent (ISO
//! 19005-2, 6.2.3 and 6.6).

use std::io::{self, Write};
use std::time::SystemTime;

use lopdf::{Dictionary, Object, Stream, StringFormat, dictionary};
use moxcms::ColorProfile;

use super::file::{PdfFile, compressed};

/// The name of the program.
const PRODUCER: &str = concat!("OCR.chat Desktop ", env!("CARGO_PKG_VERSION"));

/// A date and time of UTC, as year, month, day, hour, minute, second. Days to dates: Howard Hinnant, "chrono-compatible
/// low-level date algorithms", civil_from_days.
fn civil(time: SystemTime) -> [u64; 6] {
    let seconds = time.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |d| d.as_secs());
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    let days = days + 719_468;
    let era = days / 146_097;
    let day_of_era = days % 146_097;
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    [year, month, day, rest / 3600, rest / 60 % 60, rest % 60]
}

/// The information dictionary.
pub(super) fn information(title: &str, created: SystemTime) -> Dictionary {
    let [year, month, day, hour, minute, second] = civil(created);
    let date = format!("D:{year:04}{month:02}{day:02}{hour:02}{minute:02}{second:02}Z");
    let text = |text: &str| {
        let units = std::iter::once(0xfeff).chain(text.encode_utf16());
        Object::String(units.flat_map(u16::to_be_bytes).collect(), StringFormat::Hexadecimal)
    };
    let date = || Object::String(date.clone().into_bytes(), StringFormat::Literal);
    dictionary! {
        "Title" => text(title), "Producer" => text(PRODUCER), "CreationDate" => date(), "ModDate" => date(),
    }
}

/// The XMP packet; with `pdf_a` it declares PDF/A-2b.
pub(super) fn xmp(title: &str, created: SystemTime, pdf_a: bool) -> Stream {
    let [year, month, day, hour, minute, second] = civil(created);
    let date = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z");
    let conformance = if pdf_a { "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>" } else { "" };
    let title = escaped(title);
    let packet = format!(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\
         <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description rdf:about=\"\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" \
         xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\">\
         <dc:format>application/pdf</dc:format><dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">{title}</rdf:li>\
         </rdf:Alt></dc:title><xmp:CreateDate>{date}</xmp:CreateDate><xmp:ModifyDate>{date}</xmp:ModifyDate>\
         <pdf:Producer>{PRODUCER}</pdf:Producer>{conformance}</rdf:Description></rdf:RDF></x:xmpmeta>\n\
         <?xpacket end=\"w\"?>"
    );
    // Plain, so that programs that know nothing of PDF find it.
    Stream::new(dictionary! { "Type" => "Metadata", "Subtype" => "XML" }, packet.into_bytes()).with_compression(false)
}

/// Writes the profile of sRGB, and gives the output intent that names it. printpdf's own is one of a press, for PDF/X.
pub(super) fn output_intent<W: Write>(file: &mut PdfFile<W>) -> io::Result<Dictionary> {
    let profile = ColorProfile::new_srgb().encode().map_err(|e| io::Error::other(e.to_string()))?;
    let mut profile = compressed(&profile);
    profile.dict.set("N", 3);
    let profile = file.add(profile)?;
    let name = || Object::String(b"sRGB IEC61966-2.1".to_vec(), StringFormat::Literal);
    Ok(dictionary! {
        "Type" => "OutputIntent",
        "S" => "GTS_PDFA1",
        "OutputConditionIdentifier" => name(),
        "Info" => name(),
        "DestOutputProfile" => profile,
    })
}

/// The level of PDF/A that an XMP packet declares, e.g. `1` of `<pdfaid:part>1</pdfaid:part>` or `pdfaid:part="1"`.
pub(super) fn declared_part(xmp: &[u8]) -> Option<u8> {
    let text = String::from_utf8_lossy(xmp);
    let after = text.split_once("pdfaid:part")?.1;
    let digit = after.trim_start_matches(['>', '=', '"', '\'', ' ']).bytes().next()?;
    digit.is_ascii_digit().then(|| digit - b'0')
}

fn escaped(text: &str) -> String {
    let text: String = text.chars().filter(|c| !c.is_control()).collect();
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn dates_are_those_of_the_calendar() {
        let at = |seconds| civil(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds));
        assert_eq!(at(0), [1970, 1, 1, 0, 0, 0]);
        assert_eq!(at(951_782_399), [2000, 2, 28, 23, 59, 59]);
        assert_eq!(at(951_782_400), [2000, 2, 29, 0, 0, 0]);
        assert_eq!(at(4_107_542_400), [2100, 3, 1, 0, 0, 0]);
    }

    #[test]
    fn a_title_breaks_neither_form() {
        let xmp = String::from_utf8(xmp("a<b>&\u{7}ü", SystemTime::UNIX_EPOCH, true).content).unwrap();
        assert!(xmp.contains("a&lt;b&gt;&amp;ü"), "{xmp}");
        assert_eq!(declared_part(xmp.as_bytes()), Some(2));
        assert_eq!(declared_part(b"<x pdfaid:part='3'/>"), Some(3));
        assert_eq!(declared_part(b"<x/>"), None);
    }
}
