use jiff::civil::date;

use super::*;

#[test]
fn accepted_forms() {
    let table = [
        ("2026-11-23", "2026-11-23"),
        ("2026/11/23", "2026-11-23"),
        ("2026.11.23", "2026-11-23"),
        ("2026/1/3", "2026-01-03"),
        ("2026-01-03", "2026-01-03"),
        ("20261123", "2026-11-23"),
        ("2026年11月23日", "2026-11-23"),
        ("2026年11月23", "2026-11-23"),
        ("2026年11/23", "2026-11-23"),
        ("西暦2026年11月23日", "2026-11-23"),
        ("２０２６年１１月２３日", "2026-11-23"),
        ("２０２６／１１／２３", "2026-11-23"),
        ("２０２６－１１－２３", "2026-11-23"),
        ("2026ー11ー23", "2026-11-23"),
        ("2026−11−23", "2026-11-23"),
        (" 2026 年 11 月 23 日 ", "2026-11-23"),
        ("\u{3000}2026\u{3000}11\u{3000}23", "2026-11-23"),
        ("2026年11月23日（月）", "2026-11-23"),
        ("2026-11-23 (月曜日)", "2026-11-23"),
        ("R8.11.23", "2026-11-23"),
        ("r8/11/23", "2026-11-23"),
        ("R.8.11.23", "2026-11-23"),
        ("R 8 11 23", "2026-11-23"),
        ("R081123", "2026-11-23"),
        ("Ｒ８．１１．２３", "2026-11-23"),
        ("ｒ８－１１－２３", "2026-11-23"),
        ("令和8年11月23日", "2026-11-23"),
        ("令和８年１１月２３日（月）", "2026-11-23"),
        ("令8.11.23", "2026-11-23"),
        ("㋿8年11月23日", "2026-11-23"),
        ("令和元年5月1日", "2019-05-01"),
        ("㋿元年5月1日", "2019-05-01"),
        ("R元.5.1", "2019-05-01"),
        ("令和1年5月1日", "2019-05-01"),
        ("㍻31年4月30日", "2019-04-30"),
        ("㍼64年1月7日", "1989-01-07"),
        ("㍽15年12月24日", "1926-12-24"),
        ("㍾45年7月29日", "1912-07-29"),
        ("明治元年1月25日", "1868-01-25"),
        ("昭和60年3月", "1985-03"),
        ("昭和60年3月7日", "1985-03-07"),
        ("昭60/3/7", "1985-03-07"),
        ("S600307", "1985-03-07"),
        ("S6003", "1985-03"),
        ("S60.3", "1985-03"),
        ("S60", "1985"),
        ("s60年", "1985"),
        ("Ｓ６０", "1985"),
        ("1985", "1985"),
        ("1985年", "1985"),
        ("1985年3月", "1985-03"),
        ("1985-03", "1985-03"),
        ("1985/3", "1985-03"),
        ("昭和64年", "1989"),
        ("平成元年", "1989"),
        ("昭和64年1月", "1989-01"),
        ("平成元年1月", "1989-01"),
        ("平成31年", "2019"),
        ("令和元年", "2019"),
        ("2024-02-29", "2024-02-29"),
    ];
    for (input, expected) in table {
        assert_eq!(parse_date(input).map(|day| day.to_string()), Ok(expected.into()), "{input}");
    }
}

#[test]
fn refused_with_the_fault_named() {
    let instead = |text: &str| text.parse::<PartialDate>().expect("canonical");
    let table = [
        ("", DateError::Empty),
        (" \u{3000}", DateError::Empty),
        ("あした", DateError::NotUnderstood),
        ("2026-11-", DateError::NotUnderstood),
        ("2026-", DateError::NotUnderstood),
        ("2026--11", DateError::NotUnderstood),
        ("2026-11-23-", DateError::NotUnderstood),
        ("2026-11-23 10:00", DateError::NotUnderstood),
        ("2026年度", DateError::NotUnderstood),
        ("2026-111", DateError::NotUnderstood),
        ("20261123年", DateError::NotUnderstood),
        ("202611", DateError::NotUnderstood),
        ("R", DateError::NotUnderstood),
        ("元年", DateError::NotUnderstood),
        ("RR8", DateError::NotUnderstood),
        ("R8.11.23(", DateError::NotUnderstood),
        ("2026年(月)", DateError::NotUnderstood),
        ("2026-11-23(祝)", DateError::NotUnderstood),
        ("99999999999999999999", DateError::NotUnderstood),
        ("60.3.7", DateError::YearNeedsEra { year: 60 }),
        ("85", DateError::YearNeedsEra { year: 85 }),
        ("0085-01-01", DateError::YearOutOfRange { year: 85 }),
        ("1867", DateError::YearOutOfRange { year: 1867 }),
        ("2200-01-01", DateError::YearOutOfRange { year: 2200 }),
        ("R200", DateError::YearOutOfRange { year: 2218 }),
        ("令和0年", DateError::EraYearZero { era: Era::Reiwa }),
        ("2026-13-01", DateError::NoSuchMonth { month: 13 }),
        ("2026-00", DateError::NoSuchMonth { month: 0 }),
        ("2026-02-29", DateError::NoSuchDay { year: 2026, month: 2, day: 29, days_in_month: 28 }),
        ("R8.4.31", DateError::NoSuchDay { year: 2026, month: 4, day: 31, days_in_month: 30 }),
        ("2026-11-00", DateError::NoSuchDay { year: 2026, month: 11, day: 0, days_in_month: 30 }),
        ("昭和65年", DateError::EraEnded { era: Era::Showa, instead: instead("1990") }),
        ("昭和65年4月1日", DateError::EraEnded { era: Era::Showa, instead: instead("1990-04-01") }),
        ("S64.1.8", DateError::EraEnded { era: Era::Showa, instead: instead("1989-01-08") }),
        ("S64.2", DateError::EraEnded { era: Era::Showa, instead: instead("1989-02") }),
        ("平成32年3月31日", DateError::EraEnded { era: Era::Heisei, instead: instead("2020-03-31") }),
        ("昭和100年", DateError::EraEnded { era: Era::Showa, instead: instead("2025") }),
        ("令和元年4月", DateError::EraNotBegun { era: Era::Reiwa, instead: instead("2019-04") }),
        ("H1.1.7", DateError::EraNotBegun { era: Era::Heisei, instead: instead("1989-01-07") }),
        ("2026-11-23(火)", DateError::WeekdayDiffers { weekday: "月" }),
    ];
    for (input, expected) in table {
        assert_eq!(parse_date(input), Err(expected), "{input}");
    }
}

#[test]
fn messages_tell_what_to_do() {
    let table = [
        ("平成32年3月31日", "その日には平成は終わっています。令和2年3月31日ではありませんか。"),
        ("昭和65年", "その日には昭和は終わっています。平成2年ではありませんか。"),
        ("令和元年4月", "その日には令和は始まっていません。平成31年4月ではありませんか。"),
        ("2026-02-29", "2026年2月29日という日はありません。2月は28日までです。"),
        ("2026-11-23(火)", "その日は月曜日です。日付か曜日を確かめてください。"),
    ];
    for (input, message) in table {
        assert_eq!(parse_date(input).map_err(|error| error.message_ja()), Err(message.into()));
    }
    let english = parse_date("平成32年3月31日").map_err(|error| error.to_string());
    assert_eq!(english, Err("Heisei had ended by then: 令和2年3月31日 is meant?".into()));
}

#[test]
fn a_full_date_is_asked_for() {
    assert_eq!(parse_full_date("R8.11.23"), Ok(date(2026, 11, 23)));
    assert_eq!(parse_full_date("R8.11"), Err(DateError::Incomplete));
    assert_eq!(parse_full_date("R8"), Err(DateError::Incomplete));
}

/// Every Western form of every day comes back; so do the partial ones.
#[test]
fn every_day_comes_back() {
    let mut day = date(1868, 1, 1);
    while day <= date(2100, 12, 31) {
        let (year, month, number) = (day.year(), day.month(), day.day());
        for form in [
            format!("{year}-{month:02}-{number:02}"),
            format!("{year}/{month}/{number}"),
            format!("{year}{month:02}{number:02}"),
            format!("{year}年{month}月{number}日"),
        ] {
            assert_eq!(parse_full_date(&form), Ok(day), "{form}");
        }
        day = day.tomorrow().expect("the day after");
    }
    for year in 1869..=2100 {
        let known = PartialDate::from_year(year).expect("a year");
        for label in known.label_ja().split('／') {
            assert_eq!(parse_date(label), Ok(known), "{label}");
        }
        for month in 1..=12 {
            let known = PartialDate::from_year_month(year, month).expect("a month");
            for label in known.label_ja().split('／') {
                assert_eq!(parse_date(label), Ok(known), "{label}");
            }
        }
    }
}

/// Whatever is typed, an answer comes back.
#[test]
fn no_input_panics() {
    let pieces =
        ["令和", "R", "㋿", "元", "年", "月", "日", "2026", "8", "-", "ー", " ", "(", ")", "é", "𠮷", "\u{200f}"];
    for first in pieces {
        for second in pieces {
            for third in pieces {
                for fourth in pieces {
                    let _ = parse_date(&[first, second, third, fourth].concat());
                }
            }
        }
    }
    let _ = parse_date(&"\u{fdfa}".repeat(INPUT_CHARS_MAX));
}
