//! The brochure's three cases, entered from the blank form to the last paragraph where there is no network, and read back at the desk.
//!
//! What is entered is what the demo office is told; every field of the form that such a case fills has to have a place on a screen.

mod hand;

use std::collections::BTreeMap;

use madobe_server::demo::told;
use madobe_shared::case::{AssessmentDomain, Case, CaseField, NextContact, SheetPart};
use madobe_shared::form::{EntryKind, FieldRef, SetRef, TextRef};
use madobe_shared::ids::EntryId;
use madobe_tests::browser::{Browser, Engine};
use madobe_tests::office::Office;

use super::desk::{ALL_RECEIVED, agree_on, badge, create_case, device, open_case, sign_in};
use hand::{Hand, members, name_of};

const STAFF: &[(&str, &str, &str)] = &[
    ("sato", "佐藤 由佳", "social_worker"),
    ("tanaka", "田中 恒一", "clinical_psychologist"),
    ("suzuki", "鈴木 美穂", "public_health_nurse"),
];

/// The case's own fields that 基本情報 asks for, those of the person after the name that began the case.
const FIELDS: [CaseField; 15] = [
    CaseField::PersonKana,
    CaseField::PersonBirth,
    CaseField::PersonAgeBand,
    CaseField::PersonSex,
    CaseField::PersonPhone,
    CaseField::PersonEmail,
    CaseField::PersonPostcode,
    CaseField::PersonAddress,
    CaseField::ContactBy,
    CaseField::ContactWishes,
    CaseField::Status,
    CaseField::Lead,
    CaseField::MainConcern,
    CaseField::WithdrawalDuration,
    CaseField::ReferralSource,
];

#[tokio::test]
async fn chromium_is_told_of_starting_work() {
    a_told_case_is_entered(0).await;
}

#[tokio::test]
async fn chromium_is_told_of_a_routine() {
    a_told_case_is_entered(1).await;
}

#[tokio::test]
async fn chromium_is_told_of_a_son_and_his_mother() {
    a_told_case_is_entered(2).await;
}

async fn a_told_case_is_entered(number: usize) {
    let folder = tempfile::tempdir().unwrap();
    let mut office = Office::open(folder.path(), STAFF);
    let mut tablet = device(Engine::Chromium, folder.path(), "tablet").await;
    sign_in(&tablet, &office, "sato").await;
    tablet.set_viewport(820, 1180).await;
    badge(&tablet, ALL_RECEIVED).await;
    office.stop();

    let case = &told(today(&tablet).await)[number];
    create_case(&tablet, &case.person.name).await;
    let mut hand = Hand::of(&tablet, STAFF[0].1);
    basics(&mut hand, case).await;
    sheet(&mut hand, case).await;
    support(&mut hand, case).await;
    contacts(&mut hand, case).await;
    beside(&mut hand, case).await;

    office.start();
    // After so long without an office the app would ask for it only now and then.
    tablet.link("設定").first().click().await;
    tablet.button("今すぐ送る").click().await;
    badge(&tablet, ALL_RECEIVED).await;
    open_case(&tablet, &case.person.name).await;
    let mut desk = device(Engine::Chromium, folder.path(), "desk").await;
    desk.set_viewport(820, 1180).await;
    sign_in(&desk, &office, "tanaka").await;
    open_case(&desk, &case.person.name).await;
    read_back(&mut hand, &mut Hand::of(&desk, STAFF[1].1), case).await;
}

async fn today(browser: &Browser) -> jiff::civil::Date {
    let today = browser.run("return new Date().toLocaleDateString('sv-SE')", vec![]).await;
    today.as_str().and_then(|day| day.parse().ok()).expect("a browser knows the day")
}

/// 基本情報: alerts, family and consents, the person, the case as a whole.
async fn basics(hand: &mut Hand<'_>, case: &Case) {
    hand.open("基本情報").await;
    entries(hand, case, EntryKind::Alert, "気をつけることを追加").await;
    let family = entries(hand, case, EntryKind::FamilyMember, "家族を追加").await;
    if let Some(id) = case.key_person.and_then(|person| family.get(&person)) {
        hand.put("field-key_person", id).await;
    }
    entries(hand, case, EntryKind::Consent, "同意を追加").await;
    for field in FIELDS {
        hand.fill_field(case, FieldRef::Case(field)).await;
    }
    hand.fill_text(case, TextRef::History, "text").await;
    hand.choose("set-concern", &members(case, SetRef::Concerns)).await;
}

/// All entries of a kind, each begun with the same button; returns which id each has on this device.
async fn entries(hand: &mut Hand<'_>, case: &Case, kind: EntryKind, button: &str) -> BTreeMap<EntryId, String> {
    let mut ids = BTreeMap::new();
    for entry in case.recorded().into_iter().map(|one| one.entry()).filter(|entry| entry.kind == kind) {
        let id = hand.begin(kind, async |browser| browser.button(button).click().await).await;
        hand.fill_entry(case, entry, &id).await;
        ids.insert(entry.id, id);
    }
    ids
}

/// 事例シート.
async fn sheet(hand: &mut Hand<'_>, case: &Case) {
    hand.open("事例シート").await;
    for part in SheetPart::ALL {
        hand.fill_text(case, TextRef::Sheet(*part), "sheet").await;
    }
    for domain in AssessmentDomain::ALL {
        hand.fill_text(case, TextRef::Assessment(*domain), "sheet").await;
    }
}

/// 支援: the plan with what it says is done, referrals, conferences, advice.
async fn support(hand: &mut Hand<'_>, case: &Case) {
    hand.open("支援").await;
    for plan in &case.plans {
        let id = hand.begin(EntryKind::Plan, async |browser| browser.button("プランをつくる").click().await).await;
        hand.fill_entry(case, EntryKind::Plan.entry(plan.id), &id).await;
        for action in case.actions_of(plan.id) {
            let add = async |browser: &Browser| {
                let card = browser.role("region", "支援プラン");
                card.textbox("することを書く").insert_text(&action.what).await;
                card.button("追加").click().await;
            };
            let id = hand.begin(EntryKind::PlanAction, add).await;
            hand.fill_entry(case, EntryKind::PlanAction.entry(action.id), &id).await;
        }
    }
    for referral in &case.referrals {
        let find = async |browser: &Browser| {
            let referrals = browser.role("region", "つなぎ");
            referrals.button("つなぎ先をさがす").click().await;
            referrals.role("searchbox", "名前や内容でさがす").insert_text(&referral.name).await;
            referrals.button(&format!("「{}」を、一覧にない相手として書く", referral.name)).click().await;
        };
        let id = hand.begin(EntryKind::Referral, find).await;
        hand.fill_entry(case, EntryKind::Referral.entry(referral.id), &id).await;
    }
    entries(hand, case, EntryKind::Participation, "参加を追加").await;
    entries(hand, case, EntryKind::Conference, "会議を追加").await;
    entries(hand, case, EntryKind::Advice, "助言を求める").await;
}

/// 経過: every contact from the first call on, a note each.
async fn contacts(hand: &mut Hand<'_>, case: &Case) {
    for contact in case.consultations.iter().rev() {
        hand.browser.button("訪問記録を書く").first().click().await;
        hand.fill_note(case, contact).await;
    }
}

/// What stands beside every tab: the goal, what was promised, the next contact.
async fn beside(hand: &mut Hand<'_>, case: &Case) {
    hand.open("経過").await;
    hand.put("goal", &case.goal).await;
    for task in &case.tasks {
        let add = async |browser: &Browser| {
            let tasks = browser.role("region", "やること");
            tasks.textbox("やることを書く").insert_text(&task.what).await;
            tasks.button("追加").click().await;
        };
        let id = hand.begin(EntryKind::Task, add).await;
        hand.fill_entry(case, EntryKind::Task.entry(task.id), &id).await;
    }
    let Some(next) = &case.next_contact else { return };
    agree_on(hand.browser, &next.date.to_string()).await;
    hand.put("next-time", &time_of(next)).await;
    hand.put("next-method", next.method.code()).await;
    if let Some(staff) = next.staff {
        hand.put("next-staff", &name_of(staff)).await;
    }
}

fn time_of(next: &NextContact) -> String {
    next.time.map(|time| time.strftime("%H:%M").to_string()).unwrap_or_default()
}

/// Every tab of another device reads as it does on the first, and there what was put into it.
async fn read_back(tablet: &mut Hand<'_>, desk: &mut Hand<'_>, case: &Case) {
    for tab in ["基本情報", "事例シート", "支援"] {
        tablet.open(tab).await;
        desk.open(tab).await;
        let (here, there) = (tablet.read().await, desk.read().await);
        for (id, value) in &tablet.written[tab] {
            let read = &there[id];
            // A date of birth is read in the words of its era, a choice by its code.
            assert_eq!(Some(read), here.get(id), "{tab}: {id}");
            assert!(
                read == value || id.ends_with("birth") || tablet.chosen(id).await == *value,
                "{tab}: {id} reads {read} and not {value}"
            );
        }
        assert_eq!(here, there, "{tab}");
    }
    desk.open("経過").await;
    for contact in &case.consultations {
        let words = contact.note.lines().next().unwrap_or_default();
        desk.browser.text(words).first().wait().await;
    }
    assert_eq!(desk.read().await["goal"], case.goal);
    if let Some(next) = &case.next_contact {
        desk.browser.button("予定を変える").click().await;
        desk.browser.textbox("次回の日付").wait_value(&next.date.to_string()).await;
        let read = desk.read().await;
        assert_eq!(read["next-method"], next.method.code());
        assert_eq!(read["next-time"], time_of(next));
    }
}
