//! Runs of a paragraph: styles, directions and languages.
//!
//! Word asks of every run whether it is set from right to left: a run of mixed directions is cut where the direction
//! changes, and what has no direction of its own (spaces, digits, punctuation) goes with its neighbours where they agree
//! and with the paragraph where they do not, as the Unicode bidirectional algorithm has it.

use document::flow::Span;
use docx_rs::{BreakType, Paragraph, Run};

use super::marks::{self, Mark};
use crate::language::{self, Languages};
use crate::xml::is_xml;

/// What a run takes from where it stands.
pub(super) struct Context<'a> {
    /// The languages of the document.
    pub(super) languages: &'a Languages,
    /// Whether the page has Japanese.
    pub(super) japanese: bool,
    /// Whether the paragraph is set from right to left.
    pub(super) rtl: bool,
    /// In bold whatever the words are: a table's head.
    pub(super) bold: bool,
}

/// Adds the runs of one paragraph.
pub(super) fn add(mut paragraph: Paragraph, spans: &[Span], context: &Context) -> Paragraph {
    let text: String = spans.iter().map(|span| span.text.as_str()).collect();
    let stretches = stretches(&text, context.rtl);
    let mut at = 0;
    for span in spans {
        let end = at + span.text.len();
        for &(start, stop, rtl) in stretches.iter().filter(|(start, stop, _)| *start < end && at < *stop) {
            paragraph = paragraph.add_run(one(&text[start.max(at)..stop.min(end)], span, rtl, context));
        }
        at = end;
    }
    paragraph
}

fn one(text: &str, span: &Span, rtl: bool, context: &Context) -> Run {
    let mut run = Run::new();
    if span.bold || context.bold {
        run = run.bold();
    }
    if span.italic {
        run = run.italic();
    }
    let tag = context.languages.of_text(text, context.japanese);
    let regional = tag.map(regional);
    let language = tag.zip(regional.as_deref()).map(|(tag, regional)| Mark::Language(slot(tag), regional));
    let marks: Vec<Mark> = rtl.then_some(Mark::Rtl).into_iter().chain(language).collect();
    if !marks.is_empty() {
        run = run.style(&marks::join("", &marks));
    }
    for (i, line) in text.split('\n').enumerate() {
        if i > 0 {
            run = run.add_break(BreakType::TextWrapping);
        }
        for (j, part) in line.split('\t').enumerate() {
            if j > 0 {
                run = run.add_tab();
            }
            if !part.is_empty() {
                // `docx-rs` escapes markup, and lets through what XML cannot hold at all.
                run = run.add_text(part.chars().filter(|c| is_xml(*c)).collect::<String>());
            }
        }
    }
    run
}

/// Which of Word's three languages of a run a language is.
fn slot(tag: &str) -> &'static str {
    match tag.split('-').next().unwrap_or_default() {
        "ja" | "zh" | "ko" => "w:eastAsia",
        "ar" | "fa" | "ur" | "ps" | "he" | "yi" | "th" | "lo" | "hi" | "mr" | "ne" | "sa" | "bn" | "as" | "gu"
        | "pa" | "ta" | "te" | "kn" | "ml" | "or" | "si" => "w:bidi",
        _ => "w:val",
    }
}

/// A language as Word names it: with its region, the likeliest where none was named.
pub(super) fn regional(tag: &str) -> String {
    let region = match tag {
        "zh-Hans" | "zh" => return "zh-CN".to_owned(),
        "zh-Hant" => return "zh-TW".to_owned(),
        tag if tag.contains('-') => return tag.to_owned(),
        "en" => "US",
        "ja" => "JP",
        "ko" => "KR",
        "ar" => "SA",
        "fa" => "IR",
        "ur" => "PK",
        "he" => "IL",
        "cs" => "CZ",
        "da" => "DK",
        "sv" => "SE",
        "el" => "GR",
        "et" => "EE",
        "sl" => "SI",
        "nb" | "nn" | "no" => "NO",
        "uk" => "UA",
        "be" => "BY",
        "vi" => "VN",
        "sq" => "AL",
        "ga" => "IE",
        "cy" | "gd" => "GB",
        "eu" | "ca" | "gl" => "ES",
        "hi" | "mr" | "bn" | "gu" | "pa" | "ta" | "te" | "kn" | "ml" | "or" | "sa" | "as" => "IN",
        tag if tag.len() == 2 => return format!("{tag}-{}", tag.to_ascii_uppercase()),
        tag => return tag.to_owned(),
    };
    format!("{tag}-{region}")
}

/// Cuts `text` into stretches of one direction: start, end, whether from right to left.
fn stretches(text: &str, paragraph_rtl: bool) -> Vec<(usize, usize, bool)> {
    let mut out: Vec<(usize, usize, bool)> = Vec::new();
    // The direction before what has none, and where that begins.
    let (mut before, mut neutral) = (paragraph_rtl, 0);
    let mut push = |start: usize, end: usize, rtl: bool| match out.last_mut() {
        _ if start == end => {}
        Some(last) if last.2 == rtl => last.1 = end,
        _ => out.push((start, end, rtl)),
    };
    for (i, c) in text.char_indices() {
        if language::script(c).is_none() {
            continue;
        }
        let rtl = language::is_rtl(c);
        push(neutral, i, if before == rtl { rtl } else { paragraph_rtl });
        neutral = i + c.len_utf8();
        push(i, neutral, rtl);
        before = rtl;
    }
    push(neutral, text.len(), paragraph_rtl);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, rtl: bool) -> Vec<(&str, bool)> {
        stretches(text, rtl).into_iter().map(|(a, b, rtl)| (&text[a..b], rtl)).collect()
    }

    #[test]
    fn a_run_is_cut_where_the_direction_changes() {
        assert_eq!(cut("plain text.", false), [("plain text.", false)]);
        assert_eq!(cut("the word سلام, 12 twice", false), [("the word ", false), ("سلام", true), (", 12 twice", false)]);
        assert_eq!(cut("שלום ABC 12.", true), [("שלום ", true), ("ABC", false), (" 12.", true)]);
        assert_eq!(cut("12", true), [("12", true)]);
    }

    #[test]
    fn languages_have_regions() {
        assert_eq!(
            (regional("de"), regional("en"), regional("zh-Hant")),
            ("de-DE".into(), "en-US".into(), "zh-TW".into())
        );
        assert_eq!((regional("pt-BR"), regional("ceb")), ("pt-BR".into(), "ceb".into()));
    }
}
