//! The printed figures, counted from the records themselves.

use jiff::civil::date;
use madobe_shared::calendar::{FiscalYear, age_band};
use madobe_shared::case::Case;
use madobe_shared::codes::{ContactMethod, Counterpart, Sex};
use madobe_shared::figures::{ConsultationRecord, NewCaseRecord, YearFigures};

use super::CASES;
use crate::demo::{SEED, cases};

/// What the figures count of a case.
fn new_case(case: &Case) -> Option<NewCaseRecord> {
    let first = case.consultations.last()?;
    let opened_on = case.opened_on?;
    assert_eq!(first.date, opened_on, "{}", case.person.name);
    Some(NewCaseRecord {
        date: opened_on,
        sex: case.person.sex.clone(),
        age_band: case.person.birth.map(|birth| age_band(birth, opened_on)).or_else(|| case.person.age_band.clone()),
        withdrawal_duration: case.withdrawal_duration.clone(),
        main_concern: case.main_concern.clone(),
        referral_source: case.referral_source.clone(),
        first_contact_by_person: first.counterparts.contains(&Counterpart::Person),
    })
}

fn figures(cases: &[Case], western_year: i16) -> YearFigures {
    let contacts: Vec<_> = cases
        .iter()
        .flat_map(|case| &case.consultations)
        .map(|contact| ConsultationRecord {
            date: contact.date,
            method: contact.method.clone(),
            counterparts: contact.counterparts.clone(),
        })
        .collect();
    let new_cases: Vec<_> = cases.iter().filter_map(new_case).collect();
    YearFigures::count(FiscalYear::new(western_year).expect("a year"), &contacts, &new_cases)
}

/// The printed figures, out of the records of whatever office this is.
fn assert_printed(cases: &[Case]) {
    use ContactMethod::{Accompaniment, Email, HomeVisit, OfficeVisit, Phone, Video, WebForm};
    for (year, total, counts) in
        [(2022, 1_495, [907, 279, 234, 63, 1, 11, 0]), (2023, 2_171, [977, 616, 418, 133, 3, 24, 0])]
    {
        let figures = figures(cases, year);
        assert_eq!(figures.consultations_total, total);
        let methods = [Phone, Email, OfficeVisit, HomeVisit, Video, Accompaniment, WebForm];
        assert_eq!(methods.map(|method| figures.consultations_by_method.count(&method)), counts);
    }
    for (year, total, counts, shares) in [
        (2021, 79, [54, 25, 0], ["68.4%", "31.6%", "0%"]),
        (2022, 91, [63, 25, 3], ["69.2%", "27.5%", "3.3%"]),
        (2023, 155, [93, 56, 6], ["60.0%", "36.1%", "3.9%"]),
    ] {
        let figures = figures(cases, year);
        assert_eq!(figures.new_cases_total, total);
        let sexes = [Sex::Male, Sex::Female, Sex::Other];
        assert_eq!(sexes.clone().map(|sex| figures.new_cases_by_sex.count(&sex)), counts);
        let printed = sexes.map(|sex| figures.new_cases_by_sex.share(&sex).map(|share| share.to_string()));
        assert_eq!(printed, shares.map(|share| Some(share.to_owned())));
    }
    let of_2021 = figures(cases, 2021);
    assert_eq!(of_2021.new_cases_by_month[..3], [0, 0, 0], "the desk opened in July");
    assert!(figures(cases, 2020).consultations_total == 0);
    assert!(figures(cases, 2023).new_cases_by_person * 2 > 155, "more than half came themselves");
}

#[test]
fn the_records_add_up_to_the_printed_figures() {
    assert_printed(&CASES);
}

/// Neither another seed nor a clock that runs behind moves a printed figure.
#[test]
fn the_figures_hold_for_any_seed_and_day() {
    for (today, seed) in [(date(2024, 1, 1), SEED), (date(2027, 1, 4), 1), (date(2031, 5, 7), u64::MAX)] {
        assert_printed(&cases(today, seed).collect::<Vec<_>>());
    }
}
