//! The use-cases of the product, for every host: the command line, the desktop shell, the server.

pub mod contract;
