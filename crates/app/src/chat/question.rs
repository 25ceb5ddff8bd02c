//! A question taken apart: what it asks for, of which kind the answer is, and the terms that must be met.

use super::terms::{fold, terms};
use super::values::Kind;
use super::vocabulary::{FIELDS, Field, STOP};

/// One thing that is asked for. A question may ask for several: "the total and the due date".
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    /// What the person called it.
    pub name: String,
    /// The field of forms and receipts that it is, where it is a known one.
    pub field: Option<&'static Field>,
    /// What the answer must state.
    pub kind: Kind,
    /// The terms of the question that tell what it is about.
    pub terms: Vec<String>,
    /// Whether it asks for the meaning of something.
    pub definition: bool,
}

/// What `question` asks for.
pub(super) fn wanted(question: &str) -> Vec<Wanted> {
    let words: Vec<&str> = question.split_whitespace().collect();
    let folded: Vec<String> = words.iter().map(|word| fold(word)).collect();
    let fields = known_fields(&folded);
    // Several known fields side by side, with nothing else that is asked about: each is a question of its own.
    let rest: Vec<String> = content(&folded, |at| fields.iter().any(|(range, _)| range.contains(&at)));
    if !fields.is_empty() {
        return fields
            .iter()
            .map(|(range, field)| {
                let of_field = folded[range.clone()].iter().flat_map(|word| terms(word));
                Wanted {
                    name: trimmed(&words[range.clone()]),
                    field: Some(field),
                    kind: field.kind,
                    terms: of_field.chain(rest.iter().cloned()).collect(),
                    definition: false,
                }
            })
            .collect();
    }
    let kind = kind(&folded);
    vec![Wanted { name: question.trim().to_owned(), field: None, kind, terms: rest, definition: is_definition(&folded) }]
}

fn trimmed(words: &[&str]) -> String {
    words.join(" ").trim_matches(|c: char| !c.is_alphanumeric()).to_owned()
}

/// The known fields that a question names, none within another: the longest name at each place.
fn known_fields(folded: &[String]) -> Vec<(std::ops::Range<usize>, &'static Field)> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < folded.len() {
        let best = FIELDS
            .iter()
            .flat_map(|field| field.names.iter().map(move |name| (field, name)))
            .filter(|(_, name)| {
                let parts: Vec<&str> = name.split(' ').collect();
                folded.len() >= at + parts.len() && parts.iter().zip(&folded[at..]).all(|(a, b)| same(a, b))
            })
            .max_by_key(|(_, name)| name.split(' ').count());
        match best {
            Some((field, name)) => {
                let end = at + name.split(' ').count();
                if !found.iter().any(|(_, known): &(_, &Field)| std::ptr::eq(*known, field)) {
                    found.push((at..end, field));
                }
                at = end;
            }
            None => at += 1,
        }
    }
    found
}

/// Whether a word of a question is one of a field's name, in the singular or the plural.
fn same(name: &str, word: &str) -> bool {
    name == word || terms(name) == terms(word)
}

/// The terms that tell what a question is about.
fn content(folded: &[String], taken: impl Fn(usize) -> bool) -> Vec<String> {
    let kept = (0..folded.len()).filter(|&at| !taken(at) && !STOP.contains(&folded[at].as_str()));
    kept.flat_map(|at| terms(&folded[at])).collect()
}

/// What the answer to a question must state, by the words that it asks with.
fn kind(folded: &[String]) -> Kind {
    let text = folded.join(" ");
    let asks = |phrases: &[&str]| phrases.iter().any(|phrase| format!(" {text} ").contains(&format!(" {phrase} ")));
    if asks(&["how much", "what price", "what amount", "cost", "price", "wie viel kostet", "wieviel kostet", "combien coute", "cuanto cuesta"]) {
        Kind::Amount
    } else if asks(&["when", "what date", "which date", "what day", "which day", "what year", "which year", "wann", "welches datum", "quand", "cuando", "quando"]) {
        Kind::Date
    } else if asks(&["what time", "um wie viel uhr", "wie spat", "a quelle heure", "a que hora"]) {
        Kind::Time
    } else if asks(&["how many", "what percentage", "what number of", "wie viele", "wieviele", "combien", "cuantos", "cuantas"]) {
        Kind::Number
    } else {
        Kind::Text
    }
}

fn is_definition(folded: &[String]) -> bool {
    let text = folded.join(" ");
    ["what does", "define", "meaning of", "definition of", "what is meant by", "was bedeutet", "was versteht man unter"]
        .iter()
        .any(|phrase| text.contains(phrase))
}
