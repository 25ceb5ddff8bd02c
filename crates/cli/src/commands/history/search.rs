//! `ocrchat history search`.

use std::io::IsTerminal;
use std::process::ExitCode;

use app::contract::{Search, SearchHit, SearchHits, SnippetPart, WireError};
use app::store::Store;

use super::list::ID;
use super::select;
use crate::arguments::SearchArguments;
use crate::commands::{json, report};
use crate::messages;

pub(super) fn run(store: &Store, arguments: &SearchArguments) -> Result<ExitCode, WireError> {
    let text = arguments.words.join(" ");
    if !text.chars().any(char::is_alphanumeric) {
        return Err(WireError::usage(format!("there is no word in `{text}`")));
    }
    let search = Search { text, filter: select::filter(&arguments.filter)?, offset: 0, limit: arguments.limit };
    let (hits, total) = store.search(&search)?;
    if arguments.json {
        let wire = |hit: app::store::Hit| SearchHit { job: hit.job.summary(), page: hit.page, snippet: hit.snippet };
        json(&SearchHits { hits: hits.into_iter().map(wire).collect(), total })?;
        return Ok(ExitCode::SUCCESS);
    }
    if hits.is_empty() {
        messages::say("nothing was found");
        return Ok(ExitCode::SUCCESS);
    }
    let bold = std::io::stdout().is_terminal();
    let line = |hit: &app::store::Hit| {
        let snippet = marked(&hit.snippet, bold);
        format!("{}  {}  page {}: {snippet}", &hit.job.id[..ID], hit.job.name, hit.page + 1)
    };
    report(&hits.iter().map(line).collect::<Vec<_>>())?;
    if (hits.len() as u64) < u64::from(total) {
        messages::say(&format!("{} of {total} pages; --limit shows more", hits.len()));
    }
    Ok(ExitCode::SUCCESS)
}

/// A snippet with what was sought in bold, where that can be seen. What is printed holds no control characters but ours.
fn marked(snippet: &[SnippetPart], bold: bool) -> String {
    let part = |part: &SnippetPart| {
        let text: String = part.text.chars().filter(|c| !c.is_control()).collect();
        if part.hit && bold { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text }
    };
    snippet.iter().map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hits_are_bold_on_a_terminal_and_nothing_else_is_sent_there() {
        let part = |text: &str, hit| SnippetPart { text: text.to_owned(), hit };
        let snippet = [part("a \u{1b}[2J", false), part("word", true)];
        assert_eq!(marked(&snippet, true), "a [2J\u{1b}[1mword\u{1b}[0m");
        assert_eq!(marked(&snippet, false), "a [2Jword");
    }
}
