//! One step of a task: a command that is shown, run and named when it fails.

use std::process::{Command, Stdio};

/// A step that failed.
#[derive(Debug)]
pub(crate) struct Failure {
    /// What was being done.
    pub(crate) step: String,
    /// Why it failed, with what to do where we know.
    pub(crate) why: String,
}

impl Failure {
    /// A failure of `step`.
    pub(crate) fn new(step: impl Into<String>, why: impl Into<String>) -> Self {
        Self { step: step.into(), why: why.into() }
    }
}

/// What a step gives.
pub(crate) type Done<T = ()> = Result<T, Failure>;

/// Shows `command` and runs it; its output is the terminal's.
pub(crate) fn step(name: &str, command: &mut Command) -> Done {
    eprintln!("\n== {name}\n$ {}", shown(command));
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(Failure::new(name, format!("`{}` ended with {status}", shown(command)))),
        Err(error) => Err(Failure::new(name, format!("`{}` could not be started: {error}", shown(command)))),
    }
}

/// Runs `command` unseen and gives its stdout; `None` where it cannot be started or fails.
pub(crate) fn output(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Whether a program of this name can be started.
pub(crate) fn exists(program: &str) -> bool {
    output(Command::new(program).arg("--version")).is_some()
}

/// The command as a person would type it.
pub(crate) fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words
        .map(|word| {
            let word = word.to_string_lossy();
            if word.contains(|c: char| c.is_whitespace() || "'\"$&;|<>()*?".contains(c)) {
                format!("'{}'", word.replace('\'', r"'\''"))
            } else {
                word.into_owned()
            }
        })
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_shown_as_it_would_be_typed() {
        let mut command = Command::new("cp");
        command.args(["a b", "it's", "plain"]);
        assert_eq!(shown(&command), r"cp 'a b' 'it'\''s' plain");
    }

    #[test]
    fn a_failing_step_says_which_and_how() {
        let failure = step("look", Command::new("no-such-program").arg("x")).unwrap_err();
        assert_eq!(failure.step, "look");
        assert!(failure.why.contains("`no-such-program x` could not be started"), "{}", failure.why);
    }
}
