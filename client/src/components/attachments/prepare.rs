//! From what somebody chose to what a case takes. A picture is drawn anew, smaller: that leaves out whatever else a camera writes into its
//! files, the place among it. A PDF is taken as it is.

use futures_channel::oneshot;
use gloo::file::Blob;
use gloo::file::futures::read_as_bytes;
use madobe_shared::codes::MediaKind;
use madobe_shared::limits::BLOB_BYTES_MAX;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CanvasRenderingContext2d, File, HtmlCanvasElement, ImageBitmap};
use yew::AttrValue;

use crate::i18n::size_words;
use crate::t;

/// The longer side of a photo: a page of writing can be read, and it has some hundred kilobytes.
const SIDE_PX_MAX: u32 = 1_600;

/// How much JPEG keeps, of 1: beyond this, sizes grow and nobody sees it.
const QUALITY: f64 = 0.8;

/// A larger picture is not opened at all: a tablet would run out of memory over it.
const PICTURE_BYTES_MAX: f64 = (64_u32 << 20) as f64;

/// So many bytes tell what a file is.
const HEAD_BYTES: i32 = 16;

/// Why a file cannot be added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unready {
    /// It is too large.
    TooLarge,
    /// It is neither a picture nor a PDF.
    NoKnownKind,
    /// It is called a picture or a PDF, and is none that can be read.
    NotWhatItSays,
    /// The browser could not read it from where it lies.
    Unreadable,
}

/// Why it cannot be added, and what to do.
pub(super) fn unready_words(unready: Unready) -> AttrValue {
    match unready {
        Unready::TooLarge => t!("files.error.too_large", most = size_words(BLOB_BYTES_MAX as u64)),
        Unready::NoKnownKind => t!("files.error.no_known_kind"),
        Unready::NotWhatItSays => t!("files.error.not_what_it_says"),
        Unready::Unreadable => t!("files.error.unreadable"),
    }
}

/// What a case takes of a file.
pub(super) async fn prepare(file: &File) -> Result<(MediaKind, Vec<u8>), Unready> {
    let head = file.slice_with_i32_and_i32(0, HEAD_BYTES).map_err(|_| Unready::Unreadable)?;
    let head = read_as_bytes(&Blob::from(head)).await.map_err(|_| Unready::Unreadable)?;
    let says = file.type_();
    match MediaKind::of(&head) {
        Some(MediaKind::Pdf) if file.size() > BLOB_BYTES_MAX as f64 => Err(Unready::TooLarge),
        Some(MediaKind::Pdf) => {
            let bytes = read_as_bytes(&Blob::from(file.clone())).await.map_err(|_| Unready::Unreadable)?;
            Ok((MediaKind::Pdf, bytes))
        }
        _ if file.size() > PICTURE_BYTES_MAX => Err(Unready::TooLarge),
        // Some cameras' kinds only their own makers' browsers can open.
        _ => match draw_smaller(file).await {
            Some(bytes) if MediaKind::of(&bytes) == Some(MediaKind::Jpeg) => Ok((MediaKind::Jpeg, bytes)),
            _ if says.starts_with("image/") || says == "application/pdf" => Err(Unready::NotWhatItSays),
            _ => Err(Unready::NoKnownKind),
        },
    }
}

/// The picture as a JPEG of at most [`SIDE_PX_MAX`], the right way up; `None` where the browser cannot read it.
async fn draw_smaller(file: &File) -> Option<Vec<u8>> {
    let opening = gloo::utils::window().create_image_bitmap_with_blob(file).ok()?;
    let picture: ImageBitmap = JsFuture::from(opening).await.ok()?.dyn_into().ok()?;
    let (width, height) = fit(picture.width(), picture.height());
    let canvas: HtmlCanvasElement = gloo::utils::document().create_element("canvas").ok()?.dyn_into().ok()?;
    canvas.set_width(width);
    canvas.set_height(height);
    let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    let (width, height) = (f64::from(width), f64::from(height));
    // What can be seen through would come out black.
    context.set_fill_style_str("white");
    context.fill_rect(0.0, 0.0, width, height);
    let drawn = context.draw_image_with_image_bitmap_and_dw_and_dh(&picture, 0.0, 0.0, width, height);
    picture.close();
    drawn.ok()?;
    let (sender, made) = oneshot::channel();
    let take = Closure::once(move |blob: Option<web_sys::Blob>| drop(sender.send(blob)));
    canvas
        .to_blob_with_type_and_encoder_options(take.as_ref().unchecked_ref(), "image/jpeg", &JsValue::from(QUALITY))
        .ok()?;
    let blob = made.await.ok()??;
    read_as_bytes(&Blob::from(blob)).await.ok()
}

/// The size of a picture that has room, in the same shape. Never larger, and never nothing.
fn fit(width: u32, height: u32) -> (u32, u32) {
    let longer = width.max(height);
    if longer <= SIDE_PX_MAX {
        return (width.max(1), height.max(1));
    }
    // A side of 4,000 million times 1,600 fits 64 bits, and the result is no more than either side.
    let scaled = |side: u32| (u64::from(side) * u64::from(SIDE_PX_MAX) / u64::from(longer)) as u32;
    (scaled(width).max(1), scaled(height).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_photo_keeps_its_shape_and_never_grows() {
        for (given, expected) in [
            ((4_000, 3_000), (1_600, 1_200)),
            ((3_000, 4_000), (1_200, 1_600)),
            ((1_600, 900), (1_600, 900)),
            ((20, 10), (20, 10)),
            ((u32::MAX, 1), (1_600, 1)),
            ((0, 0), (1, 1)),
        ] {
            assert_eq!(fit(given.0, given.1), expected, "{given:?}");
        }
    }
}
