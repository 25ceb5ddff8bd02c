//! What tests in this crate share: the installed models, a drawn page, and models of our own making.
//!
//! The made models are the product's own PP-OCRv6 with another dictionary, or wrapped so that the ocrs crate can run
//! them. They let the paths for added models be run for real where those cannot be downloaded; how well the published
//! ones read they do not say.

use std::path::PathBuf;

use ab_glyph::{Font, FontVec, PxScale, ScaleFont, point};

use crate::ppocr::onnx::{Graph, Node, Tensor, metadata, write_metadata};
use crate::{Assets, MODELS, PageImage};

/// The assets of this machine: `OCRCHAT_ASSETS`, or the platform's own data folder.
pub(crate) fn assets() -> Assets {
    let home = || PathBuf::from(std::env::var_os("HOME").or(std::env::var_os("USERPROFILE")).expect("a home folder"));
    let data = || {
        if cfg!(target_os = "macos") {
            home().join("Library/Application Support")
        } else if cfg!(target_os = "windows") {
            std::env::var_os("APPDATA").map_or_else(|| home().join("AppData/Roaming"), PathBuf::from)
        } else {
            std::env::var_os("XDG_DATA_HOME").map_or_else(|| home().join(".local/share"), PathBuf::from)
        }
    };
    Assets::new(std::env::var_os("OCRCHAT_ASSETS").map_or_else(|| data().join("ocrchat/assets"), PathBuf::from))
}

/// A white page of 1200 × 600 pixels with black lines of text, 120 pixels apart, each as tall as `size`.
pub(crate) fn page(lines: &[&str], size: f32) -> PageImage {
    let (width, height) = (1200usize, 600usize);
    let path = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf";
    let font = FontVec::try_from_vec(std::fs::read(path).expect("the package fonts-dejavu-core is installed"));
    let font = font.expect("a font");
    let scaled = font.as_scaled(PxScale::from(size));
    let mut grey = vec![255u8; width * height];
    for (i, line) in lines.iter().enumerate() {
        let mut pen = point(80.0, 120.0 + 120.0 * i as f32);
        for c in line.chars() {
            let mut glyph = scaled.scaled_glyph(c);
            glyph.position = pen;
            pen.x += scaled.h_advance(glyph.id);
            let Some(outline) = font.outline_glyph(glyph) else { continue };
            let bounds = outline.px_bounds();
            outline.draw(|x, y, cover| {
                let at = (bounds.min.y as usize + y as usize) * width + bounds.min.x as usize + x as usize;
                grey[at] = grey[at].min(255 - (cover.min(1.0) * 255.0) as u8);
            });
        }
    }
    let rgb = grey.iter().flat_map(|&v| [v; 3]).collect();
    PageImage { rgb, width: width as u32, height: height as u32, dpi: 200.0, rotation: 0 }
}

/// The installed recogniser and its dictionary, a character a line.
fn recogniser() -> (Vec<u8>, String) {
    let model = assets().read_model(&MODELS[1]).expect("the models are installed: run `cargo xtask setup`");
    let characters = metadata(&model, "character").expect("an ONNX file").expect("a dictionary").to_owned();
    (model, characters)
}

/// The installed recogniser with other characters in its dictionary: each of them as `other` says.
pub(crate) fn recogniser_with(other: impl Fn(char) -> char) -> Vec<u8> {
    let (model, characters) = recogniser();
    let replaced: Vec<String> = characters.lines().map(|l| l.chars().map(&other).collect()).collect();
    write_metadata(&model, "character", &replaced.join("\n")).expect("an ONNX file")
}

/// The installed recogniser as the ocrs crate takes one, and its alphabet: grey pixels from -0.5 to 0.5 in, logarithms of
/// probabilities as `[steps, lines, classes]` out.
pub(crate) fn recogniser_for_ocrs() -> (Vec<u8>, String) {
    let (model, characters) = recogniser();
    let mut graph = Graph::parse(&model).expect("an ONNX file");
    let (input, output) = (graph.inputs[0], graph.outputs[0]);
    let mut nodes = colours(input);
    nodes.append(&mut graph.nodes);
    nodes.push(Node::made("Log", &[output], "made_log", &[]));
    nodes.push(Node::made("Transpose", &["made_log"], "made_result", &[("perm", &[1, 0, 2])]));
    graph.weights.insert("made_two", Tensor::floats_named("made_two", &[1], &[2.0]));
    let alphabet = characters.lines().map(|l| l.chars().next().unwrap_or(' ')).chain([' ']).collect();
    (graph.write_with_shape(&nodes, ("made_grey", &[None, Some(1), Some(48), None]), "made_result"), alphabet)
}

/// The installed detector as the ocrs crate takes one: grey pixels in, a mask out. The published one marks the middle of
/// a line and ocrs wants all of it, so what is marked is grown.
pub(crate) fn detector_for_ocrs(width: usize, height: usize) -> Vec<u8> {
    let model = assets().read_model(&MODELS[0]).expect("the models are installed: run `cargo xtask setup`");
    let mut graph = Graph::parse(&model).expect("an ONNX file");
    let (input, output) = (graph.inputs[0], graph.outputs[0]);
    let mut nodes = colours(input);
    nodes.append(&mut graph.nodes);
    let grow = [("kernel_shape", &[25, 13][..]), ("pads", &[12, 6, 12, 6]), ("strides", &[1, 1])];
    nodes.push(Node::made("MaxPool", &[output], "made_result", &grow));
    graph.weights.insert("made_two", Tensor::floats_named("made_two", &[1], &[2.0]));
    let shape = [None, Some(1), Some(height), Some(width)];
    graph.write_with_shape(&nodes, ("made_grey", &shape), "made_result")
}

/// The nodes that make three channels from -1 to 1 of a grey one from -0.5 to 0.5.
fn colours<'a>(input: &'a str) -> Vec<Node<'a>> {
    vec![
        Node::made("Mul", &["made_grey", "made_two"], "made_scaled", &[]),
        Node::made("Concat", &["made_scaled"; 3], input, &[("axis", &[1])]),
    ]
}
