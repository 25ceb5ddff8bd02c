//! Draws sample documents: `render_sample OUT.png` the page of a first run, `render_sample --set DIR` the golden set,
//! each picture with its truth beside it, `render_sample --asked DIR` the documents that the chat is asked about, as scanned
//! PDFs. For `cargo xtask run`, `cargo xtask bench` and the pictures in `docs`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use tests::render::{RenderError, samples};

fn main() -> ExitCode {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let done = match arguments.as_slice() {
        [flag, dir] if flag == Path::new("--set") => set(dir),
        [flag, dir] if flag == Path::new("--asked") => asked(dir),
        [file] if !file.as_os_str().as_encoded_bytes().starts_with(b"-") => {
            samples::welcome().draw().and_then(|page| page.write(file, "en"))
        }
        _ => {
            eprintln!("usage: render_sample OUT.png | render_sample --set DIR | render_sample --asked DIR");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("render_sample: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Every golden document as PNG, named after it.
fn set(dir: &Path) -> Result<(), RenderError> {
    std::fs::create_dir_all(dir)?;
    for sample in samples::golden() {
        sample.render()?.write(&dir.join(sample.name).with_extension("png"), sample.language)?;
    }
    Ok(())
}

/// Every document of the chat's questions as PDF, named after it and the half it belongs to.
fn asked(dir: &Path) -> Result<(), RenderError> {
    std::fs::create_dir_all(dir)?;
    for asked in tests::questions::all() {
        asked.draw(&dir.join(format!("{}-{}.pdf", asked.half, asked.name)))?;
    }
    Ok(())
}
