//! What the program says of itself: its version, and the models that it finds.

use document::Code;

use crate::Error;

/// The oldest version whose networks and tables are understood here.
const OLDEST: u32 = 4;

/// The version in the answer to `--version`, e.g. `5.3.0`.
///
/// # Errors
/// `engine_missing` where the answer is not Tesseract's or its version is too old.
pub(super) fn version(answer: &str) -> Result<String, Error> {
    let missing = |message: String| Error::new(Code::EngineMissing, message);
    let named = answer.lines().find_map(|line| line.trim().strip_prefix("tesseract "));
    let version = named.ok_or_else(|| missing("the program that was found is not Tesseract".to_owned()))?.trim();
    let digits = version.trim_start_matches('v');
    let major: u32 = digits.split(['.', '-']).next().and_then(|n| n.parse().ok()).unwrap_or(0);
    if major < OLDEST {
        return Err(missing(format!("Tesseract {version} is too old: version {OLDEST} or newer is needed")));
    }
    Ok(digits.to_owned())
}

/// The models in the answer to `--list-langs`, by the names that `-l` takes: `deu`, `script/Cyrillic`, or `Cyrillic`
/// where a distribution puts scripts beside languages.
pub(super) fn models(answer: &str) -> Vec<String> {
    let listed = answer.lines().skip_while(|line| !line.starts_with("List of available languages")).skip(1);
    let name = |line: &str| {
        let name = line.trim().replace('\\', "/");
        let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '/' | '.'));
        (!name.is_empty() && plain).then_some(name)
    };
    let mut models: Vec<String> = listed.filter_map(name).collect();
    models.sort();
    models.dedup();
    models
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_told_apart() {
        assert_eq!(version("tesseract 5.3.0\n leptonica-1.82.0\n").unwrap(), "5.3.0");
        assert_eq!(version("tesseract v5.4.0.20240606\n leptonica").unwrap(), "5.4.0.20240606");
        assert_eq!(version("tesseract 3.05.02\n").unwrap_err().code, Code::EngineMissing);
        assert_eq!(version("bash: unknown option\n").unwrap_err().code, Code::EngineMissing);
    }

    #[test]
    fn models_are_what_follows_the_heading() {
        let answer = "warning\nList of available languages in \"/usr/share/täss/\" (3):\nscript/Latin\ndeu\nosd\n\n";
        assert_eq!(models(answer), ["deu", "osd", "script/Latin"]);
        assert!(models("Error opening data file\n").is_empty());
    }
}
