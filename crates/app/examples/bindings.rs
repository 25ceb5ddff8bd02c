//! Prints the TypeScript bindings of the contract; `cargo xtask bindings` writes them where the interface imports them.
#![allow(clippy::print_stdout)]

fn main() {
    print!("{}", app::contract::typescript::bindings());
}
