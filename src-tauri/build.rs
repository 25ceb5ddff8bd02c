//! Prepares what Tauri embeds: the configuration, the capabilities and the built interface.

use std::path::Path;

/// Where `npm --prefix ui run build` writes (`frontendDist` of `tauri.conf.json`).
const INTERFACE: &str = "../ui/dist";

fn main() {
    // On a clean checkout the interface is not built yet; checks, lints and unit tests must still compile.
    if std::fs::create_dir_all(INTERFACE).is_ok() && !Path::new(INTERFACE).join("index.html").is_file() {
        println!("cargo::warning=the interface is not built, the window would be empty: npm --prefix ui run build");
    }
    println!("cargo::rerun-if-changed={INTERFACE}");
    tauri_build::build();
}
