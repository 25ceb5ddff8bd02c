//! `ocrchat models list|add|verify|remove`.

use std::path::Path;
use std::process::ExitCode;

use app::Home;
use app::contract::{ModelState, WireError};
use app::models::Models;
use document::Code;
use engine::{Asset, AssetState, CATALOGUE, catalogue};

use super::{json, report, status};
use crate::arguments::ModelsVerb;
use crate::messages;
use crate::progress::ByteBar;

pub(crate) async fn run(verb: ModelsVerb) -> Result<ExitCode, WireError> {
    let models = Models::new(&Home::locate()?);
    match verb {
        ModelsVerb::List { json: true } => json(&models.packs())?,
        ModelsVerb::List { json: false } => list(&models)?,
        ModelsVerb::Verify => return verify(&models),
        ModelsVerb::Add { names, quiet } => return add(&models, &names, quiet).await,
        ModelsVerb::Remove { names } => return remove(&models, &names),
    }
    Ok(ExitCode::SUCCESS)
}

fn list(models: &Models) -> Result<(), WireError> {
    let line = |asset: &Asset| {
        let state = match models.file(asset).state {
            ModelState::Installed => "installed".to_owned(),
            ModelState::Broken => "damaged".to_owned(),
            ModelState::Partial { done } | ModelState::Downloading { done, .. } => {
                format!("{:.1} MB here", done as f64 / 1e6)
            }
            ModelState::Missing if asset.is_shipped() => "missing".to_owned(),
            ModelState::Missing => "to be had".to_owned(),
        };
        let size = asset.bytes.map_or("?".to_owned(), |bytes| format!("{:.1}", bytes as f64 / 1e6));
        let (name, pack, licence, about) = (asset.name, asset.pack, asset.licence, asset.about);
        format!("{name:<25} {pack:<15} {state:<12} {size:>5} MB  {licence:<13} {about}")
    };
    report(&CATALOGUE.iter().map(line).collect::<Vec<_>>())
}

fn verify(models: &Models) -> Result<ExitCode, WireError> {
    let (mut lines, mut well) = (Vec::new(), true);
    for asset in CATALOGUE {
        let word = match models.verify(asset) {
            AssetState::Ready => "ok",
            AssetState::Missing if !asset.is_shipped() => continue,
            AssetState::Missing => "missing",
            AssetState::Broken => "damaged",
        };
        well &= word == "ok";
        lines.push(format!("{:<25} {word:<8} sha256 {}", asset.name, asset.sha256));
    }
    report(&lines)?;
    Ok(status(well))
}

/// Adds one after the other; what cannot be added does not keep the others from it. The exit status is the first error's.
async fn add(models: &Models, names: &[String], quiet: bool) -> Result<ExitCode, WireError> {
    let mut first = None;
    for name in names {
        if let Err(e) = add_one(models, name, quiet).await {
            messages::plain_error(name, &e);
            first.get_or_insert(e.code);
        }
    }
    Ok(first.map_or(ExitCode::SUCCESS, |code| ExitCode::from(code.exit_status())))
}

async fn add_one(models: &Models, name: &str, quiet: bool) -> Result<(), WireError> {
    let path = Path::new(name);
    if path.is_file() {
        let (models, path) = (models.clone(), path.to_owned());
        let added = tokio::task::spawn_blocking(move || models.add_file(&path)).await;
        let asset = added.map_err(|e| WireError::internal(e.to_string()))??;
        told(asset, "added", quiet);
        return Ok(());
    }
    for asset in select(name)? {
        if models.verify(asset) == AssetState::Ready {
            told(asset, "is installed already", quiet);
            continue;
        }
        let bar = ByteBar::new(asset.name, quiet);
        let result = models.add(asset, &|done, total| bar.at(done, total)).await;
        drop(bar);
        result?;
        told(asset, "added", quiet);
    }
    Ok(())
}

fn told(asset: &Asset, what: &str, quiet: bool) {
    if !quiet {
        messages::say(&format!("{} {what} ({}, {})", asset.name, asset.licence, asset.about));
    }
}

fn remove(models: &Models, names: &[String]) -> Result<ExitCode, WireError> {
    for name in names {
        for asset in select(name)? {
            let removed = models.remove(asset)?;
            if !removed && asset.is_shipped() {
                let message = format!("{} comes with the product and stays", asset.name);
                return Err(WireError::usage(message));
            }
            told(asset, if removed { "removed" } else { "was not there" }, false);
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The models that a name stands for.
fn select(name: &str) -> Result<Vec<&'static Asset>, WireError> {
    let found = catalogue::select(name);
    if !found.is_empty() {
        return Ok(found);
    }
    // What looks like a path was meant as one.
    if Path::new(name).components().count() > 1 || name.ends_with(".onnx") {
        return Err(WireError::new(Code::InputMissing, "there is no such file"));
    }
    Err(WireError::usage("no model, pack or language of models has this name; `ocrchat models list` shows them all"))
}
