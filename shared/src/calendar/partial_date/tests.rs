use jiff::civil::date;

use super::*;

#[test]
fn canonical_form_both_ways() {
    let table = [
        ("1985", date(1985, 1, 1), date(1985, 12, 31), None, "昭和60年", "1985年"),
        ("1985-03", date(1985, 3, 1), date(1985, 3, 31), None, "昭和60年3月", "1985年3月"),
        ("1985-03-07", date(1985, 3, 7), date(1985, 3, 7), Some(date(1985, 3, 7)), "昭和60年3月7日", "1985年3月7日"),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), None, "令和6年2月", "2024年2月"),
        ("1989", date(1989, 1, 1), date(1989, 12, 31), None, "昭和64年／平成元年", "1989年"),
        ("1989-01", date(1989, 1, 1), date(1989, 1, 31), None, "昭和64年1月／平成元年1月", "1989年1月"),
        ("2019-04", date(2019, 4, 1), date(2019, 4, 30), None, "平成31年4月", "2019年4月"),
        ("2019-05", date(2019, 5, 1), date(2019, 5, 31), None, "令和元年5月", "2019年5月"),
        ("1867", date(1867, 1, 1), date(1867, 12, 31), None, "1867年", "1867年"),
        ("1868", date(1868, 1, 1), date(1868, 12, 31), None, "明治元年", "1868年"),
        ("0001", date(1, 1, 1), date(1, 12, 31), None, "1年", "1年"),
    ];
    for (text, first, last, full, era, western) in table {
        let partial: PartialDate = text.parse().expect(text);
        assert_eq!(partial.to_string(), text);
        assert_eq!((partial.first_day(), partial.last_day()), (first, last), "{text}");
        assert_eq!(partial.full(), full);
        assert_eq!(partial.label_ja(), era);
        assert_eq!(partial.label_western_ja(), western);

        let mut bytes = Vec::new();
        ciborium::into_writer(&partial, &mut bytes).expect("a string");
        let again: PartialDate = ciborium::from_reader(bytes.as_slice()).expect("what was written");
        assert_eq!(again, partial);
    }
}

#[test]
fn anything_else_is_not_canonical() {
    for text in [
        "",
        "-",
        "85",
        "1985-",
        "1985-3",
        "1985-03-",
        "1985-03-7",
        "1985-03-07-",
        "+985",
        "1985-+3",
        "198a",
        "１９８５",
        "1985/03",
        "0000",
        "1985-00",
        "1985-13",
        "1985-02-29",
        "1985-03-00",
        "1985-03-32",
        " 1985",
    ] {
        assert!(text.parse::<PartialDate>().is_err(), "{text:?}");
    }
}

#[test]
fn dates_and_their_strings_sort_alike() {
    let sorted = ["1985", "1985-03", "1985-03-07", "1985-03-08", "1985-04", "1986"];
    let dates: Vec<PartialDate> = sorted.iter().map(|text| text.parse().expect(text)).collect();
    assert!(dates.is_sorted());
    assert!(sorted.is_sorted());
}

#[test]
fn only_four_digit_years() {
    assert!(PartialDate::from_year(0).is_err());
    assert!(PartialDate::try_from(date(-1, 1, 1)).is_err());
    assert!(PartialDate::from_parts(2026, None, Some(1)).is_err());
    assert_eq!(PartialDate::try_from(date(2026, 11, 23)).map(|day| day.to_string()), Ok("2026-11-23".into()));
}
