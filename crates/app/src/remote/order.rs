//! What is ordered of a service, checked before anything is sent.

use document::Code;
use engine::worker::EngineChoice;

use crate::contract::{HostedOptions, WireError};
use crate::store::JobOptions;

/// The slug of the tool that `translate_to` is for.
const TRANSLATE: &str = "translate";

impl HostedOptions {
    /// As a job keeps them.
    ///
    /// # Errors
    /// `usage` for a language, a tool or a language to translate into that cannot be one.
    pub fn order(&self) -> Result<JobOptions, WireError> {
        let language = self.language.as_deref().map(str::trim).filter(|l| !l.is_empty() && *l != "auto");
        if let Some(language) = language {
            check_language(language)?;
        }
        let tool = self.tool.as_deref().map(str::trim).filter(|tool| !tool.is_empty());
        if let Some(tool) = tool.filter(|tool| !is_slug(tool)) {
            return Err(WireError::usage(format!("`{tool}` is no tool; one is written as extract-tables")));
        }
        let translate_to = self.translate_to.as_deref().map(str::trim).filter(|l| !l.is_empty());
        if let Some(to) = translate_to {
            check_language(to)?;
        }
        let tool = match (tool, translate_to) {
            (None, Some(_)) => Some(TRANSLATE),
            (Some(tool), Some(_)) if tool != TRANSLATE => {
                return Err(WireError::usage(format!(
                    "the tool {tool} does not translate; leave it out, or the language"
                )));
            }
            (tool, _) => tool,
        };
        Ok(JobOptions {
            engine: EngineChoice::Hosted,
            language: language.map(str::to_owned),
            tier: self.tier,
            tool: tool.map(str::to_owned),
            translate_to: translate_to.map(str::to_owned),
            ..JobOptions::default()
        })
    }
}

/// Refuses what is no language at all. One that no engine here reads may be one that the service reads.
fn check_language(typed: &str) -> Result<(), WireError> {
    match engine::languages::check(typed) {
        Err(e) if e.code == Code::Usage => Err(e.into()),
        _ => Ok(()),
    }
}

fn is_slug(text: &str) -> bool {
    text.len() <= 64 && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_checked_before_it_goes() {
        let order = |language: &str, tool: &str, to: &str| {
            let some = |text: &str| Some(text.to_owned());
            HostedOptions { language: some(language), tool: some(tool), translate_to: some(to), ..Default::default() }
                .order()
        };
        let plain = order("auto", "", "").unwrap();
        assert_eq!((plain.engine, plain.language, plain.tool), (EngineChoice::Hosted, None, None));
        // Nobody here reads Amharic; the service may.
        assert_eq!(order("am", "", "").unwrap().language.as_deref(), Some("am"));
        assert_eq!(order("", "", "de").unwrap().tool.as_deref(), Some("translate"));
        for (language, tool, to) in [("klingonish", "", ""), ("", "../x", ""), ("", "extract-tables", "de")] {
            assert_eq!(order(language, tool, to).unwrap_err().code, Code::Usage, "{language} {tool} {to}");
        }
    }
}
