//! The packages that the interface is built from, as its lock file lists them. Which of them end up in the built pages the
//! bundler alone knows; all that are not for development only are named.

use std::fs;

use serde_json::Value;

use super::{Work, texts_in};
use crate::project;
use crate::step::{Done, Failure};

/// Every package of others behind the interface.
pub(super) fn all() -> Done<Vec<Work>> {
    let failed = |why: String| Failure::new("gather the licences", why);
    let read = |path: &str| -> Done<Value> {
        let text = fs::read_to_string(project::ui().join(path)).map_err(|e| failed(format!("ui/{path}: {e}")))?;
        serde_json::from_str(&text).map_err(|e| failed(format!("ui/{path}: {e}")))
    };
    let lock = read("package-lock.json")?;
    let mut works = Vec::new();
    for (place, package) in lock["packages"].as_object().into_iter().flatten() {
        let is_development = package["dev"].as_bool() == Some(true) || package["optional"].as_bool() == Some(true);
        // The nameless entry is the interface itself; types leave nothing behind.
        if place.is_empty() || is_development || place.contains("/@types/") {
            continue;
        }
        let texts = texts_in(&project::ui().join(place));
        let name = place.rsplit_once("node_modules/").map_or(place.as_str(), |(_, name)| name);
        let named = read(&format!("{place}/package.json"))?["license"].as_str().map(str::to_owned);
        works.push(Work {
            name: format!("{name} {} (npm)", package["version"].as_str().unwrap_or_default()),
            terms: named.unwrap_or_else(|| terms_of(&texts).to_owned()),
            authors: Vec::new(),
            texts,
        });
    }
    Ok(works)
}

/// What a licence text is, for packages that name no terms; empty where it is none that we know by sight.
fn terms_of(texts: &[String]) -> &'static str {
    let is_mit = |text: &String| text.contains("Permission is hereby granted, free of charge") && !text.contains("GNU");
    if texts.iter().any(is_mit) { "MIT" } else { "" }
}
