//! Lists: what a row begins with that marks a list's item, and how deep the item stands. A bullet says it alone; a
//! number, a letter or a dash is believed where another item of the same series stands at the same indent, because
//! sentences, dates and dialogue begin with them too. Refuses to take the marker off the text: formats do.

use super::paragraphs::{Paragraph, text};
use super::rows::Row;
use super::script;
use crate::Line;

/// Marks that nothing but a list begins with; the last are what the Symbol and Wingdings fonts make of them.
const BULLETS: &str = "•◦▪▫■□●○◆◇‣⁃∙·➢➤►▶✓✔☐☑☒\u{f0b7}\u{f0a7}\u{f0d8}\u{f076}\u{f0fc}\u{f06f}";
/// Marks that begin other things too. A long dash is left out: it begins what somebody says.
const DASHES: &str = "-–*+";
/// Items of one list begin within this many heights of each other.
const SAME_INDENT: f32 = 0.7;
/// Further items of a series are looked for among so many rows before and after.
const NEAR: usize = 40;

/// What an item begins with.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Marker {
    /// As it is printed: `•`, `1.`, `(a)`.
    pub text: String,
    /// What it may count.
    readings: Vec<Reading>,
}

/// A series and the place in it: `c)` is the third letter or a Roman hundred.
#[derive(Clone, Debug, PartialEq)]
struct Reading {
    series: String,
    value: u32,
}

/// The markers of all rows of all regions, in their order; `None` where a row begins no item.
pub(super) fn find(regions: &[Vec<Row>], lines: &[Line]) -> Vec<Vec<Option<Marker>>> {
    struct Candidate {
        place: (usize, usize),
        u0: f32,
        h: f32,
        marker: Marker,
    }
    let mut candidates: Vec<Candidate> = Vec::new();
    for (r, rows) in regions.iter().enumerate() {
        for (i, row) in rows.iter().enumerate() {
            if let Some(marker) = parse(&text(row, lines)) {
                candidates.push(Candidate { place: (r, i), u0: row.u0, h: row.h, marker });
            }
        }
    }
    let is_bullet = |m: &Marker| m.text.chars().all(|c| BULLETS.contains(c));
    let bulleted = candidates.iter().any(|c| is_bullet(&c.marker));
    let mut out: Vec<Vec<Option<Marker>>> = regions.iter().map(|rows| vec![None; rows.len()]).collect();
    for (k, c) in candidates.iter().enumerate() {
        let near = &candidates[k.saturating_sub(NEAR)..(k + NEAR).min(candidates.len())];
        let sibling = |o: &Candidate| {
            let level = o.place.0 != c.place.0 || (o.u0 - c.u0).abs() <= SAME_INDENT * c.h.max(o.h);
            o.place != c.place && level && follows(&c.marker, &o.marker)
        };
        let sure = is_bullet(&c.marker) || (c.marker.text == "o" && bulleted);
        // The rows of a table may begin with numbers too; a list's items are words.
        if sure || near.iter().any(sibling) {
            out[c.place.0][c.place.1] = Some(c.marker.clone());
        }
    }
    out
}

/// Whether two markers are neighbours in one series.
fn follows(a: &Marker, b: &Marker) -> bool {
    let dash = |m: &Marker| m.readings.is_empty();
    if dash(a) || dash(b) {
        return a.text == b.text;
    }
    a.readings.iter().any(|x| b.readings.iter().any(|y| x.series == y.series && x.value.abs_diff(y.value) == 1))
}

/// The marker that `text` begins with, if words follow it.
fn parse(text: &str) -> Option<Marker> {
    let first = text.chars().next()?;
    let head = text.split_whitespace().next()?;
    let worded = |rest: &str| {
        let letters = rest.chars().filter(|c| c.is_alphabetic()).count();
        letters >= 1 && letters >= rest.chars().filter(|c| c.is_numeric()).count()
    };
    if BULLETS.contains(first) {
        let rest = &text[first.len_utf8()..];
        return worded(rest).then(|| Marker { text: first.into(), readings: Vec::new() });
    }
    if (DASHES.contains(first) || first == 'o') && head.len() == first.len_utf8() {
        return worded(&text[head.len()..]).then(|| Marker { text: head.into(), readings: Vec::new() });
    }
    let (marker, rest) = numbered(text)?;
    let readings = readings(marker);
    (!readings.is_empty() && worded(rest)).then(|| Marker { text: marker.into(), readings })
}

/// Parts `text` after its number, where it begins with one: `(1)`, `1.`, `2.3`, `iv)`, `三、`.
fn numbered(text: &str) -> Option<(&str, &str)> {
    let head = text.find(char::is_whitespace).map_or(text, |i| &text[..i]);
    // Engines lose the space after the stop, and Chinese sets none.
    let tight = text.char_indices().take(6).find_map(|(i, c)| {
        let end = i + c.len_utf8();
        let (before, next) = (&text[..i], text[end..].chars().next());
        let digits = !before.is_empty() && before.trim_start_matches(['(', '（']).chars().all(char::is_numeric);
        let han = before.chars().any(script::is_cjk);
        let closes = (matches!(c, '、' | '．' | '）') && (digits || han))
            || (matches!(c, '.' | ')') && digits && next.is_some_and(char::is_alphabetic));
        closes.then_some(end)
    });
    let end = tight.unwrap_or(head.len());
    (text[end..].chars().any(|c| !c.is_whitespace())).then(|| text.split_at(end))
}

/// What a marker counts; empty where it is none.
fn readings(marker: &str) -> Vec<Reading> {
    let body = marker.trim_start_matches(['(', '（']).trim_end_matches(['.', ')', '）', '、', '．']);
    let (open, close) =
        (&marker[..marker.find(body).unwrap_or(0)], &marker[marker.find(body).unwrap_or(0) + body.len()..]);
    if body.is_empty() || close.chars().count() > 1 {
        return Vec::new();
    }
    let series = |kind: &str| format!("{open}{kind}{close}");
    let (before, last) = body.rsplit_once('.').map_or(("", body), |(b, l)| (b, l));
    if last.chars().all(|c| c.is_ascii_digit()) && before.chars().all(|c| c.is_ascii_digit() || c == '.') {
        // A bare number counts nothing; a dotted one needs no closing.
        let counts = last.len() <= 3 && body.len() <= 9 && !(close.is_empty() && before.is_empty());
        return last
            .parse()
            .ok()
            .filter(|_| counts)
            .map(|value| Reading { series: series(before), value })
            .into_iter()
            .collect();
    }
    if close.is_empty() || !before.is_empty() {
        return Vec::new();
    }
    let mut out = Vec::new();
    let mut letters = last.chars();
    if let (Some(c), None) = (letters.next(), letters.next())
        && c.is_ascii_alphabetic()
    {
        let base = if c.is_ascii_lowercase() { 'a' } else { 'A' };
        out.push(Reading { series: series(&base.to_string()), value: 1 + u32::from(c) - u32::from(base) });
    }
    let kind = if last.chars().all(char::is_lowercase) { "i" } else { "I" };
    out.extend(roman(last).map(|value| Reading { series: series(kind), value }));
    out.extend(han(last).map(|value| Reading { series: series("一"), value }));
    out
}

/// A Roman number up to 39, all small or all large.
fn roman(text: &str) -> Option<u32> {
    let small = text.to_ascii_lowercase();
    if small != text && text.to_ascii_uppercase() != text {
        return None;
    }
    const TENS: [&str; 4] = ["", "x", "xx", "xxx"];
    const ONES: [&str; 10] = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"];
    (1..40).find(|n| small == format!("{}{}", TENS[n / 10], ONES[n % 10])).map(|n| n as u32)
}

/// A Chinese number up to 99.
fn han(text: &str) -> Option<u32> {
    const ONES: &str = "一二三四五六七八九";
    let one = |c: char| ONES.chars().position(|o| o == c).map(|i| i as u32 + 1);
    let chars: Vec<char> = text.chars().collect();
    match chars[..] {
        ['十'] => Some(10),
        [c] => one(c),
        ['十', c] => one(c).map(|n| 10 + n),
        [c, '十'] => one(c).map(|n| 10 * n),
        [t, '十', c] => one(t).zip(one(c)).map(|(t, n)| 10 * t + n),
        _ => None,
    }
}

/// Sets the depth of each item of a column, from 1: by its indent, or by a series that runs inside another one.
pub(super) fn nest(paragraphs: &mut [Paragraph]) {
    let mut open: Vec<(f32, Marker)> = Vec::new();
    for i in 0..paragraphs.len() {
        let (u0, h) = (paragraphs[i].rows[0].u0, paragraphs[i].rows[0].h);
        let Some(marker) = paragraphs[i].marker.clone() else {
            // What stands under an item's words goes on with it; anything else ends the list.
            if open.first().is_none_or(|first| u0 <= first.0 + SAME_INDENT * h) {
                open.clear();
            }
            continue;
        };
        while open.len() > 1 && open.last().is_some_and(|top| top.0 > u0 + SAME_INDENT * h) {
            open.pop();
        }
        let same = open.iter().rposition(|o| (o.0 - u0).abs() <= SAME_INDENT * h && follows(&o.1, &marker));
        let deeper = open.last().is_none_or(|top| u0 > top.0 + SAME_INDENT * h);
        let inside = || {
            let begins = marker.readings.iter().any(|r| r.value == 1);
            let goes_on = |top: &Marker| {
                paragraphs[i + 1..]
                    .iter()
                    .filter_map(|p| p.marker.as_ref())
                    .any(|m| !top.readings.is_empty() && follows(top, m))
            };
            begins && open.last().is_some_and(|top| goes_on(&top.1))
        };
        if let Some(place) = same {
            open.truncate(place);
        } else if !deeper && !inside() {
            open.pop();
        }
        open.push((u0, marker));
        paragraphs[i].level = open.len().min(6) as u8;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marker(text: &str) -> Option<String> {
        parse(text).map(|m| m.text)
    }

    #[test]
    fn markers_are_told_from_words() {
        for (text, expected) in [
            ("• columns", "•"),
            ("•columns", "•"),
            ("– notes", "–"),
            ("1. First", "1."),
            ("12) twelfth", "12)"),
            ("(iv) fourth", "(iv)"),
            ("a) one", "a)"),
            ("2.3 Results", "2.3"),
            ("一、总则", "一、"),
            ("（二）范围", "（二）"),
            ("3.Third", "3."),
        ] {
            assert_eq!(marker(text).as_deref(), Some(expected), "{text}");
        }
        for text in
            ["1948 was", "and so", "3.50", "1. 200", "— Yes, he said", "mm. what", "-5 degrees", "I am", "(see there)"]
        {
            assert_eq!(marker(text), None, "{text}");
        }
    }

    #[test]
    fn neighbours_follow_each_other() {
        let both = |a, b| follows(&parse(a).unwrap(), &parse(b).unwrap());
        assert!(both("1. a", "2. b") && both("h) a", "i) b") && both("i) a", "ii) b") && both("2.1 a", "2.2 b"));
        assert!(!both("1. a", "3. b") && !both("1. a", "2) b") && !both("1.1 a", "2.2 b"));
    }
}
