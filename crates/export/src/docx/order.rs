//! The order that ECMA-376 part 1 sets for the children of the elements that hold properties (annex A.1, the types
//! `CT_RPr`, `CT_PPr` and so on). `docx-rs` writes them in an order of its own, which strict readers refuse.

/// The children of `parent` in their order; none where the order of `parent`'s children is not ours to set.
pub(super) fn of(parent: &str) -> Option<&'static str> {
    ORDERS.iter().find(|(name, _)| *name == parent).map(|(_, children)| *children)
}

/// The place of `child` in `order`, the last for one that is not named.
pub(super) fn place(order: &str, child: &str) -> usize {
    let local = child.strip_prefix("w:").unwrap_or(child);
    order.split_ascii_whitespace().position(|name| name == local).unwrap_or(usize::MAX)
}

const ORDERS: [(&str, &str); 14] = [
    (
        "w:rPr",
        "ins del rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid \
         vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang \
         eastAsianLayout specVanish oMath",
    ),
    (
        "w:pPr",
        "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs \
         suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd \
         snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment \
         textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    ),
    ("w:numPr", "ilvl numId"),
    (
        "w:tblPr",
        "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing tblInd \
         tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
    ),
    ("w:tblGrid", "gridCol"),
    // These may stand in any order; they are here to be read as one.
    ("w:trPr", "cnfStyle gridBefore gridAfter cantSplit trHeight tblHeader"),
    (
        "w:tcPr",
        "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    ),
    (
        "w:sectPr",
        "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType pgNumType cols \
         formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid",
    ),
    (
        "w:style",
        "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked personal \
         personalCompose personalReply rsid pPr rPr tblPr trPr tcPr tblStylePr",
    ),
    ("w:docDefaults", "rPrDefault pPrDefault"),
    ("w:lvl", "start numFmt lvlRestart pStyle isLgl suff lvlText lvlPicBulletId legacy lvlJc pPr rPr"),
    ("w:settings", "zoom defaultTabStop characterSpacingControl compat docVars themeFontLang"),
    // Any order in these two.
    ("cp:coreProperties", "dc:title dc:language"),
    ("Properties", "Application"),
];
