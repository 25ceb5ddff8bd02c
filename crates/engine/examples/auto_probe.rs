//! Probe.
#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs)]
use engine::ppocr::{Options, PpOcr};
use engine::{Assets, PageImage};
fn main() {
    let home = std::env::var("HOME").unwrap_or_default();
    let assets = Assets::new(std::env::var("OCRCHAT_ASSETS").unwrap_or(format!("{home}/.local/share/ocrchat/assets")));
    let engine = PpOcr::load_with(&assets, &Options { threads: 1, ..Options::default() }).unwrap();
    for file in std::env::args().skip(1) {
        let image = image::ImageReader::open(&file).unwrap().with_guessed_format().unwrap().decode().unwrap().to_rgb8();
        let (width, height) = image.dimensions();
        let page = PageImage { rgb: image.into_raw(), width, height, dpi: 0.0, rotation: 0 };
        println!("FILE {file}");
        println!("{}", engine::auto::dump(&engine, &page, 8).unwrap());
    }
}
