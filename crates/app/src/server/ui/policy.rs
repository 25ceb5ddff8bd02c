//! What a browser may ask, and what not.
//!
//! The owner at a browser may do with documents, settings and tokens what the owner at the window may, but may not name a
//! file or a folder of this machine: the window's paths come out of a native dialog, a browser's out of nowhere, and a
//! session that was stolen must not read `/etc` or fill somebody's home. So
//!
//! - commands that open paths are refused; a browser uploads instead;
//! - of the settings, those in [`OPEN`] may be changed; a watched folder may be switched, told other formats, or removed,
//!   and no folder may be named that was not there before, nor that of the results;
//! - whether this server runs, and under which address, is changed on its machine: a page that did it would cut off its
//!   own branch.
//!
//! A command or a setting that is in no list is refused, and a test names it: whoever adds one decides.

use serde_json::Value;

use crate::Host;
use crate::contract::WireError;
use crate::settings::{Settings, WatchFolder};

/// Commands that a browser may ask for.
const ALLOWED: &[&str] = &[
    "about",
    "list_jobs",
    "search",
    "facets",
    "get_job",
    "get_page",
    "cancel_job",
    "pause_job",
    "resume_job",
    "retry_job",
    "rerun_job",
    "restart_jobs",
    "export_names",
    "cancel_export",
    "move_job",
    "set_priority",
    "rename_job",
    "tag_job",
    "delete_jobs",
    "delete_everything",
    "get_settings",
    "set_settings",
    "storage",
    "clear_previews",
    "export_text",
    "recognise_region",
    "word_alternatives",
    "cancel_region",
    "region_text",
    "area_on_pages",
    "show_pages",
    "list_models",
    "add_model",
    "cancel_model",
    "remove_model",
    "languages",
    "server_status",
    "list_tokens",
    "add_token",
    "revoke_token",
    "set_token",
    "hosted_status",
    "set_hosted_token",
    "clear_hosted_token",
    "set_hosted_consent",
    "check_hosted",
    "rerun_hosted",
    "edit_page",
    "edit_pages",
    "undo_edit",
    "redo_edit",
    "edit_state",
    "original_page",
    "review_state",
    "next_doubtful",
    "find_text",
    "replace_text",
    "get_dictionary",
    "add_words",
    "remove_words",
    "get_replacements",
    "set_replacements",
    "apply_replacements",
    "ask_chat",
    "cancel_chat",
    "retry_chat",
    "chat_history",
    "delete_chat_message",
    "delete_chat",
    "search_chats",
    "endpoint_status",
    "set_endpoint_key",
];

/// Commands that name paths of this machine, or install programs on it.
const REFUSED: &[&str] = &["open_paths", "open_hosted", "export_jobs", "install_language"];

/// Settings that a browser may change.
const OPEN: &[&str] = &[
    "limits",
    "workers",
    "page_seconds",
    "worker_memory_mb",
    "idle_minutes",
    "keep_sources",
    "keep_previews",
    "preview_cache_mb",
    "notify",
    "reading",
    "hosted",
    "review",
    "endpoint",
];

/// Settings that name paths of this machine, or how it is reached: those that are in no list would be kept as well.
#[cfg(test)]
const KEPT: &[&str] = &["watch", "exports", "server", "tesseract_path"];

/// Whether the browser may run `command` with `args` on `host`.
///
/// # Errors
/// `usage`, saying what to do instead.
pub(super) fn check(host: &Host, command: &str, args: &Value) -> Result<(), WireError> {
    match command {
        "set_settings" => settings(&host.settings(), args),
        "install_language" => {
            Err(WireError::usage("programs are installed on the server's computer only, not by a browser"))
        }
        command if ALLOWED.contains(&command) => Ok(()),
        command if REFUSED.contains(&command) => Err(WireError::usage(format!(
            "{command} names files of the server's computer, which a browser may not: upload them instead"
        ))),
        command => Err(WireError::usage(format!("there is no command {command} for a browser"))),
    }
}

/// Whether the settings `wanted` differ from those there are only where a browser may change them.
fn settings(now: &Settings, wanted: &Value) -> Result<(), WireError> {
    let wanted: Settings = serde_json::from_value(wanted.clone())
        .map_err(|e| WireError::usage(format!("arguments of set_settings: {e}")))?;
    let known = |folder: &WatchFolder| now.watch.iter().any(|old| is_of(folder, old));
    if !wanted.watch.iter().all(known) {
        return Err(elsewhere("watch"));
    }
    if wanted.exports.folder != now.exports.folder {
        return Err(elsewhere("exports.folder"));
    }
    let (now, wanted) = (fields(now)?, fields(&wanted)?);
    for (name, value) in &wanted {
        let open = OPEN.contains(&name.as_str()) || name == "watch" || name == "exports";
        if !open && now.get(name) != Some(value) {
            return Err(elsewhere(name));
        }
    }
    Ok(())
}

/// Whether `folder` names no place that `old` does not.
fn is_of(folder: &WatchFolder, old: &WatchFolder) -> bool {
    let kept = |new: &Option<String>, old: &Option<String>| new.is_none() || new == old;
    folder.input == old.input
        && folder.output == old.output
        && kept(&folder.done, &old.done)
        && kept(&folder.failed, &old.failed)
}

fn fields(settings: &Settings) -> Result<serde_json::Map<String, Value>, WireError> {
    match serde_json::to_value(settings) {
        Ok(Value::Object(fields)) => Ok(fields),
        _ => Err(WireError::internal("settings that are no object")),
    }
}

fn elsewhere(name: &str) -> WireError {
    WireError::usage(format!("the setting {name} can only be changed on the server's computer"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::COMMANDS;

    #[test]
    fn somebody_has_decided_about_every_command() {
        for command in COMMANDS {
            let lists = [ALLOWED, REFUSED].iter().filter(|list| list.contains(command)).count();
            assert_eq!(lists, 1, "may a browser ask for {command}? Decide in ALLOWED or REFUSED");
        }
    }

    #[test]
    fn somebody_has_decided_about_every_setting() {
        for name in fields(&Settings::default()).unwrap().keys() {
            let lists = [OPEN, KEPT].iter().filter(|list| list.contains(&name.as_str())).count();
            assert_eq!(lists, 1, "may a browser change the setting {name}? Decide in OPEN or KEPT");
        }
    }

    #[test]
    fn a_browser_names_no_folder() {
        let folder = |input: &str, output: &str| WatchFolder {
            input: input.into(),
            output: output.into(),
            done: Some("/done".into()),
            ..WatchFolder::default()
        };
        let now = Settings { watch: vec![folder("/in", "/out")], ..Settings::default() };
        let ask = |watch: Vec<WatchFolder>| {
            settings(&now, &serde_json::to_value(Settings { watch, ..now.clone() }).unwrap()).is_ok()
        };
        assert!(ask(vec![]) && ask(vec![WatchFolder { enabled: true, done: None, ..folder("/in", "/out") }]));
        assert!(!ask(vec![folder("/etc", "/out")]));
        assert!(!ask(vec![folder("/in", "/home/me/public_html")]));
        assert!(!ask(vec![WatchFolder { failed: Some("/tmp".into()), ..folder("/in", "/out") }]));
        assert!(!ask(vec![folder("/in", "/out"), folder("/out", "/in")]));
    }

    #[test]
    fn other_settings_are_the_browsers_too() {
        let now = Settings::default();
        let wanted = serde_json::to_value(Settings { workers: 2, notify: false, ..now.clone() }).unwrap();
        settings(&now, &wanted).unwrap();
    }
}
