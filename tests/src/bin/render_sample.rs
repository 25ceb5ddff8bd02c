//! Draws sample documents: `render_sample OUT.png` the page of a first run, `render_sample --set DIR` the golden set,
//! each picture with its truth beside it. For `cargo xtask run` and `cargo xtask bench`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use tests::render::{RenderError, samples};

fn main() -> ExitCode {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let done = match arguments.as_slice() {
        [flag, dir] if flag == Path::new("--set") => set(dir),
        [file] if !file.as_os_str().as_encoded_bytes().starts_with(b"-") => {
            samples::welcome().draw().and_then(|page| page.write(file, "en"))
        }
        _ => {
            eprintln!("usage: render_sample OUT.png | render_sample --set DIR");
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
