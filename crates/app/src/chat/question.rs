//! A question taken apart: what it asks for, of which kind the answer is, and the terms that must be met.

use std::ops::Range;

use super::terms::{fold, terms};
use super::values::Kind;
use super::vocabulary::{FIELDS, Field, STOP, WEAK};

/// One thing that is asked for. A question may ask for several: "the total and the due date".
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    /// What the person called it: a field's name, or the whole question.
    pub name: String,
    /// The field of forms and receipts that it is, where it is a known one.
    pub field: Option<&'static Field>,
    /// What the answer must state.
    pub kind: Kind,
    /// The terms of the question that tell what it is about; where it can be understood in several ways, the likeliest first.
    pub ways: Vec<Vec<String>>,
    /// The terms beside a field's name: whose total, which date.
    pub beside: Vec<String>,
    /// Whether it asks for the meaning of something.
    pub definition: bool,
    /// Whether it asks why: then sentences alone answer.
    pub reason: bool,
}

impl Wanted {
    /// Whether nothing beside a field's name says whose it is.
    pub(super) fn is_plain(&self) -> bool {
        self.beside.iter().all(|term| WEAK.contains(&term.as_str()))
    }
}

/// Words that ask.
const ASKS: &[&str] = &[
    "what", "which", "who", "whom", "whose", "when", "where", "why", "how", "was", "wer", "wen", "wem", "wann", "wo",
    "warum", "wie", "welche", "welcher", "welches", "qui", "quand", "ou", "quel", "quelle", "quels", "quelles",
    "combien", "que", "cual", "quien", "cuando", "donde", "cuanto", "cuantos", "chi", "quando", "dove", "quale",
    "quanto", "quanti",
];
/// The terms that ask for a measure and say nothing of what is measured.
const MEASURES: &[&str] = &[
    "price", "length", "height", "width", "weight", "speed", "often", "pay", "paid", "worth", "kost", "kostet",
    "preis", "cout", "coute", "cuesta", "costa",
];
const AND: &[&str] = &["and", "und", "et", "y", "e"];

/// What `question` asks for.
pub(super) fn wanted(question: &str) -> Vec<Wanted> {
    let words: Vec<&str> = question.split_whitespace().collect();
    let folded: Vec<String> = words.iter().map(|word| fold(word)).collect();
    parts(&words, &folded).into_iter().flat_map(|part| of_part(&words[part.clone()], &folded[part])).collect()
}

/// The questions within a question: parted by its marks, and by "and" before a word that asks.
fn parts(words: &[&str], folded: &[String]) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut begin = 0;
    for at in 1..words.len() {
        let marked = words[at - 1].ends_with(['?', '？', ';']);
        let joined = AND.contains(&folded[at - 1].as_str()) && ASKS.contains(&folded[at].as_str());
        let end = if joined { at - 1 } else { at };
        if (marked || joined) && end > begin {
            parts.push(begin..end);
            begin = at;
        }
    }
    parts.push(begin..words.len());
    parts
}

fn of_part(words: &[&str], folded: &[String]) -> Vec<Wanted> {
    let asked = kind(folded);
    let mut fields = known_fields(folded);
    // "When was the invoice issued?" asks for no invoice number.
    fields.retain(|(_, field)| match asked {
        Kind::Date | Kind::Time | Kind::Percent => field.kind == asked,
        Kind::Name => matches!(field.kind, Kind::Text | Kind::Name),
        _ => true,
    });
    let dated = || {
        folded
            .iter()
            .flat_map(|word| terms(word))
            .filter(|term| !STOP.contains(&term.as_str()))
            .all(|term| WEAK.contains(&term.as_str()))
    };
    if asked == Kind::Date && fields.is_empty() && words.len() > 2 && dated() {
        let at = FIELDS.iter().find(|field| field.names[0] == "invoice date").expect("the table has it");
        let name = "date".to_owned();
        return vec![Wanted {
            name,
            field: Some(at),
            kind: Kind::Date,
            ways: vec![vec!["date".to_owned()]],
            beside: Vec::new(),
            definition: false,
            reason: false,
        }];
    }
    let taken = |at: usize| fields.iter().any(|(range, _)| range.contains(&at));
    let beside = content(folded, taken);
    // A name within a longer question is part of what is asked about: "When did the date palms bear fruit?"
    if !fields.is_empty() && beside.len() <= 3 {
        // Several side by side are questions of their own.
        return fields
            .iter()
            .map(|(range, field)| {
                let of_field = folded[range.clone()].iter().flat_map(|word| terms(word));
                Wanted {
                    name: trimmed(&words[range.clone()]),
                    field: Some(field),
                    kind: field.kind,
                    ways: vec![of_field.chain(beside.iter().cloned()).collect()],
                    beside: beside.clone(),
                    definition: false,
                    reason: false,
                }
            })
            .collect();
    }
    let all = content(folded, |_| false);
    let definition = is_definition(folded) && all.len() <= 4;
    // A price need not be called one where it stands, nor a length.
    let open = asked.is_open();
    let without: Vec<String> = all.iter().filter(|term| open || !MEASURES.contains(&term.as_str())).cloned().collect();
    let ways = if without.is_empty() || without.len() == all.len() { vec![all] } else { vec![all, without] };
    vec![Wanted {
        name: words.join(" "),
        field: None,
        kind: asked,
        ways,
        beside: Vec::new(),
        definition,
        reason: folded.iter().any(|word| matches!(word.as_str(), "why" | "warum" | "weshalb" | "pourquoi" | "perche")),
    }]
}

fn trimmed(words: &[&str]) -> String {
    words.join(" ").trim_matches(|c: char| !c.is_alphanumeric()).to_owned()
}

/// The known fields that a question names, none within another: the longest name at each place.
fn known_fields(folded: &[String]) -> Vec<(Range<usize>, &'static Field)> {
    let mut found: Vec<(Range<usize>, &'static Field)> = Vec::new();
    let mut at = 0;
    while at < folded.len() {
        let best = FIELDS
            .iter()
            .flat_map(|field| field.names.iter().chain(field.asked).map(move |name| (field, name)))
            .filter(|(_, name)| {
                let mut parts = name.split(' ').zip(0..);
                parts.all(|(part, n)| folded.get(at + n).is_some_and(|word| same(part, word)))
            })
            .max_by_key(|(_, name)| name.split(' ').count());
        match best {
            Some((field, name)) => {
                let end = at + name.split(' ').count();
                if !found.iter().any(|(_, known)| std::ptr::eq(*known, field)) {
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
    name == word || word.strip_suffix('s') == Some(name)
}

/// The terms that tell what a question is about.
fn content(folded: &[String], taken: impl Fn(usize) -> bool) -> Vec<String> {
    let kept = (0..folded.len()).filter(|&at| !taken(at) && !STOP.contains(&folded[at].as_str()));
    let mut found: Vec<String> = Vec::new();
    for term in kept.flat_map(|at| terms(&folded[at])) {
        if !found.contains(&term) {
            found.push(term);
        }
    }
    found
}

/// What the answer to a question must state, by the words that it asks with.
fn kind(folded: &[String]) -> Kind {
    let text = format!(" {} ", folded.join(" "));
    let asks = |phrases: &[&str]| phrases.iter().any(|phrase| text.contains(&format!(" {phrase} ")));
    if asks(&["percentage", "percent", "prozent", "pourcentage", "porcentaje", "percentuale", "what share"]) {
        Kind::Percent
    } else if asks(&[
        "what price",
        "what amount",
        "which amount",
        "cost",
        "costs",
        "price",
        "kostet",
        "kosten",
        "preis",
        "coute",
        "cuesta",
        "costa",
        "paid",
        "pay",
        "salary",
        "budget",
        "fee",
        "worth",
        "rent",
    ]) {
        Kind::Amount
    } else if asks(&["what time", "which time", "wie viel uhr", "wie spat", "quelle heure", "que hora", "che ora"]) {
        Kind::Time
    } else if asks(&[
        "when",
        "what date",
        "which date",
        "what day",
        "which day",
        "what year",
        "which year",
        "wann",
        "welches datum",
        "welchem jahr",
        "quand",
        "quelle date",
        "cuando",
        "quando",
    ]) {
        Kind::Date
    } else if asks(&[
        "how many",
        "how much",
        "what number of",
        "how long",
        "how far",
        "how tall",
        "how deep",
        "how high",
        "how wide",
        "how old",
        "how heavy",
        "how large",
        "how often",
        "wie viele",
        "wie viel",
        "wieviel",
        "wieviele",
        "wie lang",
        "wie lange",
        "wie hoch",
        "combien",
        "cuantos",
        "cuantas",
        "quanti",
        "quante",
        "cuanto",
        "quanto",
    ]) {
        Kind::Number
    } else if asks(&["who", "whom", "whose", "wer", "wen", "wem", "qui", "quien", "chi"]) {
        Kind::Name
    } else {
        Kind::Text
    }
}

fn is_definition(folded: &[String]) -> bool {
    let text = format!("{} ", folded.join(" "));
    let begins = ["what is ", "what are ", "was ist ", "was sind ", "qu est ce que ", "que es ", "che cos ", "cos e "];
    let holds = [
        "what does",
        "define",
        "meaning of",
        "definition of",
        "meant by",
        "was bedeutet",
        "versteht man unter",
        "stand for",
    ];
    begins.iter().any(|phrase| text.starts_with(phrase)) || holds.iter().any(|phrase| text.contains(phrase))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_things_in_one_question() {
        let names = |question| wanted(question).into_iter().map(|w| w.name).collect::<Vec<_>>();
        assert_eq!(names("What is the invoice total and due date?"), ["invoice total", "due date"]);
        assert_eq!(names("When was it built and who designed it?"), ["When was it built", "who designed it?"]);
        assert_eq!(names("Wie hoch ist der Gesamtbetrag und wann ist er fällig?").len(), 2);
    }

    #[test]
    fn the_kind_follows_from_how_it_is_asked() {
        for (question, kind) in [
            ("How much does the oil cost?", Kind::Amount),
            ("When was the mill built?", Kind::Date),
            ("How many pupils are there?", Kind::Number),
            ("Who wrote the report?", Kind::Name),
            ("Wie viel Prozent kamen aus Köln?", Kind::Percent),
        ] {
            assert_eq!(wanted(question)[0].kind, kind, "{question}");
        }
    }
}
