use std::collections::BTreeSet;

use super::*;

/// What must hold for every list, whatever it lists.
fn check<T: CodeList + serde::Serialize + serde::de::DeserializeOwned>(len: usize) {
    assert_eq!(T::ALL.len(), len, "{}", T::LIST);
    let codes: BTreeSet<&str> = T::ALL.iter().map(T::code).collect();
    let labels: BTreeSet<&str> = T::ALL.iter().map(T::label_ja).collect();
    let labels_en: BTreeSet<&str> = T::ALL.iter().map(T::label_en).collect();
    assert_eq!(codes.len(), len, "{}: a code twice", T::LIST);
    assert_eq!(labels.len(), len, "{}: a label twice", T::LIST);
    assert_eq!(labels_en.len(), len, "{}: an English label twice", T::LIST);

    for value in T::ALL {
        let code = value.code();
        assert!(is_snake_case(code), "{}: {code}", T::LIST);
        assert!(value.is_known());
        assert_eq!(T::from_code(code), *value);
        assert_eq!(value.to_string(), code);
        assert_eq!(cbor_round_trip(value), *value);
        assert!(*value < T::from_code("zz_from_a_newer_version"));
    }
    assert!(T::ALL.is_sorted(), "{}: not in printed order", T::LIST);

    for foreign in ["zz_from_a_newer_version", "", " phone", "うちの区だけの区分", "Unknown"] {
        let value = T::from_code(foreign);
        assert!(!value.is_known());
        assert_eq!(value.code(), foreign);
        assert_eq!(value.label_ja(), foreign);
        assert_eq!(value.label_en(), foreign);
        assert_eq!(cbor_round_trip(&value), value);
    }
    assert!(is_snake_case(T::LIST));
}

fn cbor_round_trip<T: serde::Serialize + serde::de::DeserializeOwned>(value: &T) -> T {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).expect("a code is a string");
    ciborium::from_reader(bytes.as_slice()).expect("what was written")
}

fn is_snake_case(code: &str) -> bool {
    code.starts_with(|c: char| c.is_ascii_lowercase())
        && code.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

#[test]
fn every_list_keeps_its_promises() {
    check::<ContactMethod>(7);
    check::<AgencyKind>(2);
    check::<Audience>(3);
    check::<Counterpart>(10);
    check::<ReferralSource>(8);
    check::<Sex>(4);
    check::<AgeBand>(8);
    check::<WithdrawalDuration>(9);
    check::<Relationship>(8);
    check::<PresentingConcern>(5);
    check::<CaseStatus>(4);
    check::<AlertLevel>(3);
    check::<ClosureReason>(7);
    check::<ConsentForm>(3);
    check::<Deed>(46);
    check::<MediaKind>(4);
    check::<Activity>(9);
    check::<PlanStatus>(5);
    check::<PolicyDirection>(7);
    check::<ReferralStatus>(6);
    check::<ConferenceKind>(4);
    check::<ConferenceDecision>(4);
    check::<Profession>(10);
    check::<Role>(4);
}

/// Codes are in documents for ever: changing one here orphans records.
#[test]
fn codes_and_labels_are_those_of_the_forms() {
    fn row<T: CodeList>(code: &str, ja: &str) {
        let value = T::from_code(code);
        assert!(value.is_known(), "{}: {code}", T::LIST);
        assert_eq!(value.label_ja(), ja);
    }
    row::<ContactMethod>("phone", "電話");
    row::<ContactMethod>("email", "メール");
    row::<ContactMethod>("office_visit", "来所");
    row::<ContactMethod>("home_visit", "訪問");
    row::<ContactMethod>("video", "ビデオ");
    row::<ContactMethod>("accompaniment", "同行");
    row::<ContactMethod>("web_form", "相談フォーム");
    row::<Counterpart>("person", "本人");
    row::<Counterpart>("neighbour", "近隣・地域");
    row::<Sex>("not_stated", "未回答");
    row::<AgeBand>("seventies_and_over", "70代以上");
    row::<AgeBand>("not_known", "不明");
    row::<WithdrawalDuration>("under_6_months", "6ヶ月未満");
    row::<WithdrawalDuration>("over_20_years", "20年以上");
    row::<PresentingConcern>("employment_gap", "就労ブランク");
    row::<CaseStatus>("watchful_follow_up", "経過観察");
    row::<ConferenceKind>("statutory_case_conference", "支援会議");
    row::<Role>("outreach_worker", "訪問支援員");
    row::<Relationship>("grandparent", "祖父母");
    row::<PlanStatus>("agreed", "同意");
    row::<PolicyDirection>("gathering_places", "居場所の充実");
    row::<ReferralStatus>("taking_part", "参加");
}

#[test]
fn only_the_statutory_conference_does_without_consent() {
    for kind in ConferenceKind::ALL {
        let lawful_without = *kind == ConferenceKind::StatutoryCaseConference;
        assert_eq!(kind.needs_consent(), !lawful_without, "{kind}");
    }
    assert!(ConferenceKind::from_code("a_new_kind").needs_consent());
}

#[test]
fn a_role_from_a_newer_version_has_the_least_rights() {
    for role in Role::ALL {
        assert_eq!(role.acting(), role);
    }
    assert_eq!(Role::from_code("auditor").acting(), &Role::Coordinator);
    assert_eq!(Role::default(), Role::Coordinator);
}

#[test]
fn bands_begin_and_end_at_the_decades() {
    let table = [
        (0, AgeBand::Teens),
        (19, AgeBand::Teens),
        (20, AgeBand::Twenties),
        (29, AgeBand::Twenties),
        (39, AgeBand::Thirties),
        (40, AgeBand::Forties),
        (50, AgeBand::Fifties),
        (69, AgeBand::Sixties),
        (70, AgeBand::SeventiesAndOver),
        (255, AgeBand::SeventiesAndOver),
    ];
    for (age, band) in table {
        assert_eq!(AgeBand::of_age(age), band, "{age}");
    }
}
