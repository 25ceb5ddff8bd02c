//! Texts that are numbers and nothing else, for workbooks.
//!
//! What could be something else stays text: numbers with leading zeros, long identifiers, dates, times, telephone numbers,
//! fractions, and `1,234` in a table that does not tell a comma that groups from one that divides.

use std::collections::BTreeSet;

/// The sign between whole and fraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Decimal {
    /// `1,234.5`
    Point,
    /// `1.234,5`
    Comma,
}

/// A number and how it is written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Number {
    /// Its value; a percentage as a share.
    pub(crate) value: f64,
    /// Digits after the decimal sign.
    pub(crate) decimals: usize,
    /// Whether thousands are grouped.
    pub(crate) grouped: bool,
    /// Whether a percent sign follows.
    pub(crate) percent: bool,
}

/// Digits that a number without groups may have: more is an identifier.
const LONGEST: usize = 9;
/// Digits that a workbook keeps of a number.
const PRECISE: usize = 15;

/// The decimal sign that `texts` share, where those which leave no choice agree; `otherwise` where none of them does.
pub(crate) fn convention<'a>(texts: impl Iterator<Item = &'a str>, otherwise: Option<Decimal>) -> Option<Decimal> {
    let mut told: BTreeSet<Decimal> = BTreeSet::new();
    for text in texts {
        let point = read(text, Decimal::Point);
        let comma = read(text, Decimal::Comma);
        match (point, comma) {
            (Some(_), None) => told.insert(Decimal::Point),
            (None, Some(_)) => told.insert(Decimal::Comma),
            _ => false,
        };
    }
    match told.len() {
        0 => otherwise,
        1 => told.into_iter().next(),
        _ => None,
    }
}

/// The number that `text` is, where it is one whatever the convention or by the one given.
pub(crate) fn parse(text: &str, decimal: Option<Decimal>) -> Option<Number> {
    match decimal {
        Some(decimal) => read(text, decimal),
        // Nobody told: both readings must agree.
        None => {
            let (point, comma) = (read(text, Decimal::Point), read(text, Decimal::Comma));
            if point == comma { point } else { point.xor(comma) }
        }
    }
}

fn read(text: &str, decimal: Decimal) -> Option<Number> {
    let text = text.trim();
    let (negative, text) = match text.strip_prefix(['-', '−', '\u{2010}', '\u{2011}']) {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (percent, text) = match text.strip_suffix('%') {
        Some(rest) => (true, rest.trim_end()),
        None => (false, text),
    };
    let (point, group) = if decimal == Decimal::Point { ('.', ',') } else { (',', '.') };
    let (whole, fraction) = text.split_once(point).map_or((text, None), |(w, f)| (w, Some(f)));
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    if fraction.is_some_and(|f| !digits(f)) {
        return None;
    }
    let groups: Vec<&str> = whole.split([group, '\u{a0}', '\u{202f}', '\'', '’']).collect();
    let signs: BTreeSet<char> = whole.chars().filter(|c| !c.is_ascii_digit()).collect();
    let first = groups[0];
    let well_grouped = signs.len() <= 1 && first.len() <= 3 && groups[1..].iter().all(|g| g.len() == 3);
    let zeros = first.starts_with('0') && (first.len() > 1 || groups.len() > 1);
    if !groups.iter().all(|g| digits(g)) || zeros || groups.len() > 1 && !well_grouped {
        return None;
    }
    let whole: String = groups.concat();
    let decimals = fraction.map_or(0, str::len);
    if whole.len() + decimals > PRECISE || groups.len() == 1 && whole.len() > LONGEST {
        return None;
    }
    let written = format!("{}{whole}.{}", if negative { "-" } else { "" }, fraction.unwrap_or("0"));
    let value: f64 = written.parse().ok()?;
    Some(Number { value: if percent { value / 100.0 } else { value }, decimals, grouped: groups.len() > 1, percent })
}

impl Number {
    /// The number format that shows it as it was written.
    pub(crate) fn format(&self) -> String {
        let whole = if self.grouped { "#,##0" } else { "0" };
        let fraction = if self.decimals > 0 { format!(".{}", "0".repeat(self.decimals)) } else { String::new() };
        format!("{whole}{fraction}{}", if self.percent { "%" } else { "" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str, decimal: Option<Decimal>) -> Option<f64> {
        parse(text, decimal).map(|n| n.value)
    }

    #[test]
    fn what_can_only_be_a_number_is_one() {
        for (text, number) in
            [("0", 0.0), ("12", 12.0), ("-3.5", -3.5), ("1,234.50", 1234.5), ("1.234,50", 1234.5), ("−7", -7.0)]
        {
            assert_eq!(value(text, None), Some(number), "{text}");
        }
        assert_eq!(value("1.234.567", None), Some(1_234_567.0));
        assert_eq!(value("12,5 %", None), Some(0.125));
        assert_eq!(parse("1,234.50", None).unwrap().format(), "#,##0.00");
    }

    #[test]
    fn what_may_be_something_else_stays_text() {
        for text in [
            "007",
            "0123",
            "1234567890",
            "12.05.2020",
            "2020-05-12",
            "10:30",
            "1/2",
            "+49 30",
            "(3)",
            "3-4",
            "1e5",
            "12 345",
            "",
            "-",
            "A1",
            "1,234",
            "00.5",
        ] {
            assert_eq!(value(text, None), None, "{text}");
        }
    }

    #[test]
    fn a_table_tells_how_it_divides() {
        let english = ["1,234", "56.7", "n/a"];
        let decimal = convention(english.into_iter(), None);
        assert_eq!((decimal, value("1,234", decimal)), (Some(Decimal::Point), Some(1234.0)));
        let german = ["1.234", "56,7"];
        let decimal = convention(german.into_iter(), None);
        assert_eq!((decimal, value("1.234", decimal)), (Some(Decimal::Comma), Some(1234.0)));
        assert_eq!(convention(["1,5", "1.5"].into_iter(), Some(Decimal::Point)), None);
        assert_eq!(convention(["12"].into_iter(), Some(Decimal::Comma)), Some(Decimal::Comma));
    }
}
