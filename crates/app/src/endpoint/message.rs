//! What is sent to an endpoint: messages of text and pictures, in the shape of OpenAI's chat completions.

use serde_json::{Value, json};

/// Who says a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Whoever sets the task.
    System,
    /// The person.
    User,
    /// The model.
    Assistant,
}

/// A part of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Words.
    Text(String),
    /// A picture as an address of `data:`, with its media type and base64: `data:image/png;base64,…`.
    Image(String),
}

/// One message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Who says it.
    pub role: Role,
    /// What.
    pub parts: Vec<Part>,
}

impl Message {
    /// A message of words alone.
    pub fn text(role: Role, text: impl Into<String>) -> Self {
        Self { role, parts: vec![Part::Text(text.into())] }
    }
}

/// How a completion is asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CompleteOptions {
    /// Tokens of the answer at most; `None` as the settings say.
    pub most_tokens: Option<u32>,
    /// 0 for the likeliest words, more for others.
    pub temperature: f32,
}

impl Default for CompleteOptions {
    fn default() -> Self {
        Self { most_tokens: None, temperature: 0.0 }
    }
}

/// The body of a request.
pub(super) fn body(model: &str, messages: &[Message], most_tokens: u32, temperature: f32) -> Value {
    let messages: Vec<Value> = messages.iter().map(message).collect();
    json!({ "model": model, "messages": messages, "stream": true, "max_tokens": most_tokens, "temperature": temperature })
}

fn message(message: &Message) -> Value {
    let role = match message.role {
        Role::System => "system",
        Role::User => "user",
        Role::Assistant => "assistant",
    };
    let content = match message.parts.as_slice() {
        // Older servers know no parts.
        [Part::Text(text)] => json!(text),
        parts => parts.iter().map(part).collect(),
    };
    json!({ "role": role, "content": content })
}

fn part(part: &Part) -> Value {
    match part {
        Part::Text(text) => json!({ "type": "text", "text": text }),
        Part::Image(url) => json!({ "type": "image_url", "image_url": { "url": url } }),
    }
}
