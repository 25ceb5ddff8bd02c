//! Set-up: everything that building, running and testing need and that Cargo does not fetch.
//!
//! Each part looks first and is silent where nothing is missing, so that every task may call it: a second run takes well
//! under a second. Nothing is downloaded but through apt, npm and pip, at pinned versions; whoever mirrors those has
//! nothing to configure here.

mod assets;
mod interface;
pub(crate) mod python;
mod readers;
mod system;
mod wheels;

use std::time::Instant;

use crate::step::Done;

pub(crate) use interface::build as build_interface;

/// What a task needs of the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Need {
    /// Building and running the app and the command line.
    Run,
    /// The same and every test.
    Test,
}

/// Sets up what `need` asks for.
pub(crate) fn all(need: Need) -> Done {
    let start = Instant::now();
    let missing_assets = assets::missing()?;
    system::install(system::packages(need, !missing_assets.is_empty()))?;
    assets::install(&missing_assets)?;
    interface::install()?;
    if need == Need::Test {
        readers::install()?;
    }
    eprintln!("set-up: everything is there ({:.1} s)", start.elapsed().as_secs_f32());
    Ok(())
}

/// Installs the system packages that the bench compares with; tells what is out of reach and goes on.
pub(crate) fn competitors() -> Done {
    system::install(&system::BENCH[..])
}

/// Installs the fonts and lists of words that the bench of confidence draws its pages with.
pub(crate) fn confidence() -> Done {
    system::install(&system::CONFIDENCE[..])
}

/// Sets up what the command line and the sample documents need, without the window's packages.
pub(crate) fn command_line() -> Done {
    let missing_assets = assets::missing()?;
    system::install(&system::COMMAND_LINE[..])?;
    assets::install(&missing_assets)
}
