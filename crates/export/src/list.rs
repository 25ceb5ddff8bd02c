//! What list items begin with, and how formats with lists of their own number them.
//!
//! A marker is kept as it stands on the page: a list that begins at 3 begins at 3, and one that skips a number is two
//! lists. Refuses to renumber.

use document::Block;

/// How a list counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Count {
    /// Not at all: a bullet.
    Bullet(char),
    /// 1, 2, 3.
    Decimal,
    /// a, b, c.
    LowerLetter,
    /// A, B, C.
    UpperLetter,
    /// i, ii, iii.
    LowerRoman,
    /// I, II, III.
    UpperRoman,
}

/// A marker, understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Marker {
    /// How it counts.
    pub(crate) count: Count,
    /// Which one it is, from 1; 1 for bullets.
    pub(crate) value: u32,
    /// What stands before the number.
    pub(crate) before: &'static str,
    /// What stands after the number.
    pub(crate) after: &'static str,
}

/// What the first line of a list item begins with, and how many bytes of the trimmed line it takes with the space after
/// it. An item without a marker of its own, or whose first line does not show it, has none.
pub(crate) fn marker(block: &Block) -> Option<(&str, usize)> {
    let text = block.lines.iter().map(|line| line.text.as_str()).find(|text| !text.trim().is_empty())?;
    let start = text.trim_start();
    let marker = match &block.marker {
        Some(marker) => start.strip_prefix(marker.as_str()).map(|_| marker.as_str())?,
        // Layout names no marker: a bullet speaks for itself, a number may be a year.
        None => start.split_whitespace().next().filter(|word| BULLETS.contains(word))?,
    };
    let rest = start[marker.len()..].trim_start();
    (!marker.is_empty()).then_some((marker, start.len() - rest.len()))
}

const BULLETS: &[&str] = &["•", "-", "–", "—", "*", "·", "▪", "◦", "○", "●", "■", "‣"];

/// Reads a marker. `previous` is the marker before it in the same list: it tells the letter `i` from the number.
pub(crate) fn parse(marker: &str, previous: Option<Marker>) -> Option<Marker> {
    let marker = marker.trim();
    let mut chars = marker.chars();
    if let (Some(c), None) = (chars.next(), chars.next())
        && !c.is_alphanumeric()
    {
        return Some(Marker { count: Count::Bullet(c), value: 1, before: "", after: "" });
    }
    let (before, rest) = marker.strip_prefix('(').map_or(("", marker), |rest| ("(", rest));
    let (number, after) = ["）", "．", "、", ".)", ")", ".", ":", "°", "º"]
        .into_iter()
        .find_map(|after| Some((rest.strip_suffix(after)?, after)))
        .unwrap_or((rest, ""));
    let with = |(count, value)| Marker { count, value, before, after };
    let readings = readings(number);
    let goes_on = readings.iter().copied().map(with).find(|m| previous.is_some_and(|p| follows(p, *m)));
    goes_on.or_else(|| readings.first().copied().map(with))
}

/// Whether `next` is the item after `previous` in one list.
pub(crate) fn follows(previous: Marker, next: Marker) -> bool {
    let alike = (previous.count, previous.before, previous.after) == (next.count, next.before, next.after);
    alike && (matches!(next.count, Count::Bullet(_)) || next.value == previous.value + 1)
}

/// What a number can be read as, the likeliest first.
fn readings(number: &str) -> Vec<(Count, u32)> {
    let mut out = Vec::new();
    if let Ok(value) = number.parse::<u32>() {
        out.push((Count::Decimal, value));
    }
    let roman = roman(&number.to_ascii_lowercase());
    let lower = number.bytes().all(|b| b.is_ascii_lowercase());
    let upper = number.bytes().all(|b| b.is_ascii_uppercase());
    let mut letter = None;
    if let [b] = number.as_bytes()
        && b.is_ascii_alphabetic()
    {
        letter = Some(u32::from(b.to_ascii_lowercase() - b'a') + 1);
    }
    let kinds = if lower { Some((Count::LowerRoman, Count::LowerLetter)) } else { None };
    let kinds = if upper { Some((Count::UpperRoman, Count::UpperLetter)) } else { kinds };
    if let Some((as_roman, as_letter)) = kinds {
        // A list begins with i far more often than it gets to it after h.
        let first = roman.filter(|&value| value == 1 || letter.is_none());
        out.extend(first.map(|value| (as_roman, value)));
        out.extend(letter.map(|value| (as_letter, value)));
        out.extend(roman.map(|value| (as_roman, value)));
    }
    out
}

/// The value of a Roman numeral in small letters below 40.
fn roman(text: &str) -> Option<u32> {
    const ONES: [&str; 10] = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"];
    let tens = text.chars().take_while(|c| *c == 'x').count().min(3);
    let ones = ONES.iter().position(|one| *one == &text[tens..])?;
    let value = (tens * 10 + ones) as u32;
    (value > 0).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(text: &str, marker: Option<&str>) -> Block {
        let line = document::Line { text: text.to_owned(), ..document::Line::default() };
        Block { marker: marker.map(str::to_owned), lines: vec![line], ..Block::default() }
    }

    #[test]
    fn a_marker_is_found_where_the_line_begins_with_it() {
        assert_eq!(marker(&item(" 1.  one", Some("1."))), Some(("1.", 4)));
        assert_eq!(marker(&item("• one", None)), Some(("•", 4)));
        assert_eq!(marker(&item("one", Some("1."))), None);
        assert_eq!(marker(&item("1948 was", None)), None);
    }

    #[test]
    fn markers_are_read_as_they_are_written() {
        let read = |text| parse(text, None).map(|m| (m.count, m.value, m.before, m.after));
        assert_eq!(read("•"), Some((Count::Bullet('•'), 1, "", "")));
        assert_eq!(read("3."), Some((Count::Decimal, 3, "", ".")));
        assert_eq!(read("(b)"), Some((Count::LowerLetter, 2, "(", ")")));
        assert_eq!(read("IV)"), Some((Count::UpperRoman, 4, "", ")")));
        assert_eq!(read("i."), Some((Count::LowerRoman, 1, "", ".")));
        assert_eq!(read("1.2."), None);
        assert_eq!(read("Step"), None);
    }

    #[test]
    fn the_item_before_tells_letters_from_roman_numbers() {
        let h = parse("h)", None);
        assert_eq!(parse("i)", h).unwrap().count, Count::LowerLetter);
        let iv = parse("iv)", None);
        assert_eq!(parse("v)", iv).map(|m| (m.count, m.value)), Some((Count::LowerRoman, 5)));
        assert!(follows(parse("1.", None).unwrap(), parse("2.", None).unwrap()));
        assert!(!follows(parse("1.", None).unwrap(), parse("3.", None).unwrap()));
        assert!(!follows(parse("1.", None).unwrap(), parse("2)", None).unwrap()));
    }
}
