//! Appointments as a calendar file (iCalendar, RFC 5545), for the calendar that somebody uses anyway.
//!
//! A calendar is kept by others, so nothing here takes a name: whoever makes a [`CalendarEntry`] says what it shows.

use std::fmt::Write;

use jiff::civil::{Date, DateTime, Time};

/// The most bytes of a line (RFC 5545, 3.1).
const LINE_BYTES_MAX: usize = 75;

/// One appointment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarEntry {
    /// What tells it apart, the same at every export, so that a calendar replaces what it has.
    pub uid: String,
    /// The day.
    pub date: Date,
    /// When it begins, by the clock on the wall; the whole day where nobody has said.
    pub time: Option<Time>,
    /// What it is.
    pub summary: String,
}

/// The file. `made_at` is a moment in UTC.
#[must_use]
pub fn calendar(entries: &[CalendarEntry], made_at: DateTime) -> String {
    let mut file = String::new();
    let mut line = |words: &str| fold(&mut file, words);
    line("BEGIN:VCALENDAR");
    line("VERSION:2.0");
    line("PRODID:-//Madobe//Madobe//JA");
    for entry in entries {
        line("BEGIN:VEVENT");
        line(&format!("UID:{}", escaped(&entry.uid)));
        line(&format!("DTSTAMP:{}Z", moment(made_at)));
        match entry.time {
            Some(time) => line(&format!("DTSTART:{}", moment(entry.date.to_datetime(time)))),
            None => line(&format!("DTSTART;VALUE=DATE:{}", day(entry.date))),
        }
        line(&format!("SUMMARY:{}", escaped(&entry.summary)));
        line("END:VEVENT");
    }
    line("END:VCALENDAR");
    file
}

fn day(date: Date) -> String {
    format!("{:04}{:02}{:02}", date.year(), date.month(), date.day())
}

fn moment(at: DateTime) -> String {
    format!("{}T{:02}{:02}{:02}", day(at.date()), at.hour(), at.minute(), at.second())
}

/// Text as RFC 5545, 3.3.11 wants it.
fn escaped(words: &str) -> String {
    let mut escaped = String::new();
    for letter in words.chars() {
        match letter {
            '\\' | ';' | ',' => escaped.extend(['\\', letter]),
            '\n' => escaped.push_str("\\n"),
            // Nothing else that controls a terminal or a parser belongs into a calendar.
            letter if letter.is_control() => {}
            letter => escaped.push(letter),
        }
    }
    escaped
}

/// Adds a line, cut between letters where it is too long; what follows begins with a space.
fn fold(file: &mut String, words: &str) {
    let mut bytes = 0;
    for letter in words.chars() {
        if bytes + letter.len_utf8() > LINE_BYTES_MAX {
            file.push_str("\r\n ");
            bytes = 1;
        }
        bytes += letter.len_utf8();
        file.push(letter);
    }
    // Writing into a string does not fail.
    let _ = write!(file, "\r\n");
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};

    use super::*;

    #[test]
    fn appointments_read_as_a_calendar() {
        let entry = |time, summary: &str| CalendarEntry {
            uid: "019e-next@madobe".to_owned(),
            date: date(2026, 12, 7),
            time,
            summary: summary.to_owned(),
        };
        let entries = [entry(Some(time(10, 30, 0, 0)), "訪問 R8-7K3Q"), entry(None, "電話; 午後,\n\\ \u{1b}R8-7K3Q")];
        let made_at = date(2026, 11, 28).at(8, 5, 9, 0);
        assert_eq!(
            calendar(&entries, made_at),
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Madobe//Madobe//JA\r\n\
             BEGIN:VEVENT\r\nUID:019e-next@madobe\r\nDTSTAMP:20261128T080509Z\r\nDTSTART:20261207T103000\r\n\
             SUMMARY:訪問 R8-7K3Q\r\nEND:VEVENT\r\n\
             BEGIN:VEVENT\r\nUID:019e-next@madobe\r\nDTSTAMP:20261128T080509Z\r\nDTSTART;VALUE=DATE:20261207\r\n\
             SUMMARY:電話\\; 午後\\,\\n\\\\ R8-7K3Q\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        );
    }

    #[test]
    fn no_line_is_too_long_and_no_letter_is_cut() {
        let summary = "窓".repeat(80);
        let entry =
            CalendarEntry { uid: "u".repeat(200), date: date(2026, 1, 1), time: None, summary: summary.clone() };
        let file = calendar(&[entry], date(2026, 1, 1).at(0, 0, 0, 0));
        assert!(file.split("\r\n").all(|line| line.len() <= LINE_BYTES_MAX));
        assert!(file.replace("\r\n ", "").contains(&format!("SUMMARY:{summary}\r\n")));
    }
}
