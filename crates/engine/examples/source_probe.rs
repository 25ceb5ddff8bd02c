//! Probe.
#![allow(clippy::print_stdout, clippy::unwrap_used)]
use engine::Assets;
use engine::source::{OpenOptions, Source};
use std::time::Instant;
fn main() {
    let mut args = std::env::args().skip(1);
    let mode = args.next().unwrap();
    let out = args.next().unwrap();
    let assets = Assets::new(std::env::var("OCRCHAT_ASSETS").unwrap_or("/root/.local/share/ocrchat/assets".into()));
    let options = OpenOptions {
        password: std::env::var("PW").ok(),
        dpi: std::env::var("DPI").ok().map(|d| d.parse().unwrap()),
        ..Default::default()
    };
    for path in args {
        let t = Instant::now();
        match Source::open(std::path::Path::new(&path), &options, &assets) {
            Err(e) => println!("{path}: OPEN {} {}", e.code, e.message),
            Ok(mut s) => {
                println!("{path}: {:?} {} pages {:?} open {:?}", s.format(), s.pages(), s.warnings(), t.elapsed());
                let t = Instant::now();
                let (mut chars, mut lines) = (0, 0);
                for i in 0..s.pages() {
                    if mode.contains('i') {
                        match s.image(i) {
                            Err(e) => println!("  p{i}: {} {}", e.code, e.message),
                            Ok(p) => {
                                if !mode.contains('q') {
                                    println!("  p{i}: {}x{} dpi {} rot {}", p.width, p.height, p.dpi, p.rotation);
                                }
                                if out != "-" {
                                    let name = format!(
                                        "{out}/{}.{i}.ppm",
                                        std::path::Path::new(&path).file_name().unwrap().to_str().unwrap()
                                    );
                                    let mut f = format!("P6 {} {} 255\n", p.width, p.height).into_bytes();
                                    f.extend_from_slice(&p.rgb);
                                    std::fs::write(name, f).unwrap();
                                }
                            }
                        }
                    }
                    if mode.contains('t') {
                        match s.text_layer(i) {
                            Err(e) => println!("  t{i}: {} {}", e.code, e.message),
                            Ok(None) => println!("  t{i}: none"),
                            Ok(Some(l)) => {
                                chars += l.lines.iter().map(|l| l.text.chars().count()).sum::<usize>();
                                lines += l.lines.len();
                                if mode.contains('v') {
                                    println!(
                                        "  t{i}: {}x{} rot {} good {} invisible {}",
                                        l.width, l.height, l.rotation, l.good, l.invisible
                                    );
                                    for line in &l.lines {
                                        println!("    {:?} {:?}", line.text, line.quad.bounds());
                                        if mode.contains('w') {
                                            for w in &line.words {
                                                println!(
                                                    "W {} {} {} {} {}",
                                                    w.bbox.x0, w.bbox.y0, w.bbox.x1, w.bbox.y1, w.text
                                                );
                                            }
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
                println!("  total {:?}, {chars} chars in {lines} lines, {} warnings", t.elapsed(), s.warnings().len());
                for w in s.warnings() {
                    println!("  W {w:?}");
                }
            }
        }
    }
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    for l in status.lines().filter(|l| l.starts_with("VmHWM")) {
        println!("{l}");
    }
}
