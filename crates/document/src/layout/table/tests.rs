//! Tables as people print them.
