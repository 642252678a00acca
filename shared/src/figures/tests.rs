use jiff::civil::date;

use super::*;

/// Records of one year, spread over all its days, its first and last included.
struct Office {
    year: FiscalYear,
    consultations: Vec<ConsultationRecord>,
    new_cases: Vec<NewCaseRecord>,
}

impl Office {
    fn in_year(western_year: i16) -> Self {
        let year = FiscalYear::new(western_year).expect("a year");
        Self { year, consultations: Vec::new(), new_cases: Vec::new() }
    }

    fn day(&self, index: usize) -> Date {
        let days = (self.year.last_day() - self.year.first_day()).get_days() as usize + 1;
        // 364 and 365 have no common factor with 101: all days are met.
        let day = i64::try_from(index * 101 % days).expect("a small number");
        self.year.first_day().saturating_add(jiff::Span::new().days(day))
    }

    fn contacts(mut self, method: ContactMethod, count: usize) -> Self {
        for _ in 0..count {
            let date = self.day(self.consultations.len());
            let counterparts = vec![Counterpart::Person];
            self.consultations.push(ConsultationRecord { date, method: method.clone(), counterparts });
        }
        self
    }

    fn cases(mut self, sex: Sex, count: usize) -> Self {
        for _ in 0..count {
            let date = self.day(self.new_cases.len());
            self.new_cases.push(NewCaseRecord { sex: Some(sex.clone()), ..unasked(date) });
        }
        self
    }

    /// The same records lie in the years before and after too, on the days next to this one.
    fn figures(&self) -> YearFigures {
        let before = self.year.first_day().yesterday().expect("a day");
        let after = self.year.last_day().tomorrow().expect("a day");
        let mut consultations = self.consultations.clone();
        let mut new_cases = self.new_cases.clone();
        for date in [before, after] {
            consultations.extend(self.consultations.iter().map(|record| ConsultationRecord { date, ..record.clone() }));
            new_cases.extend(self.new_cases.iter().map(|record| NewCaseRecord { date, ..record.clone() }));
        }
        YearFigures::count(self.year, &consultations, &new_cases)
    }
}

/// A case of which nothing but the day is known.
fn unasked(date: Date) -> NewCaseRecord {
    NewCaseRecord {
        date,
        sex: None,
        age_band: None,
        withdrawal_duration: None,
        main_concern: None,
        referral_source: None,
        first_contact_by_person: false,
    }
}

/// 延べ相談件数の内訳, as the ward printed it.
#[test]
fn contacts_by_method_are_those_of_the_brochure() {
    use ContactMethod::{Accompaniment, Email, HomeVisit, OfficeVisit, Phone, Video};
    let table = [(2022, [907, 279, 234, 63, 1, 11], 1_495, 74), (2023, [977, 616, 418, 133, 3, 24], 2_171, 157)];
    for (western_year, counts, total, outreach) in table {
        let methods = [Phone, Email, OfficeVisit, HomeVisit, Video, Accompaniment];
        let office = methods
            .iter()
            .zip(counts)
            .fold(Office::in_year(western_year), |office, (method, count)| office.contacts(method.clone(), count));
        let figures = office.figures();
        assert_eq!(figures.consultations_total, total);
        assert_eq!(figures.outreach_total(), outreach);
        assert_eq!(figures.consultations_by_month.iter().sum::<u32>(), total);
        assert_eq!(figures.consultations_by_counterpart.count(&Counterpart::Person), total);
        let rows: Vec<(&str, u32)> =
            figures.consultations_by_method.rows().map(|(method, count)| (method.label_ja(), count)).collect();
        let [phone, email, office_visit, home_visit, video, accompaniment] = counts.map(|count| count as u32);
        assert_eq!(
            rows,
            [
                ("電話", phone),
                ("メール", email),
                ("来所", office_visit),
                ("訪問", home_visit),
                ("ビデオ", video),
                ("同行", accompaniment),
                ("相談フォーム", 0),
            ]
        );
    }
    assert_eq!(change_percent(1_495, 2_171), Some(45));
}

/// 新規相談［性別］, as the ward printed it.
#[test]
fn new_cases_by_sex_are_those_of_the_brochure() {
    let table = [
        (2021, 79, [(54, "68.4%"), (25, "31.6%"), (0, "0%")]),
        (2022, 91, [(63, "69.2%"), (25, "27.5%"), (3, "3.3%")]),
        (2023, 155, [(93, "60.0%"), (56, "36.1%"), (6, "3.9%")]),
    ];
    for (western_year, total, rows) in table {
        let sexes = [Sex::Male, Sex::Female, Sex::Other];
        let office = sexes
            .iter()
            .zip(rows)
            .fold(Office::in_year(western_year), |office, (sex, (count, _))| office.cases(sex.clone(), count));
        let figures = office.figures();
        assert_eq!(figures.new_cases_total, total);
        assert_eq!(figures.new_cases_by_month.iter().sum::<u32>(), total);
        for (sex, (count, share)) in sexes.iter().zip(rows) {
            assert_eq!(figures.new_cases_by_sex.count(sex), count as u32);
            let printed = figures.new_cases_by_sex.share(sex).map(|share| share.to_string());
            assert_eq!(printed.as_deref(), Some(share), "{sex} in {western_year}");
        }
    }
}

#[test]
fn months_run_from_april_to_march() {
    let year = FiscalYear::new(2023).expect("a year");
    let days = [
        date(2023, 3, 31),
        date(2023, 4, 1),
        date(2023, 4, 30),
        date(2023, 12, 31),
        date(2024, 3, 31),
        date(2024, 4, 1),
    ];
    let cases: Vec<_> = days.into_iter().map(unasked).collect();
    let figures = YearFigures::count(year, [], &cases);
    assert_eq!(figures.new_cases_by_month, [2, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1]);
    assert_eq!(figures.new_cases_total, 4);
}

#[test]
fn what_was_not_asked_is_counted_as_such() {
    let year = FiscalYear::new(2023).expect("a year");
    let asked = NewCaseRecord {
        sex: Some(Sex::NotStated),
        age_band: Some(AgeBand::Forties),
        withdrawal_duration: Some(WithdrawalDuration::Over20Years),
        main_concern: Some(PresentingConcern::Health),
        referral_source: Some(ReferralSource::WardNewsletter),
        first_contact_by_person: true,
        ..unasked(date(2023, 7, 1))
    };
    let figures = YearFigures::count(year, [], &[asked, unasked(date(2023, 8, 1))]);
    assert_eq!(figures.new_cases_by_person, 1);
    assert_eq!(figures.new_cases_by_sex.count(&Sex::NotStated), 2);
    assert_eq!(figures.new_cases_by_age_band.count(&AgeBand::NotKnown), 1);
    assert_eq!(figures.new_cases_by_age_band.count(&AgeBand::Forties), 1);
    assert_eq!(figures.new_cases_by_withdrawal_duration.count(&WithdrawalDuration::NotKnown), 1);
    assert_eq!(figures.new_cases_by_main_concern.count(&PresentingConcern::Other), 1);
    let by_source = &figures.new_cases_by_referral_source;
    assert_eq!((by_source.count(&ReferralSource::WardNewsletter), by_source.not_recorded()), (1, 1));
    assert_eq!(by_source.records(), 2);
    assert_eq!(by_source.rows().map(|(_, count)| count).sum::<u32>() + by_source.not_recorded(), 2);
}

#[test]
fn several_people_at_one_contact() {
    let year = FiscalYear::new(2023).expect("a year");
    let contact = |counterparts: &[Counterpart]| ConsultationRecord {
        date: date(2023, 5, 1),
        method: ContactMethod::HomeVisit,
        counterparts: counterparts.to_vec(),
    };
    let contacts = [
        contact(&[Counterpart::Mother, Counterpart::Father, Counterpart::Mother]),
        contact(&[Counterpart::Mother]),
        contact(&[]),
    ];
    let figures = YearFigures::count(year, &contacts, []);
    let by_counterpart = &figures.consultations_by_counterpart;
    assert_eq!(figures.consultations_total, 3);
    assert_eq!(by_counterpart.count(&Counterpart::Mother), 2);
    assert_eq!(by_counterpart.count(&Counterpart::Father), 1);
    assert_eq!(by_counterpart.not_recorded(), 1);
    let mothers = by_counterpart.share(&Counterpart::Mother).map(|share| share.to_string());
    assert_eq!(mothers.as_deref(), Some("66.7%"));
}

#[test]
fn codes_of_a_newer_version_have_rows_of_their_own() {
    let fax = ContactMethod::from_code("fax");
    let office = Office::in_year(2023).contacts(fax.clone(), 3).contacts(ContactMethod::Phone, 1);
    let by_method = office.figures().consultations_by_method;
    assert_eq!(by_method.rows().last(), Some((&fax, 3)));
    assert_eq!(by_method.rows().map(|(_, count)| count).sum::<u32>(), by_method.records());
}

#[test]
fn an_empty_year() {
    let figures = Office::in_year(2020).figures();
    assert_eq!(figures.consultations_total, 0);
    assert_eq!(figures.new_cases_by_sex.share(&Sex::Male), None);
    assert_eq!(figures.new_cases_by_sex.rows().count(), Sex::ALL.len());
}

#[test]
fn percentages_round_half_up() {
    let table = [
        (0, 5, "0%"),
        (5, 5, "100.0%"),
        (1, 3, "33.3%"),
        (2, 3, "66.7%"),
        (1, 2000, "0.1%"),
        (1, 2001, "0.0%"),
        (1, 16, "6.3%"),
        (u32::MAX, u32::MAX, "100.0%"),
    ];
    for (count, total, printed) in table {
        assert_eq!(Percentage::of(count, total).map(|share| share.to_string()).as_deref(), Some(printed));
    }
    assert_eq!(Percentage::of(0, 0), None);
    assert_eq!(Percentage::of(54, 79).map(Percentage::tenths), Some(684));
    // Every share of small totals lies within half a tenth of the truth.
    for total in 1..=200_u32 {
        for count in 0..=total {
            let tenths = Percentage::of(count, total).expect("a share").tenths();
            let error = i64::from(tenths) * i64::from(total) - i64::from(count) * 1000;
            assert!(error.abs() * 2 <= i64::from(total), "{count} of {total}");
        }
    }
}

#[test]
fn changes() {
    let table = [
        (91, 155, Some(70)),
        (74, 157, Some(112)),
        (100, 100, Some(0)),
        (100, 0, Some(-100)),
        (200, 199, Some(-1)),
        (200, 201, Some(1)),
        (1, u32::MAX, Some(429_496_729_400)),
        (0, 5, None),
    ];
    for (before, now, change) in table {
        assert_eq!(change_percent(before, now), change, "{before} → {now}");
    }
}
