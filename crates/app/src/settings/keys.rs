//! The settings by their names, as text: what a command line lists and sets, and the bounds of each.

use serde_json::{Map, Value};

use super::{Keep, Settings};
use crate::contract::WireError;
use crate::remote::Address;

/// A setting that can be named.
struct Key {
    name: &'static str,
    about: &'static str,
    kind: Kind,
}

enum Kind {
    /// A whole number within bounds, both included.
    Number(u64, u64),
    Switch,
    Keep,
    /// A place in the file system; may be empty.
    Path,
    /// Any words; may be empty.
    Text,
    /// A numeric address with a port.
    Address,
    /// One of these words.
    Word(&'static [&'static str]),
    /// The address of a service.
    Service,
    /// Whatever its type reads, as JSON.
    Json,
}

const MIB: u64 = 1 << 20;

/// Every setting, in the order in which they are listed.
const KEYS: &[Key] = &[
    key("limits.file_bytes", "Bytes of an input file", Kind::Number(1, 1 << 50)),
    key("limits.page_pixels", "Pixels of one page", Kind::Number(1, 1 << 40)),
    key("limits.pages", "Pages of one document", Kind::Number(1, u32::MAX as u64)),
    key("limits.decoded_bytes", "Bytes that decoding one page may take", Kind::Number(MIB, 1 << 50)),
    key("workers", "Reader processes at once; 0 chooses by the machine", Kind::Number(0, 64)),
    key("page_seconds", "Seconds that one page may take", Kind::Number(1, 86_400)),
    key("worker_memory_mb", "MiB of memory of a reader process; 0 chooses by the machine", Kind::Number(0, MIB)),
    key("idle_minutes", "Minutes that a reader process waits for work", Kind::Number(1, 1440)),
    key("keep_sources", "Copies of pasted, uploaded and piped files: always, never, or days as 30d", Kind::Keep),
    key("keep_previews", "Pictures of pages: always, never, or days as 30d", Kind::Keep),
    key("preview_cache_mb", "MiB that pictures of pages may take together; 0 is no limit", Kind::Number(0, 1 << 30)),
    key("notify", "Whether the end of a long job is announced", Kind::Switch),
    key("watch", "Folders that the app watches, as JSON", Kind::Json),
    key("tesseract_path", "Where Tesseract lies, the program or its folder; empty searches for it", Kind::Path),
    key("reading.engine", "Engine of new documents", Kind::Word(ENGINES)),
    key("reading.language", "Language of new documents; empty is automatic", Kind::Text),
    key("reading.mode", "When a new PDF's own text is taken", Kind::Word(MODES)),
    key("exports.formats", "Formats in which several results are written, as JSON", Kind::Json),
    key("exports.folder", "Where several results are written; empty asks", Kind::Path),
    key("exports.pattern", "Their names: text with {name}, {date}, {n} and {lang}", Kind::Text),
    key("server.enabled", "Whether the app runs the local server", Kind::Switch),
    key("server.bind", "Where it listens; only 127.0.0.1 and [::1] keep other machines out", Kind::Address),
    key("server.ui", "Whether it serves the interface to a browser as well", Kind::Switch),
    key("server.allow_hosts", "Names by which it may be called beside its own, as JSON", Kind::Json),
    key("server.requests_a_minute", "Requests a minute that one token may send", Kind::Number(1, 1_000_000)),
    key("server.waiting_jobs", "Unfinished jobs that one token may have", Kind::Number(1, 1_000_000)),
    key("hosted.url", "Address of the service that reads jobs of the hosted engine", Kind::Service),
    key("hosted.consent", "Whether files may be sent there: ask, allowed or forbidden", Kind::Word(CONSENTS)),
    key("hosted.tier", "Its engine where nothing else is said: cpu or vlm", Kind::Word(TIERS)),
    key("hosted.allow_plain_http", "Whether the token may travel unencrypted beyond the own network", Kind::Switch),
    key("review.threshold", "Percent of confidence under which a review asks about a word", Kind::Number(0, 100)),
    key("endpoint.url", "Address of the OpenAI-compatible service that generates answers; empty for none", Kind::Path),
    key("endpoint.model", "The model that it is asked for", Kind::Path),
    key(
        "endpoint.consent",
        "Whether text may be sent to one elsewhere: ask, allowed or forbidden",
        Kind::Word(CONSENTS),
    ),
    key("endpoint.timeout_seconds", "Seconds that it may say nothing", Kind::Number(1, 3600)),
    key("endpoint.most_tokens", "Tokens that one answer may have", Kind::Number(16, 1_000_000)),
];

const CONSENTS: &[&str] = &["ask", "allowed", "forbidden"];
const TIERS: &[&str] = &["cpu", "vlm"];
const ENGINES: &[&str] = &["auto", "ppocr", "tesseract", "ocrs"];
const MODES: &[&str] = &["auto", "skip", "force", "redo"];

const fn key(name: &'static str, about: &'static str, kind: Kind) -> Key {
    Key { name, about, kind }
}

/// A setting as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its name, with dots.
    pub name: &'static str,
    /// What it is, in one line.
    pub about: &'static str,
    /// Its value, as [`Settings::set`] reads it.
    pub value: String,
    /// Whether nobody has changed it.
    pub is_default: bool,
}

impl Settings {
    /// Every setting.
    pub fn entries(&self) -> Vec<Entry> {
        let (mine, defaults) = (fields(self), fields(&Self::default()));
        let entry = |key: &Key| {
            let value = at(&mine, key.name);
            Entry {
                name: key.name,
                about: key.about,
                value: spell(&value),
                is_default: value == at(&defaults, key.name),
            }
        };
        KEYS.iter().map(entry).collect()
    }

    /// One setting.
    ///
    /// # Errors
    /// `usage` for an unknown name.
    pub fn entry(&self, name: &str) -> Result<Entry, WireError> {
        find(name)?;
        Ok(self.entries().into_iter().find(|entry| entry.name == name).expect("every key has an entry"))
    }

    /// Sets one setting from text.
    ///
    /// # Errors
    /// `usage` for an unknown name, or a value that it cannot have.
    pub fn set(&mut self, name: &str, text: &str) -> Result<(), WireError> {
        let key = find(name)?;
        let value = key.read(text.trim())?;
        self.put(key, value)
    }

    /// Sets one setting as it was in the beginning.
    ///
    /// # Errors
    /// `usage` for an unknown name.
    pub fn reset(&mut self, name: &str) -> Result<(), WireError> {
        let key = find(name)?;
        self.put(key, at(&fields(&Self::default()), name))
    }

    /// Refuses values out of bounds, whoever set them.
    ///
    /// # Errors
    /// `usage` with the name of the first.
    pub fn check(&self) -> Result<(), WireError> {
        let fields = fields(self);
        KEYS.iter().try_for_each(|key| key.check(&at(&fields, key.name)))
    }

    fn put(&mut self, key: &Key, value: Value) -> Result<(), WireError> {
        let mut fields = fields(self);
        let mut place = &mut fields;
        let mut names = key.name.split('.').peekable();
        while let Some(name) = names.next() {
            if names.peek().is_none() {
                place.insert(name.to_owned(), value);
                break;
            }
            let inner = place.get_mut(name).and_then(Value::as_object_mut);
            place = inner.expect("a dot in a setting's name leads into a group");
        }
        *self = serde_json::from_value(Value::Object(fields)).map_err(|e| key.wrong(&e.to_string()))?;
        Ok(())
    }
}

impl Key {
    fn read(&self, text: &str) -> Result<Value, WireError> {
        let value = match self.kind {
            Kind::Number(..) => {
                text.replace('_', "").parse::<u64>().map(Value::from).map_err(|_| self.wrong("a number is wanted"))
            }
            Kind::Switch => match text {
                "true" | "on" | "yes" => Ok(true.into()),
                "false" | "off" | "no" => Ok(false.into()),
                _ => Err(self.wrong("true or false is wanted")),
            },
            Kind::Keep => keep(text)
                .and_then(|keep| serde_json::to_value(keep).ok())
                .ok_or_else(|| self.wrong("always, never, or a number of days such as 30d is wanted")),
            Kind::Path | Kind::Text | Kind::Address | Kind::Word(_) | Kind::Service => Ok(text.into()),
            Kind::Json => serde_json::from_str(text).map_err(|e| self.wrong(&format!("JSON is wanted: {e}"))),
        }?;
        self.check(&value)?;
        Ok(value)
    }

    fn check(&self, value: &Value) -> Result<(), WireError> {
        match self.kind {
            Kind::Number(least, most) if !value.as_u64().is_some_and(|n| (least..=most).contains(&n)) => {
                Err(self.wrong(&format!("it must be from {least} to {most}")))
            }
            Kind::Address if value.as_str().is_none_or(|text| text.parse::<std::net::SocketAddr>().is_err()) => {
                Err(self.wrong("an address with its port is wanted, such as 127.0.0.1:8117 or [::1]:8117"))
            }
            Kind::Word(words) if !words.iter().any(|word| value == word) => {
                Err(self.wrong(&format!("it must be one of {}", words.join(", "))))
            }
            // Whether a token may go there is decided where it would be sent: that hangs on another setting.
            Kind::Service => match Address::parse(value.as_str().unwrap_or_default(), true) {
                Ok(_) => Ok(()),
                Err(e) => Err(self.wrong(&e.message)),
            },
            Kind::Keep if value["days"] == 0 => Err(self.wrong("no days at all is `never`")),
            _ => Ok(()),
        }
    }

    fn wrong(&self, why: &str) -> WireError {
        WireError::usage(format!("{}: {why}", self.name))
    }
}

fn find(name: &str) -> Result<&'static Key, WireError> {
    KEYS.iter().find(|key| key.name == name).ok_or_else(|| {
        let names: Vec<&str> = KEYS.iter().map(|key| key.name).collect();
        WireError::usage(format!("there is no setting `{name}`; there are {}", names.join(", ")))
    })
}

fn keep(text: &str) -> Option<Keep> {
    match text {
        "always" => Some(Keep::Always),
        "never" => Some(Keep::Never),
        _ => text.strip_suffix('d')?.trim().parse().ok().map(Keep::Days),
    }
}

fn spell(value: &Value) -> String {
    match value {
        Value::String(word) => word.clone(),
        Value::Object(keep) if keep.contains_key("days") => format!("{}d", keep["days"]),
        other => other.to_string(),
    }
}

fn fields(settings: &Settings) -> Map<String, Value> {
    match serde_json::to_value(settings) {
        Ok(Value::Object(fields)) => fields,
        other => unreachable!("settings are an object: {other:?}"),
    }
}

fn at(fields: &Map<String, Value>, name: &str) -> Value {
    let mut names = name.split('.');
    let first = names.next().and_then(|name| fields.get(name)).cloned().unwrap_or_default();
    names.fold(first, |value, name| value[name].clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_has_a_name_and_reads_what_it_says() {
        let settings = Settings { keep_sources: Keep::Days(30), keep_previews: Keep::Never, ..Settings::default() };
        let mut again = Settings::default();
        for entry in settings.entries() {
            again.set(entry.name, &entry.value).unwrap();
        }
        assert_eq!(again, settings);
        // A group has a name for each of its fields.
        for (name, value) in fields(&settings) {
            match value {
                Value::Object(group) if name != "keep_sources" && name != "keep_previews" => {
                    assert!(group.keys().all(|inner| find(&format!("{name}.{inner}")).is_ok()), "{name}");
                }
                _ => assert!(find(&name).is_ok(), "{name}"),
            }
        }
    }

    #[test]
    fn values_out_of_bounds_are_refused() {
        let mut settings = Settings::default();
        settings.set("limits.pages", "10_000").unwrap();
        settings.set("keep_sources", "7d").unwrap();
        settings.set("notify", "off").unwrap();
        settings.set("watch", "[{\"input\": \"/in\", \"formats\": [\"md\"]}]").unwrap();
        assert_eq!((settings.limits.pages, settings.keep_sources, settings.notify), (10_000, Keep::Days(7), false));
        assert_eq!((settings.watch[0].input.as_str(), settings.watch[0].enabled), ("/in", false));
        let before = settings.clone();
        for (name, value) in [
            ("page_seconds", "0"),
            ("page_seconds", "-1"),
            ("workers", "65"),
            ("workers", "many"),
            ("keep_sources", "0d"),
            ("keep_sources", "sometimes"),
            ("notify", "maybe"),
            ("watch", "{}"),
            ("watch", "[{\"formats\": [\"xyz\"]}]"),
            ("limits", "{}"),
            ("server.bind", "localhost"),
            ("server.waiting_jobs", "0"),
            ("colour", "red"),
        ] {
            assert!(settings.set(name, value).is_err(), "{name} = {value}");
        }
        assert_eq!(settings, before);
        settings.reset("keep_sources").unwrap();
        assert_eq!(settings.keep_sources, Keep::Always);
        assert!(settings.check().is_ok());
        assert!(Settings { page_seconds: 0, ..settings }.check().is_err());
    }
}
