//! Marks: what `docx-rs` cannot say of a run, a table or a section travels through it behind the name of a style, as
//! `TableGrid|head=2|rtl`, and [`super::finish`] puts the element in its place.
//!
//! No text comes near a mark: the styles' names and the languages' tags are this program's own.

use std::fmt::{self, Display};

/// Stands before each mark; no style's name has it.
const BAR: char = '|';

/// One thing that `docx-rs` has no call for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark<'a> {
    /// Set from right to left: a run, the columns of a table, a section.
    Rtl,
    /// A run's language: which of Word's three (`w:val`, `w:eastAsia`, `w:bidi`), and the tag with its region.
    Language(&'a str, &'a str),
    /// A table's first rows, which come again on every page.
    HeadRows(usize),
}

impl Display for Mark<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rtl => write!(f, "{BAR}rtl"),
            Self::Language(slot, tag) => write!(f, "{BAR}{slot}={tag}"),
            Self::HeadRows(rows) => write!(f, "{BAR}head={rows}"),
        }
    }
}

/// The name of a style with marks behind it.
pub(super) fn join(style: &str, marks: &[Mark]) -> String {
    marks.iter().fold(style.to_owned(), |name, mark| name + &mark.to_string())
}

/// The style's own name and its marks.
pub(super) fn split(name: &str) -> (&str, Vec<Mark<'_>>) {
    let mut parts = name.split(BAR);
    let style = parts.next().unwrap_or_default();
    let mark = |part| match str::split_once(part, '=') {
        Some(("head", rows)) => rows.parse().ok().map(Mark::HeadRows),
        Some((slot, tag)) => Some(Mark::Language(slot, tag)),
        None => (part == "rtl").then_some(Mark::Rtl),
    };
    (style, parts.filter_map(mark).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_come_back_as_they_went() {
        let marks = [Mark::Rtl, Mark::Language("w:bidi", "ar-SA"), Mark::HeadRows(2)];
        assert_eq!(split(&join("TableGrid", &marks)), ("TableGrid", marks.to_vec()));
        assert_eq!(split("Quote"), ("Quote", vec![]));
    }
}
