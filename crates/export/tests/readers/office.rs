//! Word documents and workbooks opened by LibreOffice, printed to PDF, and what is printed looked at.

use std::path::{Path, PathBuf};
use std::process::Command;

use export::Format;

use crate::{sample, written};

/// Opens `file` and prints it; each file with a profile of its own, since two programs cannot share one.
fn printed(file: &Path) -> PathBuf {
    let folder = file.parent().unwrap();
    let profile = format!("-env:UserInstallation=file://{}", folder.join("profile").display());
    let mut office = Command::new("soffice");
    office.args([&profile, "--headless", "--convert-to", "pdf", "--outdir"]).arg(folder).arg(file);
    let output = office.output().expect("LibreOffice is installed: `cargo xtask test` does so");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let pdf = file.with_extension("pdf");
    assert!(pdf.exists(), "{}", String::from_utf8_lossy(&output.stderr));
    pdf
}

/// The text of a PDF by Poppler, a page each.
fn pages(pdf: &Path) -> Vec<String> {
    let output = Command::new("pdftotext").args(["-layout"]).arg(pdf).arg("-").output().unwrap();
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    text.strip_suffix('\u{c}').unwrap_or(&text).split('\u{c}').map(str::to_owned).collect()
}

#[test]
fn a_word_document_prints_as_the_pages_were() {
    let pdf = printed(&written("office_docx", Format::Docx, &sample::document()));
    let pages = pages(&pdf);
    assert_eq!(pages.len(), 4, "{pages:#?}");
    let words: Vec<&str> = pages[0].split_whitespace().collect();
    // The lists count as on the page, although their markers are no text.
    for (marker, text) in [("1.", "Dig"), ("•", "to"), ("a)", "or"), ("b)", "never"), ("2.", "Sow"), ("7.", "Rest")] {
        assert!(words.windows(2).any(|pair| pair == [marker, text]), "{marker} {text}: {}", pages[0]);
    }
    assert!(pages[0].contains("1,204.50") && pages[2].contains("庭の手入れ"), "{pages:#?}");
}

#[test]
fn a_workbook_prints_and_runs_no_formula() {
    let pdf = printed(&written("office_xlsx", Format::Xlsx, &sample::document()));
    let text = pages(&pdf).join("\n");
    assert!(text.contains("=1+1") && text.contains("1,204.50") && text.contains("12.05.2024"), "{text}");
}
