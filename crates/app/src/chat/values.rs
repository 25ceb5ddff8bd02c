//! What a stretch of words states: an amount of money, a date, a number, a time, a code. Found by their shape alone.
//!
//! Refuses to convert: an amount and a date are given as the page writes them.

use std::ops::Range;

use super::terms::fold;

/// What an answer must state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    /// Money, with or without its currency.
    Amount,
    /// A day, or a month of a year.
    Date,
    /// A time of day.
    Time,
    /// A count or a measure.
    Number,
    /// Something with digits that names one thing: an invoice, an account.
    Code,
    /// An address of electronic mail.
    Mail,
    /// A telephone number.
    Phone,
    /// A share in hundredths.
    Percent,
    /// An account's international number.
    Iban,
    /// Somebody's or something's name.
    Name,
    /// Words.
    Text,
}

impl Kind {
    /// Whether anything states it.
    pub(super) fn is_open(self) -> bool {
        self == Self::Text
    }
}

/// The stretches of `words` that state something of `kind`, in their order.
pub(super) fn find(words: &[&str], kind: Kind) -> Vec<Range<usize>> {
    match kind {
        Kind::Amount => amounts(words),
        Kind::Date => dates(words),
        Kind::Time => single(words, is_time),
        Kind::Number => single(words, |w| number(w).is_some()),
        Kind::Code => codes(words),
        Kind::Mail => single(words, |w| w.contains('@') && w.rsplit('@').next().is_some_and(|d| d.contains('.'))),
        Kind::Phone => phones(words),
        Kind::Percent => percents(words),
        Kind::Iban => ibans(words),
        Kind::Name => names(words),
        Kind::Text => {
            if words.is_empty() {
                Vec::new()
            } else {
                std::iter::once(0..words.len()).collect()
            }
        }
    }
}

fn single(words: &[&str], fits: impl Fn(&str) -> bool) -> Vec<Range<usize>> {
    (0..words.len()).filter(|&at| fits(words[at])).map(|at| at..at + 1).collect()
}

/// The digits of a number with what parts them, without currency and punctuation around; `None` for anything else.
fn number(word: &str) -> Option<&str> {
    let inner = word.trim_matches(|c: char| !c.is_ascii_digit() && c != '%');
    let inner = inner.strip_suffix('%').unwrap_or(inner);
    let well = inner.starts_with(|c: char| c.is_ascii_digit())
        && inner.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '\'' | '’'));
    // Only signs and currencies may stand around it: `A4` and `3rd` are no numbers.
    let around = word.chars().filter(|c| c.is_alphabetic()).collect::<String>();
    (well && (around.is_empty() || is_currency(&around))).then_some(inner)
}

fn percents(words: &[&str]) -> Vec<Range<usize>> {
    let spelled = |word: &str| {
        matches!(fold(word).as_str(), "percent" | "prozent" | "pourcent" | "percento") || word.starts_with('%')
    };
    let mut found = Vec::new();
    for at in (0..words.len()).filter(|&at| words[at].contains(|c: char| c.is_ascii_digit())) {
        if words[at].contains('%') {
            found.push(at..at + 1);
        } else if words.get(at + 1).is_some_and(|next| spelled(next)) {
            found.push(at..at + 2);
        }
    }
    found
}

/// ISO 13616: two letters, two digits, up to thirty letters and digits, often in groups of four.
fn ibans(words: &[&str]) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for at in 0..words.len() {
        let begin = words[at].trim_matches(|c: char| !c.is_alphanumeric()).as_bytes();
        let begins = begin.len() >= 4
            && begin[..2].iter().all(u8::is_ascii_uppercase)
            && begin[2..4].iter().all(u8::is_ascii_digit);
        if !begins || found.last().is_some_and(|last| last.end > at) {
            continue;
        }
        let group = |word: &str| {
            !word.is_empty() && word.len() <= 4 && word.chars().all(|c| c.is_ascii_digit() || c.is_ascii_uppercase())
        };
        let more = words[at + 1..].iter().take_while(|word| group(word.trim_end_matches(['.', ',', ';']))).count();
        let length: usize =
            words[at..=at + more].iter().map(|w| w.chars().filter(char::is_ascii_alphanumeric).count()).sum();
        if (15..=34).contains(&length) {
            found.push(at..at + more + 1);
        }
    }
    found
}

/// Words that begin with a capital where a sentence does not make them.
fn names(words: &[&str]) -> Vec<Range<usize>> {
    let capital = |word: &str| word.trim_start_matches(|c: char| !c.is_alphanumeric()).starts_with(char::is_uppercase);
    let mut found: Vec<Range<usize>> = Vec::new();
    for at in (0..words.len()).filter(|&at| capital(words[at])) {
        match found.last_mut().filter(|last| last.end == at) {
            Some(last) => last.end = at + 1,
            None => found.push(at..at + 1),
        }
    }
    // The first word of a sentence is written large whatever it is, and unspaced scripts know no capitals.
    found.retain(|range| range.start > 0 || range.len() > 1);
    if found.is_empty() && !words.iter().any(|word| word.contains(|c: char| c.is_ascii_alphabetic())) {
        return std::iter::once(0..words.len()).collect();
    }
    found
}

const CURRENCIES: &[&str] = &[
    "usd", "eur", "gbp", "chf", "jpy", "cny", "rmb", "inr", "rs", "myr", "rm", "sgd", "aud", "cad", "nzd", "hkd",
    "sek", "nok", "dkk", "pln", "zl", "czk", "kc", "huf", "ft", "ron", "lei", "try", "tl", "brl", "r", "mxn", "zar",
    "ils", "nis", "rub", "uah", "krw", "thb", "idr", "rp", "php", "vnd", "euro", "euros", "dollar", "dollars",
    "pounds", "yen",
];

fn is_currency(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric() && !is_sign(c));
    word.chars().all(is_sign) && !word.is_empty() || CURRENCIES.contains(&fold(word).as_str())
}

/// A sign of a currency.
fn is_sign(c: char) -> bool {
    matches!(c, '$' | '€' | '£' | '¥' | '￥' | '₹' | '₽' | '₩' | '₪' | '₺' | '₫' | '฿' | '₴' | '元' | '円')
}

/// Whether a number has two digits after its last point or comma.
fn has_cents(digits: &str) -> bool {
    digits.rfind(['.', ',']).is_some_and(|at| digits.len() - at == 3)
}

fn amounts(words: &[&str]) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let Some(digits) = number(word).filter(|_| !word.contains('%')) else { continue };
        let before = at > 0 && is_currency(words[at - 1]);
        let after = words.get(at + 1).is_some_and(|next| is_currency(next));
        let within = word.chars().any(|c| c.is_alphabetic() || is_sign(c));
        if before || after || within || has_cents(digits) {
            let begin = at - usize::from(before && found.last().is_none_or(|last| last.end < at));
            found.push(begin..at + 1 + usize::from(after && !before && !within));
        }
    }
    found
}

const MONTHS: &[&str] = &[
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "mrz", "maerz", "marz", "mai",
    "juni", "juli", "okt", "dez", "janv", "fevr", "fev", "avr", "juin", "juil", "aout", "ene", "abr", "ago", "dic",
    "gen", "mag", "giu", "lug", "set", "ott",
];

/// Whether a word names a month, in full or cut short.
fn is_month(word: &str) -> bool {
    let word = fold(word);
    let full = [
        "january",
        "february",
        "march",
        "april",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "januar",
        "februar",
        "oktober",
        "dezember",
        "janvier",
        "fevrier",
        "mars",
        "avril",
        "juillet",
        "septembre",
        "octobre",
        "novembre",
        "decembre",
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
        "sept",
    ];
    word.chars().all(char::is_alphabetic) && (MONTHS.contains(&word.as_str()) || full.contains(&word.as_str()))
}

fn is_day(word: &str) -> bool {
    let digits = word.trim_end_matches(['.', ',']);
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|end| digits.strip_suffix(end)).unwrap_or(digits);
    digits.parse::<u8>().is_ok_and(|day| (1..=31).contains(&day))
}

fn is_year(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    word.len() == 4 && word.parse::<u16>().is_ok_and(|year| (1000..2200).contains(&year))
}

/// `03/12/2024`, `2024-12-03`, `3.12.24`, `12-DEC-2024`, `2024年3月12日`.
fn is_whole_date(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    if word.contains('年') && word.contains('月') {
        return true;
    }
    let parts: Vec<&str> = word.split(['/', '-', '.', '–']).filter(|part| !part.is_empty()).collect();
    let [a, b, c] = parts[..] else { return false };
    let small = |part: &str| part.len() <= 2 && part.parse::<u8>().is_ok_and(|n| (1..=31).contains(&n));
    let year = |part: &str| is_year(part) || part.len() == 2 && part.parse::<u8>().is_ok();
    let day_and_month = |a: &str, b: &str| {
        let low = |part: &str| part.parse::<u8>().is_ok_and(|n| n <= 12);
        small(a) && (is_month(b) || small(b) && (low(a) || low(b))) || is_month(a) && small(b)
    };
    day_and_month(a, b) && year(c) || is_year(a) && small(b) && small(c)
}

fn dates(words: &[&str]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let is = |n: usize, fits: fn(&str) -> bool| words.get(at + n).is_some_and(|word| fits(word));
        let of = |n: usize| words.get(at + n).is_some_and(|word| matches!(fold(word).as_str(), "of" | "de"));
        // The longest first: day month year, month day year, then without one of them.
        let length = if is_whole_date(words[at]) {
            1
        } else if is(0, is_day) && is(1, is_month) && is(2, is_year)
            || is(0, is_month) && is(1, is_day) && is(2, is_year)
        {
            3
        } else if is(0, is_day) && of(1) && is(2, is_month) {
            let more = if is(3, is_year) {
                1
            } else if of(3) && is(4, is_year) {
                2
            } else {
                0
            };
            3 + more
        } else if is(0, is_month) && is(1, is_year)
            || is(0, is_day) && is(1, is_month)
            || is(0, is_month) && is(1, is_day)
        {
            2
        } else {
            0
        };
        if length > 0 {
            found.push(at..at + length);
        }
        at += length.max(1);
    }
    if found.is_empty() { single(words, is_year) } else { found }
}

fn is_time(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    let digits = word.trim_end_matches(|c: char| c.is_alphabetic());
    let mut parts = digits.split(':');
    let hour = parts.next().and_then(|h| h.parse::<u8>().ok()).is_some_and(|h| h < 25);
    let rest: Vec<&str> = parts.collect();
    hour && !rest.is_empty() && rest.iter().all(|m| m.len() == 2 && m.parse::<u8>().is_ok_and(|m| m < 60))
}

fn is_code(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    word.chars().filter(char::is_ascii_digit).count() >= 2 || word.len() > 1 && word.chars().all(|c| c.is_ascii_digit())
}

/// Codes with the groups of digits that follow them: `GB 331 4420 87`.
fn codes(words: &[&str]) -> Vec<Range<usize>> {
    let group = |word: &str| (2..=4).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_digit());
    let country = |word: &str| word.len() == 2 && word.bytes().all(|b| b.is_ascii_uppercase());
    let mut found: Vec<Range<usize>> = Vec::new();
    for at in 0..words.len() {
        if !is_code(words[at]) || found.last().is_some_and(|last| last.end > at) {
            continue;
        }
        let begin = at - usize::from(at > 0 && country(words[at - 1]));
        // A group that is a year or a day of its own stands apart from a whole code.
        let short = words[at].chars().filter(char::is_ascii_digit).count() <= 4
            && words[at].chars().all(|c| c.is_ascii_digit());
        let more = if short { words[at + 1..].iter().take_while(|word| group(word)).count() } else { 0 };
        found.push(begin..at + more + 1);
    }
    found
}

fn phones(words: &[&str]) -> Vec<Range<usize>> {
    let piece = |word: &str| {
        let inner = word.trim_end_matches([',', '.', ';']);
        inner.contains(|c: char| c.is_ascii_digit())
            && inner.chars().all(|c| c.is_ascii_digit() || matches!(c, '+' | '(' | ')' | '-' | '/' | '.'))
    };
    let mut found: Vec<Range<usize>> = Vec::new();
    for at in (0..words.len()).filter(|&at| piece(words[at])) {
        match found.last_mut().filter(|last| last.end == at) {
            Some(last) => last.end = at + 1,
            None => found.push(at..at + 1),
        }
    }
    let digits = |range: &Range<usize>| {
        words[range.clone()].iter().flat_map(|word| word.chars()).filter(char::is_ascii_digit).count()
    };
    found.retain(|range| (7..=16).contains(&digits(range)) && !is_whole_date(words[range.start]));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, kind: Kind) -> Vec<String> {
        let words: Vec<&str> = text.split(' ').collect();
        find(&words, kind).into_iter().map(|range| words[range].join(" ")).collect()
    }

    #[test]
    fn amounts_are_known_by_currency_or_cents() {
        assert_eq!(found("Total due: 215.00 USD", Kind::Amount), ["215.00 USD"]);
        assert_eq!(found("TOTAL RM 12.30 for 3 items", Kind::Amount), ["RM 12.30"]);
        assert_eq!(found("$1,240 and €7", Kind::Amount), ["$1,240", "€7"]);
        assert_eq!(found("Gesamt 1.234,50 €", Kind::Amount), ["1.234,50 €"]);
        assert_eq!(found("12 pieces, 19% of 2024", Kind::Amount), [""; 0]);
    }

    #[test]
    fn dates_in_the_ways_people_write_them() {
        for date in
            ["03/12/2024", "2024-12-03", "3.12.24", "12-DEC-2024", "3 March 2026", "March 3, 2026", "3. März 2026"]
        {
            assert_eq!(found(&format!("due on {date} at noon"), Kind::Date), [date]);
        }
        assert_eq!(found("founded in 1894", Kind::Date), ["1894"]);
        assert_eq!(found("between 31 of May and 99/99/2024", Kind::Date), ["31 of May"]);
        assert_eq!(found("may be late, 5 of 6", Kind::Date), [""; 0]);
    }

    #[test]
    fn other_kinds() {
        assert_eq!(found("at 14:30 sharp", Kind::Time), ["14:30"]);
        assert_eq!(found("call +49 30 1234567 now", Kind::Phone), ["+49 30 1234567"]);
        assert_eq!(found("write to a.b@example.org.", Kind::Mail), ["a.b@example.org."]);
        assert_eq!(found("Invoice INV-2041", Kind::Code), ["INV-2041"]);
    }
}
