//! The worker and the writer alone: what the tests of this crate give a host as its program.

fn main() -> std::process::ExitCode {
    app::run_worker_if_asked().unwrap_or(std::process::ExitCode::from(2))
}
