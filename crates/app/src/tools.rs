//! The tools of the OCR.chat API: what a slug presets, and what of it this program can do by itself.
//!
//! One table. A tool that plain recognition with layout serves honestly is accepted; one that wants a model which is not
//! there is named and refused, rather than answered with something else under its name.

use document::{Code, Warning};

use crate::contract::{Tier, WireError};
use crate::store::JobOptions;

/// What a tool wants beyond recognition with layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Nothing.
    Nothing,
    /// A vision model would read it better; without one the local engine reads it, and a warning says so.
    BetterWithVision,
    /// A model that is not there: refused.
    Model(&'static str),
}

/// A tool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tool {
    /// Its name in the API.
    pub slug: &'static str,
    /// What it is for, in a few words.
    pub purpose: &'static str,
    /// What it wants.
    pub needs: Needs,
}

const VISION: &str = "a vision model";
const TEXT: &str = "a language model";

/// Every tool that is known.
pub const TOOLS: &[Tool] = &[
    tool("image-to-text", "the text of pictures", Needs::Nothing),
    tool("pdf-to-text", "the text of a PDF", Needs::Nothing),
    tool("searchable-pdf", "a PDF whose text can be found and copied", Needs::Nothing),
    tool("pdf-to-word", "a Word document", Needs::Nothing),
    tool("extract-tables", "tables as CSV or a workbook", Needs::Nothing),
    tool("handwriting-to-text", "handwriting", Needs::BetterWithVision),
    tool("math-to-latex", "formulas as LaTeX", Needs::Model(VISION)),
    tool("receipt", "the fields of a receipt", Needs::Model(TEXT)),
    tool("invoice", "the fields of an invoice", Needs::Model(TEXT)),
    tool("translate", "the text in another language", Needs::Model(TEXT)),
];

const fn tool(slug: &'static str, purpose: &'static str, needs: Needs) -> Tool {
    Tool { slug, purpose, needs }
}

/// The tool of that name, where this program can do what it promises.
///
/// # Errors
/// `usage` for a name that is not known, `not_implemented` for a tool whose model is not there.
pub fn find(slug: &str) -> Result<&'static Tool, WireError> {
    let Some(tool) = TOOLS.iter().find(|tool| tool.slug == slug) else {
        let known: Vec<&str> = TOOLS.iter().map(|tool| tool.slug).collect();
        return Err(WireError::usage(format!("there is no tool `{slug}`; known are {}", known.join(", "))));
    };
    match tool.needs {
        Needs::Model(model) => {
            let message = format!("the tool `{slug}` needs {model}, which this server does not have");
            Err(WireError::new(Code::NotImplemented, message))
        }
        Needs::Nothing | Needs::BetterWithVision => Ok(tool),
    }
}

/// The answer to a wish for a translation into `target`.
pub fn translation(target: &str) -> WireError {
    match engine::languages::check(target) {
        Err(e) if e.code == Code::Usage => e.into(),
        _ => {
            WireError::new(Code::NotImplemented, format!("a translation needs {TEXT}, which this server does not have"))
        }
    }
}

/// What the reader of a job should know of how it was asked for: that the premium tier, or handwriting, was read by the
/// local engine. `engines` names what has read its pages so far.
pub fn warnings(options: &JobOptions, engines: &[&str]) -> Vec<Warning> {
    if engines.iter().any(|engine| ["vlm", "hosted"].contains(engine)) {
        return Vec::new();
    }
    let asked = options.tool.as_deref();
    let handwriting = TOOLS.iter().any(|tool| Some(tool.slug) == asked && tool.needs == Needs::BetterWithVision);
    let message = match (options.tier, handwriting) {
        (Tier::Vlm, _) => "tier vlm was asked for, but no vision model is set up here: the local engine read the pages",
        (Tier::Cpu, true) => {
            "no vision model is set up here: the local engine read the pages, and it reads print well, handwriting badly"
        }
        (Tier::Cpu, false) => return Vec::new(),
    };
    vec![Warning { page: None, message: message.to_owned() }]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_done_is_refused_by_name() {
        assert_eq!(find("extract-tables").unwrap().needs, Needs::Nothing);
        assert_eq!(find("handwriting-to-text").unwrap().needs, Needs::BetterWithVision);
        assert_eq!(find("translate").unwrap_err().code, Code::NotImplemented);
        assert_eq!(find("Extract-Tables").unwrap_err().code, Code::Usage);
        assert_eq!(find("").unwrap_err().code, Code::Usage);
    }

    #[test]
    fn the_local_engine_does_not_pass_for_the_premium_one() {
        let with =
            |tier, tool: Option<&str>| JobOptions { tier, tool: tool.map(str::to_owned), ..JobOptions::default() };
        assert_eq!(warnings(&with(Tier::Vlm, None), &["ppocr"]).len(), 1);
        assert_eq!(warnings(&with(Tier::Vlm, Some("handwriting-to-text")), &[]).len(), 1);
        assert_eq!(warnings(&with(Tier::Cpu, Some("handwriting-to-text")), &["ppocr"]).len(), 1);
        assert!(warnings(&with(Tier::Cpu, Some("pdf-to-text")), &["ppocr"]).is_empty());
        assert!(warnings(&with(Tier::Vlm, None), &["hosted"]).is_empty());
    }
}
