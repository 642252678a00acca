//! A file for somebody's own calendar, made on the device.

use madobe_shared::icalendar::{CalendarEntry, calendar};

use super::due::Due;
use crate::browser::{now_ms, save_file};
use crate::i18n::local_datetime;

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
    save_file("madobe.ics", "text/calendar;charset=utf-8", calendar(&entries, made_at).as_bytes()).map_err(|_| ())
}
