//! A window with nothing in it: what Tauri and the web view cost by themselves. `cargo xtask bench window` compares with it.
#![allow(clippy::expect_used, reason = "a measurement that cannot start has nothing to go on with")]

fn main() {
    tauri::Builder::default()
        .run(tauri::generate_context!("examples/empty_window/tauri.conf.json"))
        .expect("an empty window can be shown");
}
