//! The statements of a generated answer, each with what it cites, as they arrive.
//!
//! A statement is what stands before one or more citations `[3: "exact words"]`. Refuses to judge them.

/// A statement with its citations: the number of the passage and the words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Claim {
    pub text: String,
    pub cites: Vec<(usize, String)>,
}

/// What has arrived and belongs to no whole statement yet.
#[derive(Debug, Default)]
pub(super) struct Claims {
    rest: String,
}

impl Claims {
    /// Takes a piece of the answer. Gives the statements that are whole now.
    pub(super) fn push(&mut self, piece: &str) -> Vec<Claim> {
        self.rest.push_str(piece);
        let mut whole = Vec::new();
        // A statement is whole when the next begins: another citation may follow the first.
        while let Some((claim, end)) = first(&self.rest) {
            let after = self.rest[end..].trim_start_matches([' ', '.', ',', ';', '\n']);
            if after.is_empty() || after.starts_with('[') {
                break;
            }
            let from = self.rest.len() - after.len();
            self.rest.drain(..from);
            whole.push(claim);
        }
        whole
    }

    /// The last statement; and what is left without any citation.
    pub(super) fn finish(mut self) -> (Vec<Claim>, String) {
        let mut whole = Vec::new();
        while let Some((claim, end)) = first(&self.rest) {
            self.rest.drain(..end);
            whole.push(claim);
        }
        let rest = self.rest.trim_matches(|c: char| c.is_whitespace() || matches!(c, '.' | ',' | ';')).to_owned();
        (whole, rest)
    }
}

/// The first statement of a text with the citations right behind it, and where they end.
fn first(text: &str) -> Option<(Claim, usize)> {
    let (begin, mut cite, mut end) = (0..text.len()).find_map(|at| {
        let rest = text.get(at..).filter(|rest| rest.starts_with('['))?;
        citation(rest).map(|(cite, length)| (at, cite, at + length))
    })?;
    let mut cites = Vec::new();
    loop {
        cites.push(cite);
        let after = text[end..].trim_start();
        let Some((next, length)) = citation(after) else { break };
        end = text.len() - after.len() + length;
        cite = next;
    }
    let said = text[..begin].trim().trim_start_matches(['-', '*', '•']).trim_start();
    Some((Claim { text: said.to_owned(), cites }, end))
}

/// A citation at the beginning of `text`, and its length in bytes.
fn citation(text: &str) -> Option<((usize, String), usize)> {
    let inner = text.strip_prefix('[')?;
    let digits = inner.trim_start().trim_start_matches(['P', 'p']);
    let count = digits.bytes().take_while(u8::is_ascii_digit).count();
    let number = digits.get(..count)?.parse().ok()?;
    let rest = digits[count..].trim_start().strip_prefix(':')?.trim_start();
    let open = rest.chars().next().filter(|c| matches!(c, '"' | '“' | '„' | '«' | '”'))?;
    let quoted = &rest[open.len_utf8()..];
    // The closing mark is the one before the bracket: a quotation may hold marks of its own.
    let (at, mark) = quoted.char_indices().find(|(at, c)| {
        matches!(c, '"' | '”' | '“' | '»') && quoted[at + c.len_utf8()..].trim_start().starts_with(']')
    })?;
    let after = &quoted[at + mark.len_utf8()..];
    let length = text.len() - after.trim_start().len() + 1;
    Some(((number, quoted[..at].to_owned()), length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_come_as_soon_as_they_are_whole() {
        let text = "The total is 12.30 [3: \"Total 12.30\"]. It is due in May [4: “due \"soon\", in May”] [5:\"May\"] and that is all";
        let mut claims = Claims::default();
        let mut whole = Vec::new();
        for c in text.chars() {
            whole.extend(claims.push(&c.to_string()));
        }
        assert_eq!(whole.len(), 2, "{whole:?}");
        assert_eq!(whole[0], Claim { text: "The total is 12.30".into(), cites: vec![(3, "Total 12.30".into())] });
        assert_eq!(whole[1].text, "It is due in May");
        assert_eq!(whole[1].cites, [(4, "due \"soon\", in May".to_owned()), (5, "May".to_owned())]);
        assert_eq!(claims.finish(), (vec![], "and that is all".to_owned()));
    }

    #[test]
    fn what_looks_like_a_citation_and_is_none_stays_text() {
        for text in ["see [1]", "[x: \"y\"]", "[1: y]", "[1: \"y", "[é: \"y\"]"] {
            let mut claims = Claims::default();
            assert!(claims.push(text).is_empty());
            assert!(claims.finish().0.is_empty(), "{text}");
        }
    }
}
