//! The crates that are linked into the window and the command line on this platform, as Cargo resolves them.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use serde_json::Value;

use super::{Work, texts_in};
use crate::project;
use crate::step::{Done, Failure, output};

/// The packages whose programs are in a package.
const PROGRAMS: [&str; 2] = ["cli", "ocrchat-desktop"];

/// Every crate of others that the programs are made of.
pub(super) fn all() -> Done<Vec<Work>> {
    let failed = |why: &str| Failure::new("gather the licences", why.to_owned());
    let triple = output(project::cargo().args(["-vV"])).unwrap_or_default();
    let triple = triple.lines().find_map(|line| line.strip_prefix("host: ")).ok_or_else(|| failed("no host"))?;
    let mut command = project::cargo();
    command.args(["metadata", "--format-version=1", "--offline", "--locked", "--filter-platform", triple]);
    let said = output(&mut command).ok_or_else(|| failed("`cargo metadata` failed"))?;
    let metadata: Value = serde_json::from_str(&said).map_err(|e| failed(&format!("cargo metadata: {e}")))?;
    Ok(works(&metadata))
}

fn works(metadata: &Value) -> Vec<Work> {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let packages: HashMap<String, Value> =
        list(&metadata["packages"]).into_iter().map(|package| (text(&package["id"]), package)).collect();
    let nodes: HashMap<String, Value> =
        list(&metadata["resolve"]["nodes"]).into_iter().map(|node| (text(&node["id"]), node)).collect();
    let programs = packages.values().filter(|p| PROGRAMS.contains(&p["name"].as_str().unwrap_or_default()));
    let mut open: Vec<String> = programs.map(|package| text(&package["id"])).collect();
    let mut seen = HashSet::new();
    while let Some(id) = open.pop() {
        if !seen.insert(id.clone()) {
            continue;
        }
        let Some(node) = nodes.get(&id) else { continue };
        for dependency in list(&node["deps"]) {
            // A kind of its own means: for building, or for tests. Such code is not in the programs.
            if list(&dependency["dep_kinds"]).iter().any(|kind| kind["kind"].is_null()) {
                open.push(text(&dependency["pkg"]));
            }
        }
    }
    let theirs = seen.iter().filter_map(|id| packages.get(id)).filter(|package| !package["source"].is_null());
    theirs
        .map(|package| Work {
            name: format!("{} {}", text(&package["name"]), text(&package["version"])),
            terms: text(&package["license"]),
            authors: list(&package["authors"]).iter().map(text).collect(),
            texts: Path::new(&text(&package["manifest_path"])).parent().map(texts_in).unwrap_or_default(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_builds_or_tests_is_left_out() {
        let package = |name: &str, source: Option<&str>| {
            serde_json::json!({ "id": name, "name": name, "version": "1.0.0", "license": "MIT", "source": source,
                "authors": [], "manifest_path": format!("/nowhere/{name}/Cargo.toml") })
        };
        let needs =
            |name: &str, kind: Option<&str>| serde_json::json!({ "pkg": name, "dep_kinds": [{ "kind": kind }] });
        let metadata = serde_json::json!({
            "packages": [package("cli", None), package("linked", Some("r")), package("deep", Some("r")),
                package("builder", Some("r")), package("tester", Some("r"))],
            "resolve": { "nodes": [
                { "id": "cli", "deps": [needs("linked", None), needs("builder", Some("build")), needs("tester", Some("dev"))] },
                { "id": "linked", "deps": [needs("deep", None)] },
            ]},
        });
        let mut names: Vec<String> = works(&metadata).into_iter().map(|work| work.name).collect();
        names.sort();
        assert_eq!(names, ["deep 1.0.0", "linked 1.0.0"]);
    }
}
