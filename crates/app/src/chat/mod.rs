//! Questions about a document, answered from its recognised words alone.
//!
//! Owns the taking apart of documents and questions, the answerers, and the check of every citation against the page.
//! Refuses whatever the document does not say: such a question is answered by "not in this document" and the nearest
//! passages. Text of a document is data: what it tells its reader to do changes nothing.

mod answer;
mod question;
mod source;
mod terms;
mod values;
mod vocabulary;

use document::Document;

pub use answer::Citation;

use answer::{Found, Index, cite};
use source::Text;

/// What a document says to a question.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// Short sentences, each with its page.
    pub text: String,
    /// The places that it rests on; with `found` false, the nearest passages.
    pub citations: Vec<Citation>,
    /// Whether the document answers.
    pub found: bool,
}

/// A document that questions are asked of. Making one costs milliseconds a page; asking costs less.
#[derive(Debug)]
pub struct Reading {
    index: Index,
}

impl Reading {
    /// Takes a document apart.
    pub fn new(document: &Document) -> Self {
        Self { index: Index::new(Text::of(document)) }
    }

    /// Answers in the document's own words.
    pub fn ask(&self, question: &str) -> Answer {
        let parts = self.index.answer(question);
        let (found, missing): (Vec<Found>, Vec<Found>) = parts.into_iter().partition(|part| !part.value.is_empty());
        if found.is_empty() {
            let citations = self.index.nearest(question);
            return Answer { text: "This is not in this document.".to_owned(), citations, found: false };
        }
        let mut sentences: Vec<String> = found.iter().map(sentence).collect();
        sentences.extend(missing.iter().map(|part| format!("The {} is not in this document.", part.name)));
        let citations = found.iter().map(|part| cite(&part.evidence)).collect();
        Answer { text: sentences.join(" "), citations, found: true }
    }
}

/// One thing that was found, as a sentence with its page.
fn sentence(found: &Found) -> String {
    let words: Vec<&str> = found.value.iter().map(|spot| spot.text.as_str()).collect();
    let value = words.join(" ");
    let page = found.value.first().map_or(0, |spot| spot.page) + 1;
    if found.sentence {
        return format!("{value} (p. {page})");
    }
    let value = value.trim_end_matches(['.', ',', ';']);
    if found.name.ends_with('?') {
        return format!("{value} (p. {page}).");
    }
    format!("The {} is {value} (p. {page}).", found.name)
}

#[cfg(test)]
mod tests {
    use document::{Block, Line, Page, Quad, Rect, Word};

    use super::*;

    /// A page of lines, one above the other, with words of equal width.
    fn page(index: u32, lines: &[&str]) -> Page {
        let line = |(n, text): (usize, &&str)| {
            let y = 100.0 + 40.0 * n as f32;
            let mut x = 50.0;
            let mut words = Vec::new();
            for part in text.split(' ') {
                if part.is_empty() {
                    // Two spaces are a wide gap.
                    x += 60.0;
                    continue;
                }
                let width = 10.0 * part.chars().count() as f32;
                let bbox = Rect { x0: x, y0: y, x1: x + width, y1: y + 20.0 };
                words.push(Word { text: part.to_owned(), bbox, confidence: 0.9, ..Word::default() });
                x += width + 8.0;
            }
            let bounds = Rect::around(words.iter().map(|w| w.bbox)).unwrap();
            Line { text: (*text).to_owned(), quad: Quad::from(bounds), confidence: 0.9, words }
        };
        let lines: Vec<Line> = lines.iter().enumerate().map(line).collect();
        let mut block = Block::default();
        block.set_lines(lines);
        Page { index, width: 1000, height: 1400, blocks: vec![block], ..Page::default() }
    }

    fn ask(lines: &[&str], question: &str) -> Answer {
        let document = Document { pages: vec![page(0, lines)], ..Document::default() };
        Reading::new(&document).ask(question)
    }

    const INVOICE: [&str; 9] = [
        "Acme Corp  Invoice number: INV-2041",
        "12 Hill Street  Invoice date: 3 March 2026",
        "Springfield  Due date: 2 April 2026",
        "Paper, 5 boxes 40.00",
        "Ink, 2 bottles 140.00",
        "Subtotal 180.00 USD",
        "VAT 19% 35.00 USD",
        "Total 215.00 USD",
        "Payment terms: 30 days net",
    ];

    #[test]
    fn the_services_own_example() {
        let answer = ask(&INVOICE, "What is the invoice total and due date?");
        assert_eq!(answer.text, "The invoice total is 215.00 USD (p. 1). The due date is 2 April 2026 (p. 1).");
        assert_eq!(answer.citations.len(), 2);
        assert!(answer.citations[0].snippet.contains("Total 215.00 USD"), "{answer:?}");
    }

    #[test]
    fn fields_by_their_names() {
        for (question, value) in [
            ("What is the subtotal?", "180.00 USD"),
            ("How much VAT was charged?", "35.00 USD"),
            ("Which invoice number is it?", "INV-2041"),
            ("When was it issued? Give the invoice date.", "3 March 2026"),
            ("What are the payment terms?", "30 days net"),
        ] {
            let answer = ask(&INVOICE, question);
            assert!(answer.found && answer.text.contains(value), "{question}: {answer:?}");
        }
    }

    #[test]
    fn what_is_not_there_is_refused() {
        for question in ["What is the IBAN?", "Who is the managing director?", "What is the order number?", "What is the phone number?"] {
            let answer = ask(&INVOICE, question);
            assert!(!answer.found, "{question}: {answer:?}");
        }
    }
}
