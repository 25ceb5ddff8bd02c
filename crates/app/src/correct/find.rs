//! Find and replace within the lines of a document. What runs over a line's end is not found: each line keeps its words
//! and their boxes, whatever is replaced in it.

use document::Page;
use document::edit::{Edit, LinePath, lines_with_paths};
use regex::{Regex, RegexBuilder};

use super::{numbers, page};
use crate::contract::{
    ApplyReplacements, ChangeReply, FindPattern, FindReply, FindText, MatchRef, ReplaceText, Replacement, TextMatch,
    WireError,
};
use crate::store::{Store, StoreError};

/// Places that are given where nobody says how many.
const LIMIT: u32 = 1000;
/// Bytes that a regular expression may take: one that would take more is refused.
const MOST_BYTES: usize = 1 << 20;

/// Every place of a pattern.
///
/// # Errors
/// `usage` for an empty pattern or one that is no regular expression; what keeps pages from being read.
pub fn find(store: &Store, args: &FindText) -> Result<FindReply, WireError> {
    let sought = Sought::of(&args.pattern)?;
    let limit = args.limit.unwrap_or(LIMIT) as usize;
    let mut reply = FindReply::default();
    for number in numbers(store, &args.job, args.page)? {
        let page = page(store, &args.job, number)?;
        for (at, line) in lines_with_paths(&page) {
            for (start, end) in sought.places(&line.text) {
                reply.total += 1;
                if reply.matches.len() < limit {
                    reply.matches.push(place(number, at, line, (start, end)));
                }
            }
        }
    }
    Ok(reply)
}

/// Replaces what is found, as one step; its `changes` are places.
///
/// # Errors
/// As [`find`]; what keeps the step from being stored.
pub fn replace(store: &Store, args: &ReplaceText) -> Result<ChangeReply, WireError> {
    let sought = Sought::of(&args.pattern)?;
    let numbers: Vec<u32> = numbers(store, &args.job, args.page)?
        .into_iter()
        .filter(|n| args.only.as_ref().is_none_or(|only| only.iter().any(|m| m.page == *n)))
        .collect();
    let only = args.only.as_deref();
    let change = |page: &Page, at: LinePath, text: &str| {
        let wanted = |start: u32| only.is_none_or(|all| all.contains(&MatchRef { page: page.index, at, start }));
        sought.replace(text, &args.replacement, wanted)
    };
    apply(store, &args.job, &numbers, change)
}

/// Applies the replacement list, as one step; its `changes` are places.
///
/// # Errors
/// As [`replace`].
pub fn replace_by_list(store: &Store, args: &ApplyReplacements) -> Result<ChangeReply, WireError> {
    let list = store.replacements()?;
    let pairs = list.iter().map(|pair| Ok((Sought::of(&pair.pattern)?, &pair.replacement)));
    let pairs = pairs.collect::<Result<Vec<_>, WireError>>()?;
    let numbers = numbers(store, &args.job, args.page)?;
    let change = |_: &Page, _: LinePath, text: &str| {
        pairs.iter().fold((text.to_owned(), 0), |(text, count), (sought, by)| {
            let (text, more) = sought.replace(&text, by, |_| true);
            (text, count + more)
        })
    };
    apply(store, &args.job, &numbers, change)
}

/// Whether every pair of a replacement list can be sought.
///
/// # Errors
/// `usage`, naming the first that cannot.
pub fn check(list: &[Replacement]) -> Result<(), WireError> {
    list.iter().try_for_each(|pair| Sought::of(&pair.pattern).map(drop))
}

/// One step of the lines that `change` gives another text: the text and how many places of it are new.
fn apply(
    store: &Store,
    job: &str,
    numbers: &[u32],
    change: impl Fn(&Page, LinePath, &str) -> (String, u32),
) -> Result<ChangeReply, WireError> {
    let mut count = 0;
    let work = |page: &Page| -> Result<Vec<Edit>, StoreError> {
        let mut edits = Vec::new();
        for (at, line) in lines_with_paths(page) {
            let (text, places) = change(page, at, &line.text);
            if places > 0 && text != line.text {
                count += places;
                edits.push(Edit::SetLine { at, text });
            }
        }
        // From the back: a line that loses all its text goes, and those after it move up.
        edits.reverse();
        Ok(edits)
    };
    let step = store.correct(job, numbers, work)?;
    Ok(ChangeReply { changes: count, ..step.into() })
}

fn place(page: u32, at: LinePath, line: &document::Line, (start, end): (usize, usize)) -> TextMatch {
    let letters = |byte: usize| u32::try_from(line.text[..byte].chars().count()).unwrap_or(u32::MAX);
    let mut touched: Option<(u32, u32)> = None;
    let mut from = 0;
    for (i, word) in (0..).zip(&line.words) {
        let Some(found) = line.text[from..].find(word.text.as_str()) else {
            touched = None;
            break;
        };
        let (first, last) = (from + found, from + found + word.text.len());
        if first < end && last > start {
            touched = Some(touched.map_or((i, i), |(first, _)| (first, i)));
        }
        from = last;
    }
    TextMatch {
        page,
        at,
        start: letters(start),
        end: letters(end),
        first_word: touched.map(|t| t.0),
        last_word: touched.map(|t| t.1),
        text: line.text.clone(),
    }
}

/// A pattern, ready.
struct Sought {
    regex: Regex,
    whole_word: bool,
    /// Whether `$1` in a replacement is a group.
    groups: bool,
}

impl Sought {
    fn of(pattern: &FindPattern) -> Result<Self, WireError> {
        if pattern.text.is_empty() {
            return Err(WireError::usage("nothing is sought"));
        }
        let text = if pattern.regex { pattern.text.clone() } else { regex::escape(&pattern.text) };
        let built = RegexBuilder::new(&text).case_insensitive(!pattern.case).size_limit(MOST_BYTES).build();
        let regex = built.map_err(|e| WireError::usage(format!("{} is no regular expression: {e}", pattern.text)))?;
        Ok(Self { regex, whole_word: pattern.whole_word, groups: pattern.regex })
    }

    /// First and last byte of each place; empty ones are none.
    fn places(&self, text: &str) -> Vec<(usize, usize)> {
        let all = self.regex.find_iter(text).map(|m| (m.start(), m.end()));
        all.filter(|&place| self.counts(text, place)).collect()
    }

    fn counts(&self, text: &str, (start, end): (usize, usize)) -> bool {
        let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let ends = |inner: Option<char>, outer: Option<char>| !(letter(inner) && letter(outer));
        let found = &text[start..end];
        let (before, after) = (text[..start].chars().next_back(), text[end..].chars().next());
        end > start
            && (!self.whole_word || (ends(found.chars().next(), before) && ends(found.chars().next_back(), after)))
    }

    /// The text with the places that are `wanted` (by their first character) replaced, and how many they are.
    fn replace(&self, text: &str, by: &str, wanted: impl Fn(u32) -> bool) -> (String, u32) {
        let (mut out, mut at, mut count) = (String::with_capacity(text.len()), 0, 0);
        for groups in self.regex.captures_iter(text) {
            let Some(found) = groups.get(0) else { continue };
            let start = u32::try_from(text[..found.start()].chars().count()).unwrap_or(u32::MAX);
            if !self.counts(text, (found.start(), found.end())) || !wanted(start) {
                continue;
            }
            out.push_str(&text[at..found.start()]);
            match self.groups {
                true => groups.expand(by, &mut out),
                false => out.push_str(by),
            }
            at = found.end();
            count += 1;
        }
        out.push_str(&text[at..]);
        (out, count)
    }
}
