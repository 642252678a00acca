use jiff::civil::date;

use super::*;
use crate::calendar::parse_full_date;

#[test]
fn written_forms() {
    let table = [
        (date(2026, 11, 23), "令和8年11月23日", "R8.11.23", "令和8年11月23日（月）"),
        (date(2019, 5, 1), "令和元年5月1日", "R1.5.1", "令和元年5月1日（水）"),
        (date(2019, 4, 30), "平成31年4月30日", "H31.4.30", "平成31年4月30日（火）"),
        (date(1989, 1, 8), "平成元年1月8日", "H1.1.8", "平成元年1月8日（日）"),
        (date(1989, 1, 7), "昭和64年1月7日", "S64.1.7", "昭和64年1月7日（土）"),
        (date(1926, 12, 25), "昭和元年12月25日", "S1.12.25", "昭和元年12月25日（土）"),
        (date(1926, 12, 24), "大正15年12月24日", "T15.12.24", "大正15年12月24日（金）"),
        (date(1912, 7, 30), "大正元年7月30日", "T1.7.30", "大正元年7月30日（火）"),
        (date(1912, 7, 29), "明治45年7月29日", "M45.7.29", "明治45年7月29日（月）"),
        (date(1868, 1, 25), "明治元年1月25日", "M1.1.25", "明治元年1月25日（土）"),
    ];
    for (day, long, short, with_weekday) in table {
        let era_date = EraDate::of(day).expect("a day of an era");
        assert_eq!(era_date.to_string(), long);
        assert_eq!(era_date.short(), short);
        assert_eq!(era_date.with_weekday(), with_weekday);
    }
    assert_eq!(EraDate::of(date(1868, 1, 24)), None);
    assert_eq!(Era::of(Date::MIN), None);
}

#[test]
fn eras_follow_each_other_without_gap() {
    for pair in Era::ALL.windows(2) {
        let last = pair[0].last_day().expect("an era that ended");
        assert_eq!(last.tomorrow().expect("the day after"), pair[1].first_day());
    }
    assert_eq!(Era::Reiwa.last_day(), None);
}

/// Every day from the first of 明治 to the end of 2100, through parts and through both written forms.
#[test]
fn every_day_comes_back() {
    let mut day = Era::Meiji.first_day();
    let mut days = 0;
    while day <= date(2100, 12, 31) {
        let era_date = EraDate::of(day).expect("a day of an era");
        let again = EraDate::new(era_date.era(), era_date.year(), day.month(), day.day());
        assert_eq!(again, Ok(era_date));
        assert_eq!(parse_full_date(&era_date.to_string()), Ok(day));
        assert_eq!(parse_full_date(&era_date.short()), Ok(day));
        assert_eq!(parse_full_date(&era_date.with_weekday()), Ok(day));
        day = day.tomorrow().expect("the day after");
        days += 1;
    }
    assert_eq!(days, 85_078);
}

#[test]
fn a_day_belongs_to_one_era_only() {
    let era_ended = |era, year, month, day| match EraDate::new(era, year, month, day) {
        Err(DateError::EraEnded { era: named, instead }) if named == era => instead.label_ja(),
        other => panic!("{other:?}"),
    };
    let era_not_begun = |era, year, month, day| match EraDate::new(era, year, month, day) {
        Err(DateError::EraNotBegun { era: named, instead }) if named == era => instead.label_ja(),
        other => panic!("{other:?}"),
    };
    assert_eq!(era_ended(Era::Heisei, 32, 3, 31), "令和2年3月31日");
    assert_eq!(era_ended(Era::Heisei, 31, 5, 1), "令和元年5月1日");
    assert_eq!(era_ended(Era::Showa, 64, 1, 8), "平成元年1月8日");
    assert_eq!(era_ended(Era::Showa, 65, 4, 1), "平成2年4月1日");
    assert_eq!(era_ended(Era::Meiji, 45, 7, 30), "大正元年7月30日");
    assert_eq!(era_not_begun(Era::Reiwa, 1, 4, 30), "平成31年4月30日");
    assert_eq!(era_not_begun(Era::Heisei, 1, 1, 7), "昭和64年1月7日");
    assert_eq!(era_not_begun(Era::Meiji, 1, 1, 24), "1868年1月24日");
}

#[test]
fn days_that_do_not_exist() {
    assert_eq!(EraDate::new(Era::Reiwa, 0, 1, 1), Err(DateError::EraYearZero { era: Era::Reiwa }));
    assert_eq!(EraDate::new(Era::Reiwa, 8, 13, 1), Err(DateError::NoSuchMonth { month: 13 }));
    let no_such_day = DateError::NoSuchDay { year: 2026, month: 2, day: 29, days_in_month: 28 };
    assert_eq!(EraDate::new(Era::Reiwa, 8, 2, 29), Err(no_such_day));
    assert!(EraDate::new(Era::Reiwa, 6, 2, 29).is_ok());
    let too_far = EraDate::new(Era::Reiwa, i16::MAX, 1, 1);
    assert!(matches!(too_far, Err(DateError::YearOutOfRange { .. })), "{too_far:?}");
}
