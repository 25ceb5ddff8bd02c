//! The command line, end to end: the real binary in a fresh folder, its streams, its exit status, what it leaves behind.

mod basics;
