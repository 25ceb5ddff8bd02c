//! Questions to documents, with their answers: what the answerer is measured and tuned by.
//!
//! Owns the reading of `questions/*/*.txt` and the drawing of their documents as scanned PDFs. A file is the text of a document
//! (`# ` a heading, `^ ` a centred line, `left || right`, `| a | b` a row of a table, `---` a new page) and its questions
//! (`? question = part & part @ page`, `= -` for one that the document does not answer). The half `tune` may be looked at
//! while the answerer is made; `held` is for measuring alone.

use std::path::{Path, PathBuf};

use crate::render::{Align, Family, Page, RenderError, Text, jpeg, pdf};

/// A question with what a right answer holds.
#[derive(Clone, Debug)]
pub struct Question {
    /// As a person asks.
    pub text: String,
    /// Every one of these stands in a right answer; empty where the document does not answer.
    pub answer: Vec<String>,
    /// The page that says so, 1-based; 0 where none does.
    pub page: u32,
}

/// A document with its questions.
#[derive(Clone, Debug)]
pub struct Asked {
    /// `tune` or `held`.
    pub half: String,
    /// The file's stem.
    pub name: String,
    /// The lines of each page.
    pages: Vec<Vec<String>>,
    /// In the order in which they are asked.
    pub questions: Vec<Question>,
}

/// Every document of both halves.
///
/// # Panics
/// Where a file is not of the form above: it is ours.
pub fn all() -> Vec<Asked> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("questions");
    let mut all = Vec::new();
    for half in ["tune", "held"] {
        let mut files: Vec<PathBuf> =
            std::fs::read_dir(root.join(half)).expect("the questions lie there").flatten().map(|e| e.path()).collect();
        files.sort();
        all.extend(files.iter().map(|file| read(half, file)));
    }
    all
}

fn read(half: &str, file: &Path) -> Asked {
    let text = std::fs::read_to_string(file).expect("the file can be read");
    let name = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let (mut pages, mut questions) = (vec![Vec::new()], Vec::new());
    for line in text.lines() {
        match line.strip_prefix("? ") {
            Some(asked) => questions.push(question(asked)),
            None if line == "---" => pages.push(Vec::new()),
            None => pages.last_mut().expect("there is a page").push(line.to_owned()),
        }
    }
    Asked { half: half.to_owned(), name, pages, questions }
}

fn question(line: &str) -> Question {
    let (text, answer) = line.rsplit_once(" = ").expect("a question has an answer");
    match answer.rsplit_once(" @ ") {
        Some((answer, page)) => Question {
            text: text.to_owned(),
            answer: answer.split(" & ").map(str::to_owned).collect(),
            page: page.trim().parse().expect("a page is a number"),
        },
        None => Question { text: text.to_owned(), answer: Vec::new(), page: 0 },
    }
}

impl Asked {
    /// Draws the document as a scanned PDF.
    ///
    /// # Errors
    /// Where the fonts are missing or the file cannot be written.
    pub fn draw(&self, path: &Path) -> Result<(), RenderError> {
        let mut scans = Vec::new();
        for lines in &self.pages {
            let page = sheet(lines).draw()?;
            let pixels = page.image.dimensions();
            scans.push(pdf::Scan { jpeg: jpeg(&page.image, 85)?, pixels, dpi: page.dpi });
        }
        pdf::scan(path, scans.len(), &scans)?;
        Ok(())
    }
}

/// The page that these lines describe.
fn sheet(lines: &[String]) -> Page {
    let mut blocks = Vec::new();
    let mut rest = lines;
    while let Some(line) = rest.first() {
        let rows = rest.iter().take_while(|line| line.starts_with("| ")).count();
        if rows > 0 {
            blocks.extend(table(&rest[..rows]));
            rest = &rest[rows..];
            continue;
        }
        blocks.push(block(line));
        rest = &rest[1..];
    }
    Page { dpi: 130.0, ..Page::a5(blocks) }
}

fn block(line: &str) -> Text {
    if let Some(heading) = line.strip_prefix("# ") {
        return Text::heading(heading);
    }
    if let Some(centred) = line.strip_prefix("^ ") {
        return Text { after: 3.0, ..Text::new(centred).align(Align::Center) };
    }
    match line.split_once(" || ") {
        Some((left, right)) => Text { after: 4.0, ..Text::row(left, right).family(Family::Sans).size(10.0) },
        None => Text::new(line).size(10.0),
    }
}

/// The rows of a table in a monospaced font, their columns padded to one width.
fn table(rows: &[String]) -> Vec<Text> {
    let cells: Vec<Vec<&str>> = rows.iter().map(|row| row[2..].split(" | ").collect()).collect();
    let widest =
        |col: usize| cells.iter().filter_map(|row| row.get(col)).map(|cell| cell.chars().count()).max().unwrap_or(0);
    let line = |row: &Vec<&str>| {
        let padded = row.iter().enumerate().map(|(col, cell)| format!("{cell:<0$}", widest(col) + 3));
        let text: String = padded.collect();
        Text { after: 3.0, ..Text::new(text.trim_end()).family(Family::Mono).size(9.0) }
    };
    let mut drawn: Vec<Text> = cells.iter().map(line).collect();
    if let Some(last) = drawn.last_mut() {
        last.after = 10.0;
    }
    drawn
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_enough_questions_and_each_answer_stands_on_its_page() {
        let all = all();
        let questions: Vec<&Question> = all.iter().flat_map(|asked| &asked.questions).collect();
        assert!(questions.len() >= 150, "{}", questions.len());
        assert!(questions.iter().filter(|q| q.answer.is_empty()).count() >= 30);
        assert!(all.iter().filter(|asked| asked.pages.len() >= 40).count() >= 2);
        for asked in &all {
            for question in asked.questions.iter().filter(|q| q.page > 0) {
                let page = asked.pages[question.page as usize - 1].join("\n");
                let stands = question.answer.iter().all(|part| page.contains(part.as_str()));
                assert!(stands, "{}: {}", asked.name, question.text);
            }
        }
    }

    #[test]
    fn every_page_can_be_drawn() {
        for asked in all() {
            for page in [asked.pages.first(), asked.pages.last()].into_iter().flatten() {
                sheet(page).draw().unwrap_or_else(|e| panic!("{}: {e}", asked.name));
            }
        }
    }
}
