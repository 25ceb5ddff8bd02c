//! The licences of everybody whose work is part of a package: Rust crates, the interface's packages, models, PDFium.
//!
//! Owns one text: first who is inside under which terms, then each different licence text once, with those that it is of.
//! Refuses a work whose terms are not among those that we may pass on (`terms`). Generated whenever a package is made, from
//! what is really linked in, so it cannot be out of date.

mod crates;
mod interface;
mod terms;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::step::{Done, Failure};

/// Somebody else's work.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Work {
    /// Its name and version.
    name: String,
    /// Its terms, an SPDX expression.
    terms: String,
    /// Who made it, where it says so and has no licence text that does.
    authors: Vec<String>,
    /// The licence texts that come with it.
    texts: Vec<String>,
}

/// The whole text. `licences` is the assets' folder of that name.
pub(super) fn text(licences: &Path) -> Done<String> {
    let mut works = crates::all()?;
    works.extend(interface::all()?);
    if let Some(work) = works.iter().find(|work| !terms::may_be_passed_on(&work.terms)) {
        let why = format!("{} is under {:?}, which is not among the terms that we pass on", work.name, work.terms);
        return Err(Failure::new("gather the licences", why));
    }
    works.sort();
    works.dedup();
    let mut shipped = Vec::new();
    files_below(licences, licences, &mut shipped);
    if shipped.is_empty() {
        return Err(Failure::new("gather the licences", format!("{} is empty", licences.display())));
    }
    Ok(written(&works, &shipped))
}

fn written(works: &[Work], shipped: &[(String, String)]) -> String {
    let mut out = String::from(
        "The works of others that are part of OCR.chat Desktop, with thanks.\n\n\
         The models are PaddleOCR's PP-OCRv6, (c) Baidu, Inc. and the PaddleOCR authors, Apache-2.0. PDFium is by the PDFium \
         authors, BSD-3-Clause and others. Their licences, as they came, are at the end.\n\n",
    );
    for work in works {
        let by = if work.texts.is_empty() { format!("; by {}", authors(work)) } else { String::new() };
        let _ = writeln!(out, "{}: {}{by}", work.name, work.terms);
    }
    let mut owners: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for work in works {
        for text in &work.texts {
            owners.entry(normal(text)).or_default().push(&work.name);
        }
    }
    for (text, names) in owners {
        let _ = write!(out, "\n{}\n{}\n\n{text}\n", "=".repeat(78), names.join(", "));
    }
    for (name, text) in shipped {
        let _ = write!(
            out,
            "\n{}\nPart of the package's models and libraries: {name}\n\n{}\n",
            "=".repeat(78),
            normal(text)
        );
    }
    out
}

fn authors(work: &Work) -> String {
    if work.authors.is_empty() { "its contributors".to_owned() } else { work.authors.join(", ") }
}

/// The same text whatever its line ends and the blanks at them.
fn normal(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.join("\n").trim_matches('\n').to_owned()
}

/// The licence texts that lie in the folder of a work.
fn texts_in(folder: &Path) -> Vec<String> {
    let mut files: Vec<_> = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    files.retain(|file| file.file_name().is_some_and(|name| is_licence(&name.to_string_lossy())));
    files.sort();
    // Some crates keep theirs in a folder.
    let nested =
        files.clone().into_iter().filter(|f| f.is_dir()).flat_map(|folder| fs::read_dir(folder).ok()).flatten();
    let mut nested: Vec<_> = nested.flatten().map(|entry| entry.path()).collect();
    nested.sort();
    files.extend(nested);
    files.iter().filter(|f| f.is_file()).filter_map(|file| fs::read_to_string(file).ok()).collect()
}

fn is_licence(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let is_source = [".rs", ".js", ".ts", ".html", ".json"].iter().any(|end| name.ends_with(end));
    let starts = ["license", "licence", "copying", "notice", "unlicense", "copyright"];
    !is_source && starts.iter().any(|start| name.starts_with(start))
}

fn files_below(root: &Path, folder: &Path, found: &mut Vec<(String, String)>) {
    let mut entries: Vec<_> = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files_below(root, &path, found);
        } else if let (Ok(text), Ok(name)) = (fs::read_to_string(&path), path.strip_prefix(root)) {
            found.push((name.to_string_lossy().into_owned(), text));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_two_share_stands_once() {
        let work = |name: &str, text: &str| Work {
            name: name.into(),
            terms: "MIT".into(),
            authors: vec!["A. Author".into()],
            texts: if text.is_empty() { Vec::new() } else { vec![text.into()] },
        };
        let works = [
            work("one 1.0", "Permission\r\nis granted \n"),
            work("two 2.0", "Permission\nis granted"),
            work("three 3.0", ""),
        ];
        let text = written(&works, &[("pdfium/LICENSE".into(), "Redistribution".into())]);
        assert_eq!(text.matches("Permission\nis granted").count(), 1, "{text}");
        assert!(text.contains("one 1.0, two 2.0") && text.contains("three 3.0: MIT; by A. Author"), "{text}");
        assert!(text.contains("pdfium/LICENSE\n\nRedistribution"), "{text}");
    }

    #[test]
    fn licences_are_told_by_their_names() {
        assert!(is_licence("LICENSE-MIT") && is_licence("Copying.txt") && is_licence("NOTICE"));
        assert!(!is_licence("license.rs") && !is_licence("README.md"));
    }
}
