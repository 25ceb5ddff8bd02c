//! Page ranges as a person types them: 1-based, `1,3-5,8-end`.

use document::Code;

use crate::contract::WireError;

/// A choice of pages that was read from text; it is resolved once the document's length is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageRange {
    /// First and last page, 1-based, both included; `None` is the end.
    parts: Vec<(u32, Option<u32>)>,
}

impl std::str::FromStr for PageRange {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || format!("`{text}` is not a list of pages such as 1,3-5,8-end");
        let number = |s: &str| s.trim().parse::<u32>().ok().filter(|n| *n > 0).ok_or_else(wrong);
        let last = |s: &str| if s.trim() == "end" { Ok(None) } else { number(s).map(Some) };
        let part = |part: &str| match part.split_once('-') {
            Some((from, to)) => Ok((number(from)?, last(to)?)),
            None if part.trim() == "end" => Err(wrong()),
            None => number(part).map(|n| (n, Some(n))),
        };
        let parts = text.split(',').map(part).collect::<Result<Vec<_>, _>>()?;
        if parts.iter().any(|(from, to)| to.is_some_and(|to| to < *from)) {
            return Err(wrong());
        }
        Ok(Self { parts })
    }
}

impl PageRange {
    /// The pages of a document of `count` pages, 0-based, ascending, each once. An empty range is all.
    ///
    /// # Errors
    /// `usage` where a page that was named does not exist.
    pub fn resolve(&self, count: u32) -> Result<Vec<u32>, WireError> {
        if self.parts.is_empty() {
            return Ok((0..count).collect());
        }
        let mut pages = Vec::new();
        for &(from, to) in &self.parts {
            let to = to.unwrap_or(count);
            if from > count || to > count {
                let named = from.max(to);
                return Err(WireError::new(Code::Usage, format!("there is no page {named}: the document has {count}")));
            }
            pages.extend(from - 1..to);
        }
        pages.sort_unstable();
        pages.dedup();
        Ok(pages)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_one_based_sorted_and_unique() {
        let pages = |text: &str, count| text.parse::<PageRange>().unwrap().resolve(count);
        assert_eq!(pages("8-end,1,3-5,4", 10).unwrap(), [0, 2, 3, 4, 7, 8, 9]);
        assert_eq!(PageRange::default().resolve(3).unwrap(), [0, 1, 2]);
        assert_eq!(pages("4", 3).unwrap_err().code, Code::Usage);
        assert_eq!(pages("2-9", 3).unwrap_err().code, Code::Usage);
    }

    #[test]
    fn nonsense_is_refused() {
        for text in ["", "0", "a", "5-3", "1,,2", "-3", "end", "1-2-3"] {
            assert!(text.parse::<PageRange>().is_err(), "{text}");
        }
    }
}
