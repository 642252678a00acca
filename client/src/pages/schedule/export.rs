//! A file for somebody's own calendar, made on the device.

use gloo::timers::callback::Timeout;
use madobe_shared::icalendar::{CalendarEntry, calendar};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

use super::due::Due;
use crate::browser::now_ms;
use crate::i18n::local_datetime;

/// How long the file can be read by the browser that saves it.
const KEPT_MS: u32 = 60_000;

/// Hands everything that has a day to the browser as a file to keep. `Err` where the browser refuses.
pub fn save_calendar(due: &[Due]) -> Result<(), ()> {
    let entry =
        |due: &Due| Some(CalendarEntry { uid: due.uid(), date: due.day?, time: due.time, summary: due.public_words() });
    let entries: Vec<CalendarEntry> = due.iter().filter_map(entry).collect();
    // The moment in UTC: that of the clock on the wall, less what the clock is ahead.
    #[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 fit a double for all of history")]
    let now_ms = now_ms() as f64;
    let behind_ms = js_sys::Date::new(&now_ms.into()).get_timezone_offset() * 60_000.0;
    let made_at = local_datetime(now_ms + behind_ms).ok_or(())?;
    save(&calendar(&entries, made_at)).map_err(|_| ())
}

fn save(file: &str) -> Result<(), JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type("text/calendar;charset=utf-8");
    let blob = Blob::new_with_str_sequence_and_options(&js_sys::Array::of1(&file.into()), &options)?;
    let address = Url::create_object_url_with_blob(&blob)?;
    let link: HtmlAnchorElement = gloo::utils::document().create_element("a")?.unchecked_into();
    link.set_href(&address);
    link.set_download("madobe.ics");
    link.click();
    // Some browsers begin to read it only after this.
    Timeout::new(KEPT_MS, move || _ = Url::revoke_object_url(&address)).forget();
    Ok(())
}
