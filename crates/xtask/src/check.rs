//! `cargo xtask check`: what a reviewer should not have to say.

use crate::setup::{self, Need};
use crate::step::{Done, step};
use crate::{bindings, project};

/// Format, lints, documentation, types, bindings, translations.
pub(crate) fn run() -> Done {
    setup::all(Need::Run)?;
    step("format", project::cargo().args(["fmt", "--all", "--check"]))?;
    step("lint", project::cargo().args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))?;
    let mut doc = project::cargo();
    // A public page may point at a private item: whoever reads it has the sources open.
    let flags = "-D warnings -A rustdoc::private_intra_doc_links";
    doc.args(["doc", "--workspace", "--no-deps", "--quiet"]).env("RUSTDOCFLAGS", flags);
    step("documentation", &mut doc)?;
    step("check the interface's types", project::npm().args(["run", "check"]))?;
    step("lint the interface", project::npm().args(["run", "lint"]))?;
    step("compare the translations", project::npm().args(["test", "--", "i18n"]))?;
    bindings::verify()?;
    eprintln!("\npassed: every check");
    Ok(())
}
