//! Which terms allow a work to be part of a package under our own: an SPDX expression, judged.

/// Licences that ask for their text and the authors' names to come along, and at most that the work's own files stay open
/// (MPL-2.0, whose works are linked in unchanged and public).
const FINE: [&str; 16] = [
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "OFL-1.1",
    "Unicode-3.0",
    "Unicode-DFS-2016",
    "Unlicense",
    "Zlib",
];

/// Whether `expression` can be met by [`FINE`] licences alone. What cannot be read as an expression cannot.
pub(super) fn may_be_passed_on(expression: &str) -> bool {
    // Older manifests write `/` for "or".
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    any(&words, &mut at) == Some(true) && at == words.len()
}

/// `a OR b OR …`
fn any(words: &[&str], at: &mut usize) -> Option<bool> {
    let mut fine = all(words, at)?;
    while words.get(*at) == Some(&"OR") {
        *at += 1;
        // Read even where it decides nothing: the rest must be an expression too.
        let other = all(words, at)?;
        fine = fine || other;
    }
    Some(fine)
}

/// `a AND b AND …`, which binds closer.
fn all(words: &[&str], at: &mut usize) -> Option<bool> {
    let mut fine = one(words, at)?;
    while words.get(*at) == Some(&"AND") {
        *at += 1;
        let other = one(words, at)?;
        fine = fine && other;
    }
    Some(fine)
}

/// A licence, with or without an exception (which only ever allows more), or an expression in parentheses.
fn one(words: &[&str], at: &mut usize) -> Option<bool> {
    let word = *words.get(*at)?;
    *at += 1;
    if word == "(" {
        let inner = any(words, at)?;
        let closed = words.get(*at) == Some(&")");
        *at += 1;
        return closed.then_some(inner);
    }
    if words.get(*at) == Some(&"WITH") {
        *at += 2;
    }
    Some(FINE.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::may_be_passed_on;

    #[test]
    fn one_fine_choice_is_enough_but_all_of_a_sum_are_needed() {
        for fine in [
            "MIT",
            "MIT OR GPL-3.0",
            "GPL-2.0/MIT",
            "(MIT OR Apache-2.0) AND Unicode-3.0",
            "Apache-2.0 WITH LLVM-exception OR MIT",
        ] {
            assert!(may_be_passed_on(fine), "{fine}");
        }
        for other in ["GPL-3.0", "MIT AND GPL-3.0", "(GPL-3.0 OR AGPL-3.0) AND MIT", "", "MIT MIT", "(MIT", "MIT OR"] {
            assert!(!may_be_passed_on(other), "{other}");
        }
    }
}
