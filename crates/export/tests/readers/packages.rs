//! Word documents by python-docx, workbooks by openpyxl.

use export::Format;
use serde_json::{Value, json};

use crate::{found, sample, written};

fn paragraph<'a>(docx: &'a Value, text: &str) -> &'a Value {
    let all = docx["paragraphs"].as_array().unwrap();
    all.iter().find(|p| p["text"].as_str().unwrap().starts_with(text)).unwrap_or_else(|| panic!("{text}: {docx:#}"))
}

#[test]
fn a_word_document_has_real_headings_lists_and_emphasis() {
    let docx = found("docx", &written("docx", Format::Docx, &sample::document()));
    assert_eq!((&docx["title"], &docx["language"]), (&json!("Gärten & \"Höfe\""), &json!("en-US")));
    assert_eq!(docx["page"], json!([210, 297]));
    assert_eq!(paragraph(&docx, "On the keeping")["style"], "Heading 1");
    assert_eq!(paragraph(&docx, "What to do")["style"], "Heading 2");
    assert_eq!(paragraph(&docx, "He who plants")["style"], "Quote");
    assert_eq!(paragraph(&docx, "Table 1:")["style"], "Caption");
    let text = paragraph(&docx, "A garden wants");
    assert!(text["text"].as_str().unwrap().ends_with("understandably fond of the quiet <corners> & \"shade\"."));
    assert_eq!((&text["bold"], &text["italic"]), (&json!("constant care"), &json!("neglect")));

    let list = |text: &str| paragraph(&docx, text)["list"].as_array().unwrap_or_else(|| panic!("{text}")).clone();
    let look = |text: &str| docx["lists"][list(text)[0].to_string()].clone();
    assert_eq!((&list("Dig")[0], &list("Dig")[1]), (&list("Sow")[0], &json!(0)));
    assert_eq!((list("to a spade")[1].clone(), list("or two")[1].clone()), (json!(1), json!(2)));
    assert_eq!(look("Dig"), json!(["decimal", "%1.", "1"]));
    assert_eq!(look("to a spade"), json!(["bullet", "•", null]));
    assert_eq!((look("or two"), look("Rest")), (json!(["lowerLetter", "%1)", "1"]), json!(["decimal", "%1.", "7"])));
}

#[test]
fn tables_of_a_word_document_have_spans_and_heads() {
    let docx = found("docx", &written("docx_tables", Format::Docx, &sample::document()));
    let table = &docx["tables"][0];
    let cells = json!([
        ["Crop", "Yield", "Yield", "Code"],
        ["Crop", "2023", "2024", "Code"],
        ["Beans", "1,204.50", "980.25", "007"],
        ["Peas", "88.00", "12%", "12.05.2024"],
        ["All", "=1+1", "-3.5", "1234567890"]
    ]);
    assert_eq!(table["cells"], cells);
    assert_eq!((&table["head"], &table["rtl"]), (&json!([true, true, false, false, false]), &json!(false)));
    assert_eq!(docx["tables"][2]["rtl"], true);
}

#[test]
fn each_page_begins_on_a_page_and_runs_have_their_direction_and_language() {
    let docx = found("docx", &written("docx_pages", Format::Docx, &sample::document()));
    let breaks = docx["paragraphs"].as_array().unwrap().iter().filter(|p| p["break"] == true).count();
    assert_eq!(breaks, 3);
    let text = paragraph(&docx, "تحتاج");
    assert_eq!((&text["rtl"], &paragraph(&docx, "A garden")["rtl"]), (&json!(true), &json!(false)));
    let name = text["runs"].as_array().unwrap().iter().find(|run| run[0].as_str().unwrap().contains("Smith")).unwrap();
    assert_eq!(
        (name[0].as_str().unwrap().trim(), &name[1], &name[2]),
        ("John Smith", &json!(false), &json!({"val": "en-US"}))
    );
    let year = text["runs"].as_array().unwrap().last().unwrap();
    assert!(year[0].as_str().unwrap().contains("1948") && year[1] == true, "{year}");
    let japanese = paragraph(&docx, "庭は絶え間ない世話と、少しの放置を必要とする。");
    assert_eq!(japanese["runs"][0][2], json!({"eastAsia": "ja-JP"}));
}

#[test]
fn a_workbook_has_a_sheet_a_table_and_numbers_are_numbers() {
    let xlsx = found("xlsx", &written("xlsx", Format::Xlsx, &sample::document()));
    let names: Vec<&Value> = xlsx.as_array().unwrap().iter().map(|sheet| &sheet["name"]).collect();
    assert_eq!(names, ["Table 1 (page 1)", "Table 2 (page 1)", "Table 3 (page 2)", "Table 4 (page 3)"]);
    let values = json!([
        ["Crop", "Yield", null, "Code"],
        [null, 2023, 2024, null],
        ["Beans", 1204.5, 980.25, "007"],
        ["Peas", 88, 0.12, "12.05.2024"],
        ["All", "=1+1", -3.5, "1234567890"]
    ]);
    // What stands in the head is text, also where it looks like a number.
    let mut expected = values;
    (expected[1][1], expected[1][2]) = (json!("2023"), json!("2024"));
    let sheet = &xlsx[0];
    assert_eq!(sheet["values"], expected);
    assert_eq!(sheet["types"][4], json!(["s", "s", "n", "s"]));
    assert_eq!((&sheet["formats"][2][1], &sheet["formats"][3][2]), (&json!("#,##0.00"), &json!("0%")));
    assert_eq!(sheet["merged"], json!(["A1:A2", "B1:C1", "D1:D2"]));
    assert_eq!(
        (&sheet["frozen"], &sheet["bold"][0][0], &sheet["bold"][2][0]),
        (&json!("A3"), &json!(true), &json!(false))
    );
    assert_eq!((&sheet["rtl"], &xlsx[2]["rtl"]), (&json!(false), &json!(true)));
    assert_eq!((&xlsx[3]["values"][1][1], &xlsx[3]["values"][2][1]), (&json!(1204), &json!(88.5)));
    assert!(sheet["widths"][3].as_f64() > sheet["widths"][0].as_f64(), "{}", sheet["widths"]);
}

#[test]
fn a_workbook_without_tables_lists_the_blocks() {
    let xlsx = found("xlsx", &written("xlsx_blocks", Format::Xlsx, &sample::without_tables()));
    assert_eq!((xlsx.as_array().unwrap().len(), &xlsx[0]["name"]), (1, &json!("Blocks")));
    assert_eq!(xlsx[0]["values"][0], json!(["page", "kind", "text", "confidence", "x0", "y0", "x1", "y1"]));
    let heading = &xlsx[0]["values"][2];
    assert_eq!((&heading[0], &heading[1]), (&json!(1), &json!("heading")));
    assert_eq!(heading[2], "On the keeping of gardens");
}
