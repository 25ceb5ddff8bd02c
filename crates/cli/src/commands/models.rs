//! `ocrchat models list|verify`.

use std::process::ExitCode;

use app::Home;
use app::contract::WireError;
use engine::{AssetState, MODELS};

use super::{report, status};
use crate::arguments::ModelsVerb;

pub(crate) fn run(verb: ModelsVerb) -> Result<ExitCode, WireError> {
    let home = Home::locate()?;
    let mut lines = Vec::new();
    let mut well = true;
    for model in MODELS {
        let path = home.assets.model(model);
        match verb {
            ModelsVerb::List => {
                let state = if path.is_file() { "installed" } else { "missing" };
                lines.push(format!(
                    "{:<20} {:<10} {:>6.1} MB  {:<11} {}  ({})",
                    model.name,
                    state,
                    model.bytes as f64 / 1e6,
                    model.licence,
                    model.about,
                    path.display()
                ));
            }
            ModelsVerb::Verify => {
                let state = home.assets.verify(model);
                well &= state == AssetState::Ready;
                let word = match state {
                    AssetState::Ready => "ok",
                    AssetState::Missing => "missing",
                    AssetState::Broken => "damaged",
                };
                lines.push(format!("{:<20} {word:<8} sha256 {}", model.name, model.sha256));
            }
        }
    }
    report(&lines)?;
    Ok(status(well))
}
