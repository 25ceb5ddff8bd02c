//! Lines for people, on stderr: one each, never a result.

use std::io::Write;
use std::path::Path;

use app::contract::WireError;
use document::{Code, Page, ReadingReason};

/// `ocrchat: error: INPUT: …; what to do`. A closed stderr is nobody's loss.
pub(crate) fn error(input: Option<&Path>, error: &WireError) {
    let input = input.map_or(String::new(), |input| format!("{}: ", input.display()));
    let advice = advice(error.code).map_or(String::new(), |advice| format!("; {advice}"));
    let line = one_line(&format!("{input}{}{advice}", error.message));
    let _ = writeln!(std::io::stderr(), "ocrchat: error: {line}");
}

/// As [`error`], of something that is no document: the message says by itself what to do.
pub(crate) fn plain_error(what: &str, error: &WireError) {
    let _ = writeln!(std::io::stderr(), "ocrchat: error: {what}: {}", one_line(&error.message));
}

/// What to do, in the words of this host; `None` where the message itself says it, or nothing can be done.
fn advice(code: Code) -> Option<&'static str> {
    match code {
        Code::InputMissing => Some("check the path"),
        Code::InputDirectory => Some("name the files in it"),
        Code::InputEmpty => Some("copy or download it again"),
        Code::InputBroken => Some("copy, download or scan it again"),
        Code::InputUnsupported => Some("save it as PNG, JPEG or PDF"),
        Code::InputUnreadable => Some("check its permissions"),
        Code::PasswordRequired => Some("give it with --password-file or --password"),
        Code::PasswordWrong => Some("check --password-file or --password"),
        Code::OutputUnwritable => Some("choose another place with -o"),
        Code::OutputExists => Some("leave --no-overwrite out to replace it"),
        Code::DiskFull => Some("free some space, or choose another place with -o"),
        _ => None,
    }
}

/// `ocrchat: …`.
pub(crate) fn say(message: &str) {
    let _ = writeln!(std::io::stderr(), "ocrchat: {}", one_line(message));
}

/// What became of a page that was tried, in one line: how much was read, by which engine, in which script and language,
/// why by that engine, and how the page was turned.
pub(crate) fn page(page: &Page) -> String {
    if let Some(error) = &page.error {
        return error.message.clone();
    }
    let mut line = format!("{} words by {}", page.words().count(), page.engine);
    if let Some(reading) = &page.reading {
        let found = [&reading.script, &reading.language].into_iter().flatten().map(String::as_str);
        let why = match reading.reason {
            ReadingReason::Asked => "as asked",
            ReadingReason::Legible => "its lines read as text",
            ReadingReason::Script => "its script was recognised",
            ReadingReason::Language => "its language was recognised",
            ReadingReason::Mixed => "it mixes scripts",
            ReadingReason::Undecided => "nothing speaks for another engine",
        };
        let all: Vec<&str> = found.chain([why]).collect();
        line += &format!(" ({})", all.join(", "));
    }
    if page.rotation != 0 {
        line += &format!(", turned by {} degrees", page.rotation);
    }
    line
}

fn one_line(message: &str) -> String {
    message.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use document::Reading;

    use super::*;

    #[test]
    fn a_page_says_by_what_it_was_read_and_why() {
        let reading = Reading {
            language: Some("rus".to_owned()),
            script: Some("Cyrl".to_owned()),
            reason: ReadingReason::Script,
        };
        let mut read = Page { engine: "tesseract".to_owned(), rotation: 90, reading: Some(reading), ..Page::default() };
        assert_eq!(page(&read), "0 words by tesseract (Cyrl, rus, its script was recognised), turned by 90 degrees");
        (read.reading, read.rotation) = (None, 0);
        assert_eq!(page(&read), "0 words by tesseract");
        let failed = Page::failed(0, Code::InputBroken, "it is broken");
        assert_eq!(page(&failed), "it is broken");
    }
}
