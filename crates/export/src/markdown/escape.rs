//! What Markdown would read as markup stays text; formulas that an engine wrote as `$…$` stay formulas.

/// Escapes running text.
pub(super) fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut rest = text;
    while let Some((before, formula, after)) = next_formula(rest) {
        plain(before, &mut out);
        out.push_str(formula);
        rest = after;
    }
    plain(rest, &mut out);
    out
}

fn plain(text: &str, out: &mut String) {
    let mut before = None;
    for (i, c) in text.char_indices() {
        let after = &text[i + c.len_utf8()..];
        let next = after.chars().next();
        let special = match c {
            '\\' | '*' | '`' | '<' | '[' | ']' => true,
            // One alone strikes nothing out.
            '~' => before == Some('~') || next == Some('~'),
            // Inside a word an underscore is one.
            '_' => !(before.is_some_and(char::is_alphanumeric) && next.is_some_and(char::is_alphanumeric)),
            '&' => is_reference(after),
            _ => false,
        };
        if special {
            out.push('\\');
        }
        out.push(c);
        before = Some(c);
    }
}

/// Whether an ampersand before `text` begins a character reference.
fn is_reference(text: &str) -> bool {
    let name = text.strip_prefix('#').unwrap_or(text);
    let length = name.bytes().take_while(u8::is_ascii_alphanumeric).count();
    length > 0 && name[length..].starts_with(';')
}

/// The first formula of `text`, with what stands before and after it. A dollar opens one before ink and closes one after
/// ink and not before a digit (as Pandoc has it), and between them stands something that only a formula has.
fn next_formula(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    while let Some(start) = text[from..].find('$').map(|i| from + i) {
        let fence = if text[start..].starts_with("$$") { "$$" } else { "$" };
        let inside = &text[start + fence.len()..];
        if let Some(length) = inside.find(fence) {
            let (formula, after) = (&inside[..length], &inside[length + fence.len()..]);
            let inked = !formula.starts_with(char::is_whitespace) && !formula.ends_with(char::is_whitespace);
            let mathematical = formula.contains(['\\', '^', '_', '=', '{']);
            if !formula.is_empty()
                && mathematical
                && (fence == "$$" || inked && !after.starts_with(|c: char| c.is_ascii_digit()))
            {
                return Some((&text[..start], &text[start..text.len() - after.len()], after));
            }
        }
        from = start + fence.len();
    }
    None
}

/// Escapes what has a meaning at the start of a line alone. `text` is escaped otherwise.
pub(super) fn start(text: &str) -> String {
    let Some(first) = text.chars().next() else { return String::new() };
    let run = text.len() - text.trim_start_matches(first).len();
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let blank = |at: usize| text[at..].is_empty() || text[at..].starts_with([' ', '\t']);
    let place = match first {
        '>' | '|' => Some(0),
        // A heading; an item; what underlines a heading or rules a line off.
        '#' if run <= 6 && blank(run) => Some(0),
        '-' | '+' if blank(1) => Some(0),
        '-' | '=' if run == text.trim_end().len() => Some(0),
        '0'..='9' if text[digits..].starts_with(['.', ')']) && blank(digits + 1) => Some(digits),
        _ => None,
    };
    match place {
        Some(place) => format!("{}\\{}", &text[..place], &text[place..]),
        None => text.to_owned(),
    }
}

/// Escapes the number signs that would close a heading.
pub(super) fn heading(text: &str) -> String {
    let body = text.trim_end_matches('#');
    if body.len() < text.len() && (body.is_empty() || body.ends_with(' ')) {
        return format!("{body}\\{}", &text[body.len()..]);
    }
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_that_looks_like_markup_stays_text() {
        assert_eq!(start(&text("# 1 *not* <b>")), "\\# 1 \\*not\\* \\<b>");
        assert_eq!(start("12. August"), "12\\. August");
        for plain in ["1948 was", "-13 —", "12.05 is", "#tag", "+49 30", "=x"] {
            assert_eq!(start(plain), plain);
        }
        assert_eq!(
            (start("---"), start("- a"), start("=="), start("2)")),
            ("\\---".into(), "\\- a".into(), "\\==".into(), "2\\)".into())
        );
        assert_eq!(text("a_b _c_ AT&T &amp; ~~x"), "a_b \\_c\\_ AT&T \\&amp; \\~\\~x");
    }

    #[test]
    fn formulas_stay_and_prices_are_none() {
        assert_eq!(text("so $a_1 * b^2$ *is*"), "so $a_1 * b^2$ \\*is\\*");
        assert_eq!(text("$$x = [1]$$"), "$$x = [1]$$");
        assert_eq!(text("from $5 to $6 * 2"), "from $5 to $6 \\* 2");
    }

    #[test]
    fn a_heading_that_ends_with_number_signs_keeps_them() {
        assert_eq!((heading("C#"), heading("a ##")), ("C#".to_owned(), "a \\##".to_owned()));
    }
}
