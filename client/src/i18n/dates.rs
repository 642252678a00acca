//! Days and times in words. Which day is today is always an argument.

use jiff::civil::{Date, DateTime, Time};
use madobe_shared::calendar::{EraDate, RelativeDay, hour_and_minute, relative_day, weekday_ja};
use yew::AttrValue;

use super::{Language, language};
use crate::t;

const WEEKDAYS_EN: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS_EN: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

fn weekday_en(date: Date) -> &'static str {
    WEEKDAYS_EN[usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or_default() % 7]
}

fn month_en(date: Date) -> &'static str {
    MONTHS_EN[usize::try_from(date.month() - 1).unwrap_or_default() % 12]
}

/// 令和8年11月23日（月）; in English `Mon, 23 Nov 2026`.
#[must_use]
pub fn full_day(date: Date) -> String {
    match (language(), EraDate::of(date)) {
        (Language::Japanese, Some(era)) => era.with_weekday(),
        (Language::Japanese, None) => format!("{}年{}月{}日", date.year(), date.month(), date.day()),
        (Language::English, _) => {
            format!("{}, {} {} {}", weekday_en(date), date.day(), month_en(date), date.year())
        }
    }
}

/// 11月20日, with the year where it is another one: never a word such as きのう.
#[must_use]
pub fn plain_day(date: Date, today: Date) -> String {
    match (language(), date.year() == today.year()) {
        (Language::Japanese, true) => format!("{}月{}日", date.month(), date.day()),
        (Language::Japanese, false) => format!("{}年{}月{}日", date.year(), date.month(), date.day()),
        (Language::English, true) => format!("{} {}", date.day(), month_en(date)),
        (Language::English, false) => format!("{} {} {}", date.day(), month_en(date), date.year()),
    }
}

/// 今日, きのう, あした, 11月20日, 2025年11月20日.
#[must_use]
pub fn day(date: Date, today: Date) -> AttrValue {
    match relative_day(date, today) {
        RelativeDay::Today => t!("day.today"),
        RelativeDay::Yesterday => t!("day.yesterday"),
        RelativeDay::Tomorrow => t!("day.tomorrow"),
        RelativeDay::ThisYear | RelativeDay::Other => AttrValue::from(plain_day(date, today)),
    }
}

/// 12月7日（月）.
#[must_use]
pub fn day_and_weekday(date: Date, today: Date) -> String {
    match language() {
        Language::Japanese => format!("{}（{}）", plain_day(date, today), weekday_ja(date)),
        Language::English => format!("{} {}", weekday_en(date), plain_day(date, today)),
    }
}

/// 2026年11月, as the heading over a month of contacts.
#[must_use]
pub fn month(date: Date) -> String {
    match language() {
        Language::Japanese => format!("{}年{}月", date.year(), date.month()),
        Language::English => format!("{} {}", month_en(date), date.year()),
    }
}

/// 10:30.
#[must_use]
pub fn time_of_day(time: Time) -> String {
    hour_and_minute(time)
}

/// A moment as the device's own clock face shows it.
#[must_use]
pub fn local_datetime(since_1970_ms: f64) -> Option<DateTime> {
    let moment = js_sys::Date::new(&since_1970_ms.into());
    let part = |number: u32| i8::try_from(number).ok();
    DateTime::new(
        i16::try_from(moment.get_full_year()).ok()?,
        part(moment.get_month() + 1)?,
        part(moment.get_date())?,
        part(moment.get_hours())?,
        part(moment.get_minutes())?,
        0,
        0,
    )
    .ok()
}

/// 14:02 for a moment of today, 11月20日 14:02 for any other.
#[must_use]
pub fn moment(at: DateTime, today: Date) -> String {
    if at.date() == today {
        time_of_day(at.time())
    } else {
        format!("{} {}", day(at.date(), today), time_of_day(at.time()))
    }
}

/// [`moment`] of seconds since 1970, as documents have them; `None` where nobody has said, or no calendar has them.
#[must_use]
pub fn moment_of_s(since_1970_s: i64, today: Date) -> Option<String> {
    #[expect(clippy::cast_precision_loss, reason = "seconds since 1970 fit a double for all of history")]
    let at = local_datetime(since_1970_s as f64 * 1000.0).filter(|_| since_1970_s > 0)?;
    Some(moment(at, today))
}

/// [`moment`] of milliseconds since 1970; nothing where no calendar has them.
#[must_use]
pub fn moment_of(since_1970_ms: f64, today: Date) -> String {
    local_datetime(since_1970_ms).map(|at| moment(at, today)).unwrap_or_default()
}
