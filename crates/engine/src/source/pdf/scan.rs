//! Whether a page is a picture of a page: how much of it one image covers.

use document::Rect;
use pdfium_render::prelude::*;

/// How deep forms within forms are searched for an image.
const FORM_DEPTH: u32 = 3;

/// The largest share (0 to 1) of the box `visible` (left, bottom, right, top in user space) that one image covers.
pub(super) fn covered_by_one_picture(page: &PdfPage<'_>, visible: [f32; 4]) -> f32 {
    let [left, bottom, right, top] = visible;
    covered(page.objects().iter(), Rect::new(left, bottom, right, top), FORM_DEPTH)
}

fn covered<'a>(objects: impl Iterator<Item = PdfPageObject<'a>>, page: Rect, depth: u32) -> f32 {
    let share = |object: &PdfPageObject<'_>| {
        let bounds = object.bounds().map(|b| b.to_rect());
        bounds.ok().map_or(0.0, |b| {
            let b = Rect::new(b.left().value, b.bottom().value, b.right().value, b.top().value);
            b.intersection(page).map_or(0.0, Rect::area) / page.area().max(1.0)
        })
    };
    objects
        .map(|object| match &object {
            PdfPageObject::Image(_) => share(&object),
            // A form's children are placed in the form's own space; the form itself stands for a picture in it.
            PdfPageObject::XObjectForm(form) if depth > 0 => {
                let holds_picture = has_picture(form, depth - 1);
                if holds_picture { share(&object) } else { 0.0 }
            }
            _ => 0.0,
        })
        .fold(0.0, f32::max)
}

fn has_picture(form: &PdfPageXObjectFormObject<'_>, depth: u32) -> bool {
    form.iter().any(|object| match &object {
        PdfPageObject::Image(_) => true,
        PdfPageObject::XObjectForm(inner) if depth > 0 => has_picture(inner, depth - 1),
        _ => false,
    })
}
