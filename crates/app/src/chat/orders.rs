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
    let folded: Vec<String> = words.iter().map(|word| fold(&word.text)).filter(|word| !word.is_empty()).collect();
    let text = format!(" {} ", folded.join(" "));
    if PLAIN.iter().any(|phrase| text.contains(&format!(" {phrase} "))) {
        return true;
    }
    let any = |list: &[&str]| folded.iter().any(|word| list.contains(&word.as_str()));
    any(VERBS)
        && any(ANSWERERS)
        && (is_addressed(words)
            || addresses(&folded)
            || folded.first().is_some_and(|word| VERBS.contains(&word.as_str())))
}

/// Whether it begins with whom it is for: "Assistant, …", "Note to the model: …".
fn is_addressed(words: &[Spot]) -> bool {
    const OPENING: usize = 8;
    let opening = words.iter().take(OPENING);
    let end = opening.clone().position(|word| word.text.ends_with([',', ':']));
    let named = opening.clone().position(|word| ANSWERERS.contains(&fold(&word.text).as_str()));
    named.zip(end).is_some_and(|(named, end)| named <= end)
}

/// Whether somebody is spoken to.
fn addresses(folded: &[String]) -> bool {
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
    folded.iter().any(|word| YOU.contains(&word.as_str()))
}
