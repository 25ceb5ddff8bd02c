//! Asks before files are sent to a service: what goes, how much of it, and where.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use app::contract::WireError;
use app::job::Runner;
use app::remote::account;
use app::settings::Consent;
use document::Code;

use super::apart;

/// How many files are named before the rest is counted.
const NAMED: usize = 10;

enum Answer {
    Once,
    Always,
    No,
    Never,
}

/// Makes sure that `inputs` may be sent. `allowed` says that the user has said so with the command. What is answered for
/// good is kept.
///
/// # Errors
/// `remote_forbidden`.
pub(crate) async fn ask(runner: &Runner, inputs: &[PathBuf], allowed: bool) -> Result<(), WireError> {
    let settings = runner.settings().hosted;
    let refused = match account::may_send(&settings, allowed) {
        Ok(()) => return Ok(()),
        Err(refused) => refused,
    };
    if settings.consent == Consent::Forbidden {
        return Err(refused);
    }
    if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        let message = format!(
            "{}; add --allow-upload, or allow it for good with `ocrchat settings set hosted.consent allowed`",
            refused.message
        );
        return Err(WireError { message, ..refused });
    }
    let question = question(inputs, account::address(&settings)?.text());
    let answer = apart(move || read(&question)).await?;
    let keep = |consent| -> Result<(), WireError> {
        // The settings as they are kept, not as this command has changed them for itself.
        let mut kept = runner.store().settings()?;
        kept.hosted.consent = consent;
        Ok(runner.store().set_settings(&kept)?)
    };
    match answer {
        Answer::Once => Ok(()),
        Answer::Always => keep(Consent::Allowed),
        Answer::No => Err(WireError::new(Code::RemoteForbidden, "nothing was sent")),
        Answer::Never => {
            keep(Consent::Forbidden)?;
            let message = "nothing was sent, and nothing ever will be; \
                           `ocrchat settings set hosted.consent ask` takes that back";
            Err(WireError::new(Code::RemoteForbidden, message))
        }
    }
}

fn question(inputs: &[PathBuf], place: &str) -> String {
    let mut text = format!("These files would leave this machine and go to {place}:\n");
    for input in inputs.iter().take(NAMED) {
        text.push_str(&format!("  {}  {}\n", input.display(), size(input)));
    }
    if inputs.len() > NAMED {
        text.push_str(&format!("  and {} more\n", inputs.len() - NAMED));
    }
    text.push_str("Send them? [y] yes, this once  [a] always  [n] no  [never]: ");
    text
}

fn size(path: &Path) -> String {
    match std::fs::metadata(path).map(|meta| meta.len()) {
        Ok(bytes @ 0..1_000_000) => format!("{} kB", bytes.div_ceil(1000)),
        Ok(bytes) => format!("{:.1} MB", bytes as f64 / 1e6),
        Err(_) => "of unknown size".to_owned(),
    }
}

fn read(question: &str) -> Result<Answer, WireError> {
    let unread = |e: std::io::Error| WireError::new(Code::InputUnreadable, format!("cannot read the answer: {e}"));
    let mut stderr = std::io::stderr().lock();
    stderr.write_all(question.as_bytes()).and_then(|()| stderr.flush()).map_err(unread)?;
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).map_err(unread)?;
    Ok(understood(&line))
}

/// Whatever is not clearly a yes is a no.
fn understood(line: &str) -> Answer {
    match line.trim().to_ascii_lowercase().as_str() {
        "y" | "yes" => Answer::Once,
        "a" | "always" => Answer::Always,
        "never" => Answer::Never,
        _ => Answer::No,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_clear_yes_sends_and_only_a_clear_word_lasts() {
        assert!(matches!(understood("Y\n"), Answer::Once));
        assert!(matches!(understood(" always "), Answer::Always));
        assert!(matches!(understood("never"), Answer::Never));
        for line in ["", "\n", "n", "nev", "yes please"] {
            assert!(matches!(understood(line), Answer::No), "{line}");
        }
    }

    #[test]
    fn what_goes_where_is_said() {
        let inputs: Vec<PathBuf> = (0..12).map(|n| format!("/no/such/{n}.png").into()).collect();
        let text = question(&inputs, "https://ocr.chat");
        assert!(
            text.contains("go to https://ocr.chat") && text.contains("/no/such/9.png") && text.contains("and 2 more")
        );
    }
}
