//! What the bundler is told beyond `tauri.conf.json`: where the gathered parts are and where they go.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::parts::{METAINFO, Parts};
use crate::project;
use crate::step::{Done, Failure};

/// Writes the configuration into `folder`.
pub(super) fn write(parts: &Parts, folder: &Path) -> Done<PathBuf> {
    let path = folder.join("tauri.package.json");
    let binaries = ["ocrchat-desktop", "ocrchat"].map(|name| project::built("release", name));
    let libc = binaries.into_iter().flatten().filter_map(|binary| libc(&fs::read(binary).ok()?)).max();
    fs::write(&path, format!("{:#}\n", configuration(parts, libc)))
        .map_err(|e| Failure::new("configure the bundler", format!("{}: {e}", path.display())))?;
    Ok(path)
}

/// `libc`: the version of glibc that the programs want at least.
fn configuration(parts: &Parts, libc: Option<(u32, u32)>) -> Value {
    let root = project::root();
    let files = json!({
        format!("/usr/share/metainfo/{METAINFO}"): root.join("src-tauri/package").join(METAINFO),
        "/usr/share/icons/hicolor/scalable/apps/ocrchat-desktop.svg": root.join("icons/icon.svg"),
        "/usr/share/doc/ocr-chat/copyright": parts.copyright,
    });
    // The bundler adds what Tauri itself needs.
    let wants = |say: fn(u32, u32) -> String| -> Vec<String> { libc.map(|(a, b)| say(a, b)).into_iter().collect() };
    json!({
        "bundle": {
            "externalBin": [parts.command_line],
            "resources": { resource(&parts.assets): "assets", resource(&parts.notices): "THIRD-PARTY.txt" },
            "linux": {
                "deb": { "files": files, "depends": wants(|a, b| format!("libc6 (>= {a}.{b})")) },
                "rpm": { "files": files, "depends": wants(|a, b| format!("glibc >= {a}.{b}")) },
            },
        }
    })
}

fn resource(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// The newest version of glibc whose symbols `program` names (`GLIBC_2.34`).
fn libc(program: &[u8]) -> Option<(u32, u32)> {
    const MARK: &[u8] = b"GLIBC_";
    let versions =
        program.windows(MARK.len()).enumerate().filter(|(_, window)| *window == MARK).filter_map(|(at, _)| {
            let rest = &program[at + MARK.len()..];
            let end = rest.iter().position(|b| !b.is_ascii_digit() && *b != b'.')?;
            let (major, minor) = std::str::from_utf8(&rest[..end]).ok()?.split_once('.')?;
            // A third number is of glibc's first years and adds nothing.
            Some((major.parse().ok()?, minor.split('.').next()?.parse().ok()?))
        });
    versions.max()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_glibc_that_is_named_counts() {
        assert_eq!(libc(b"\0GLIBC_2.2.5\0memcpy\0GLIBC_2.34\0GLIBC_2.9\0GLIBC_PRIVATE\0"), Some((2, 34)));
        assert_eq!(libc(b"nothing of the kind"), None);
    }

    #[test]
    fn parts_go_where_the_product_looks() {
        let parts = Parts {
            assets: "/t/assets".into(),
            command_line: "/t/ocrchat".into(),
            notices: "/t/THIRD-PARTY.txt".into(),
            copyright: "/t/copyright".into(),
        };
        let config = configuration(&parts, Some((2, 36)));
        assert_eq!(config["bundle"]["resources"]["/t/assets"], "assets");
        assert_eq!(config["bundle"]["linux"]["deb"]["depends"][0], "libc6 (>= 2.36)");
    }
}
