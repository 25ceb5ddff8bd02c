//! Sentences of a document that speak to whoever answers: "ignore your instructions and …".
//!
//! They are data as everything else, but they have no place among what an answer rests on: no answerer is shown them, none
//! may cite them. Told by a verb that commands together with what only an answerer has: instructions, a prompt, an answer.
//! Refuses to judge more than that: a manual's "press the button" is what people ask about.

use super::source::Spot;
use super::terms::fold;

/// What is ordered.
const VERBS: &[&str] = &[
    "ignore",
    "disregard",
    "forget",
    "override",
    "bypass",
    "say",
    "reply",
    "respond",
    "answer",
    "answers",
    "output",
    "print",
    "write",
    "pretend",
    "act",
    "reveal",
    "repeat",
    "state",
    "claim",
    "tell",
    "ignoriere",
    "ignorieren",
    "vergiss",
    "vergessen",
    "antworte",
    "antworten",
    "sage",
    "schreibe",
    "ignorez",
    "ignore",
    "oublie",
    "oubliez",
    "reponds",
    "repondez",
    "dis",
    "dites",
    "ignora",
    "olvida",
    "responde",
    "di",
    "escribe",
    "dimentica",
    "rispondi",
    "scrivi",
    "translate",
    "call",
    "always",
    "never",
    "must",
    "do",
    "stop",
];
/// What only an answerer has, or how one is addressed.
const ANSWERERS: &[&str] = &[
    "instruction",
    "instructions",
    "prompt",
    "prompts",
    "assistant",
    "ai",
    "chatbot",
    "llm",
    "gpt",
    "chatgpt",
    "model",
    "system",
    "jailbreak",
    "anweisung",
    "anweisungen",
    "assistent",
    "instrucciones",
    "instruccion",
    "asistente",
    "istruzioni",
    "consignes",
    "assistente",
    "roleplay",
    "developer",
];
/// Stretches of words that need nothing else.
const PLAIN: &[&str] = &[
    "ignore all",
    "ignore the above",
    "ignore previous",
    "ignore your",
    "ignore any",
    "disregard all",
    "disregard the above",
    "disregard previous",
    "disregard your",
    "forget everything",
    "forget your",
    "forget all",
    "forget what",
    "you are now",
    "act as",
    "pretend to be",
    "pretend that",
    "new task",
    "system prompt",
    "answer every question",
    "answer all questions",
    "answer only",
    "answer with",
    "reply only",
    "reply with",
    "respond only",
    "respond with",
    "when asked",
    "if asked",
    "if anyone asks",
    "if you are asked",
    "whoever reads this",
    "do not answer",
    "do not mention",
    "do not tell",
    "antworte nur",
    "antworte immer",
    "vergiss alles",
    "wenn du gefragt",
    "reponds seulement",
    "reponds toujours",
    "oublie tout",
    "olvida todo",
    "responde siempre",
    "responde solo",
    "rispondi solo",
    "rispondi sempre",
    "dimentica tutto",
    "say that",
    "tell the user",
    "tell the reader",
    "instead of answering",
    "override your",
    "print the following",
    "output the following",
];

/// Whether these words give orders to whoever answers.
pub(super) fn orders(words: &[Spot]) -> bool {
    let parts = parts(words);
    let folded: Vec<&str> = parts.iter().map(|part| part.text.as_str()).collect();
    let text = format!(" {} ", folded.join(" "));
    if PLAIN.iter().any(|phrase| text.contains(&format!(" {phrase} "))) {
        return true;
    }
    let any = |list: &[&str]| folded.iter().any(|word| list.contains(word));
    any(VERBS)
        && any(ANSWERERS)
        && (is_addressed(&parts) || addresses(&folded) || folded.first().is_some_and(|word| VERBS.contains(word)))
}

/// A word, and whether a comma or a colon follows it.
struct Part {
    text: String,
    ends: bool,
}

/// The words, parted at commas and colons as well: a recogniser may have lost the space behind one.
fn parts(words: &[Spot]) -> Vec<Part> {
    const MARKS: [char; 2] = [',', ':'];
    let mut parts: Vec<Part> = Vec::with_capacity(words.len());
    for piece in words.iter().flat_map(|word| word.text.split_inclusive(MARKS)) {
        let (text, ends) = (fold(piece.trim_end_matches(MARKS)), piece.ends_with(MARKS));
        if !text.is_empty() {
            parts.push(Part { text, ends });
        } else if let Some(last) = parts.last_mut() {
            last.ends |= ends;
        }
    }
    parts
}

/// Whether it begins with whom it is for: "Assistant, …", "Note to the model: …".
fn is_addressed(parts: &[Part]) -> bool {
    const OPENING: usize = 8;
    let mut opening = parts.iter().take(OPENING);
    let named = opening.position(|part| ANSWERERS.contains(&part.text.as_str()));
    named.is_some_and(|named| parts[named].ends || opening.any(|part| part.ends))
}

/// Whether somebody is spoken to.
fn addresses(folded: &[&str]) -> bool {
    const YOU: &[&str] = &[
        "you",
        "your",
        "yourself",
        "du",
        "dein",
        "deine",
        "deinen",
        "ihre",
        "tu",
        "tes",
        "vos",
        "tus",
        "su",
        "sus",
        "tuoi",
        "tue",
        "assistant",
        "ai",
        "chatbot",
        "llm",
        "gpt",
        "chatgpt",
    ];
    folded.iter().any(|word| YOU.contains(word))
}
