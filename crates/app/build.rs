//! A release carries the interface (`server::ui::assets`). What it was made of is followed by the compiler itself, but for
//! one step: that there is an interface at all where there was none. A debug build reads it when it runs.
#![allow(clippy::print_stdout, reason = "it is how a build script speaks to Cargo")]

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        println!("cargo:rerun-if-changed=../../ui/dist/index.html");
    }
}
