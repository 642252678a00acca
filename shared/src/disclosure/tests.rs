//! Nothing of a third party's name is left, and everything else is.

use jiff::civil::date;

use super::*;
use crate::case::{Alert, Conflict, ConflictingValue, FamilyMember, Person};
use crate::codes::{AlertLevel, CaseStatus, ContactMethod, Counterpart, Relationship};
use crate::edit::TextSplice;
use crate::ids::DocId;
use crate::search::fold;

fn entry(number: u8) -> EntryId {
    EntryId::from_parts(u64::from(number), [number; 10])
}

fn case(person: &str, family: &[(&str, &str)], note: &str) -> Case {
    let member = |(number, (name, phone)): (u8, &(&str, &str))| FamilyMember {
        id: entry(number),
        author: None,
        name: (*name).to_owned(),
        relationship: Some(Relationship::from_code("mother")),
        other_case: Some(DocId::DIRECTORY),
        lives_together: true,
        phone: (*phone).to_owned(),
    };
    let person = Person { name: person.to_owned(), ..Person::default() };
    let mut case = Case::blank(DocId::DIRECTORY, person);
    case.status = CaseStatus::Active;
    case.family = (1..).zip(family).map(member).collect();
    case.sheet.background = note.to_owned();
    case
}

fn report(case: &Case) -> Report {
    let value = |_: FieldRef, value: &str| value.to_owned();
    let members = |_: SetRef, members: &[&str]| members.join("・");
    let contact = |contact: &Consultation| contact.date.to_string();
    Report::of(case, Wording { value: &value, members: &members, contact: &contact })
}

fn background(report: &Report) -> &Line {
    report
        .lines()
        .find(|line| line.place == Place::Text(TextRef::Sheet(SheetPart::Background)))
        .expect("there are words")
}

/// What a note reads like at the start.
fn check(person: &str, family: &[(&str, &str)], note: &str, expected: &str) {
    let report = report(&case(person, family, note));
    let line = background(&report);
    let disclosed = Draft::default().masks(line).disclosed(&line.text);
    assert_eq!(disclosed, expected.replace('#', BAR), "{person} {family:?}");
}

#[test]
fn names_are_masked_in_any_writing() {
    let mother = [("髙橋 花子", "")];
    check("髙橋 結", &mother, "髙橋花子さん、高橋　花子、花子さん。", "#さん、#、#さん。");
    check("髙橋 結", &mother, "高橋 花\n子が来た。", "#が来た。");
    check("髙橋 結", &mother, "高橋さん（結さん）と、高橋家。", "高橋さん（結さん）と、高橋家。");
    check("佐藤 結", &mother, "高橋さん、髙橋花子さん。", "#さん、#さん。");
    check("斎藤 結", &[("斉藤 ﾊﾅ子", "")], "はな子、ハナ子、斎藤はな子", "#、#、#");
    check("斎藤 結", &[("佐々木\u{3000}葛\u{e0100}男", "")], "佐佐木さん、葛男、葛\u{e0100}男。", "#さん、#、#。");
    check("斎藤 結", &[("花子（旧姓 田中）", "")], "田中花子さん", "#さん");
}

#[test]
fn an_undivided_name_is_divided_where_it_differs_from_the_persons() {
    check("斎藤 結", &[("斎藤花子", "")], "花子さんと斎藤さん", "#さんと斎藤さん");
    check("斎藤結", &[("斎藤花子", "")], "花子さんと斎藤さん", "#さんと斎藤さん");
    check("山田 太郎", &[("山田太一", "")], "太一さんと太郎さん", "#さんと太郎さん");
}

#[test]
fn a_name_of_one_character_does_not_black_out_the_report() {
    let father = [("斎藤 明", "")];
    check("斎藤 結", &father, "説明した。明日、明さん、明くん。斎藤明に。", "説明した。明日、#、#。#に。");
    check("斎藤 結", &[("林 明", "")], "林さんは林間学校へ。林明。", "#は林間学校へ。#。");
    check("斎藤 結", &[("明", ""), ("", "")], "明らかに明さん", "明らかに#");
    check("林 結", &[("林 花子", "")], "林さん", "林さん");
}

#[test]
fn numbers_are_masked_in_any_writing() {
    let mother = [("母", "03-1234-5678 / 090-1111-2222（夜）")];
    check("斎藤 結", &mother, "０３（１２３４）５６７８へ。", "#へ。");
    check("斎藤 結", &mother, "1234-5678、09011112222、+81 90 1111 2222", "#、#、+81 #");
    check("斎藤 結", &mother, "12月5日に、5,678円。", "12月5日に、5,678円。");
    let together = Person { name: "斎藤 結".to_owned(), phone: "0312345678".to_owned(), ..Person::default() };
    let case = Case { person: together, ..case("", &mother, "電話 03-1234-5678、1234-5678、090-1111-2222") };
    let report = report(&case);
    let line = background(&report);
    let disclosed = line.automatic.disclosed(&line.text);
    assert_eq!(disclosed, format!("電話 03-1234-5678、1234-5678、{BAR}"), "the number is the person's too");
}

#[test]
fn a_name_that_waits_to_be_settled_is_masked_too() {
    let mut case = case("斎藤 結", &[("斎藤 花子", "")], "花子さん、華子さん");
    let value = |value: &str| ConflictingValue { value: value.to_owned(), author: None, set_at_s: 0 };
    let field = FieldRef::FamilyMember(entry(1), FamilyField::Name);
    case.conflicts = vec![Conflict { field, values: vec![value("斎藤 花子"), value("斎藤 華子")] }];
    let report = report(&case);
    let line = background(&report);
    assert_eq!(line.automatic.disclosed(&line.text), format!("{BAR}さん、{BAR}さん"));
}

#[test]
fn the_persons_own_name_stays() {
    check(
        "佐藤 花子",
        &[("佐藤 花", "")],
        "佐藤花子さん、佐藤 花子、花さん、佐藤花さん",
        "佐藤花子さん、佐藤 花子、#、#",
    );
    check("佐藤 美咲", &[("佐藤 美咲希", "")], "美咲さんと美咲希さん", "美咲さんと#さん");
    check("佐藤 結", &[("佐藤 結", "")], "佐藤結さん", "佐藤結さん");
    check("", &[("佐藤 花子", "")], "佐藤さん", "#さん");
}

#[test]
fn a_report_has_everything_in_order_and_the_family_masked() {
    let mut case = case("斎藤 結", &[("斎藤 花子", "03-1234-5678")], "母の花子さんから。");
    let contact = |number: u8, day| Consultation {
        id: entry(number),
        date: day,
        time: None,
        duration_minutes: None,
        method: ContactMethod::Phone,
        counterparts: vec![Counterpart::Mother],
        met: true,
        staff: Vec::new(),
        note: "花子".to_owned(),
        author: None,
        finished: true,
    };
    case.consultations = vec![contact(8, date(2026, 2, 1)), contact(7, date(2026, 1, 1))];
    case.alerts =
        vec![Alert {
            id: entry(9), author: None, text: "花子さんには内密".to_owned(), level: AlertLevel::Danger
        }];
    let sex = FieldRef::Case(CaseField::Status);
    case.conflicts = vec![Conflict { field: sex, values: Vec::new() }];
    let report = report(&case);
    let draft = Draft::default();
    let told: Vec<String> = report.lines().map(|line| draft.masks(line).disclosed(&line.text)).collect();
    let expected = [
        "斎藤 結",
        "mother",
        "#",
        "#",
        "true",
        "#さんには内密",
        "danger",
        "母の#さんから。",
        "active",
        "2026-01-01",
        "#",
        "2026-02-01",
        "#",
    ];
    assert_eq!(told, expected.map(|line| line.replace('#', BAR)));
    let topics: Vec<Topic> = report.chapters.iter().map(|chapter| chapter.topic).collect();
    let all = [Topic::Person, Topic::Family, Topic::Alerts, Topic::Sheet, Topic::Standing, Topic::Contacts];
    assert_eq!(topics, all);
    let disputed: Vec<Place> = report.lines().filter(|line| line.disputed).map(|line| line.place).collect();
    assert_eq!(disputed, [Place::Field(sex)]);
    let keys = crate::order::set(report.lines().map(|line| line.place.key()));
    assert_eq!(keys.len(), told.len(), "every line has a key of its own");
}

#[test]
fn stretches_are_masked_and_unmasked() {
    let text = "あいう えお\nかき";
    let mut masks = Masks::default();
    masks.hide(text, 1..1);
    masks.hide(text, 3..4);
    assert_eq!(masks, Masks::default(), "there is nothing to mask");
    masks.hide(text, 1..3);
    masks.hide(text, 4..5);
    assert_eq!((masks.disclosed(text), masks.count()), (format!("あ{BAR}お\nかき"), 1), "two words make one bar");
    masks.show(text, 2..4);
    assert_eq!(masks.disclosed(text), format!("あ{BAR}う {BAR}お\nかき"));
    masks.hide(text, 0..99);
    assert_eq!((masks.disclosed(text), masks.cover(text, 0..9)), (BAR.to_owned(), true));
    masks.show(text, 0..6);
    assert_eq!(masks.disclosed(text), format!("あいう えお\n{BAR}"));
    assert!(masks.cover(text, 7..9) && !masks.cover(text, 5..9));
    masks.show(text, 0..99);
    assert_eq!(masks, Masks::default());
    assert_eq!(Masks::all("").disclosed(""), "");
    assert_eq!(Masks::all(" \n").count(), 0);
    let mut marked = Masks::default();
    marked.hide("葛\u{e0100}か\u{3099}", 0..1);
    marked.hide("葛\u{e0100}か\u{3099}", 3..4);
    assert_eq!(marked.disclosed("葛\u{e0100}か\u{3099}"), BAR, "a mark goes with its character");
}

/// Any text, any names, any stretches: what is masked is gone, what is not is there.
#[test]
fn nothing_of_a_masked_word_is_left() {
    const LETTERS: [char; 12] = ['花', '子', '髙', '高', '明', '結', ' ', '\n', 'は', '0', '３', '-'];
    let mut state = 7_u64;
    let mut below = |most: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).expect("31 bits") % most
    };
    for _ in 0..2_000 {
        let text: String = (0..below(30)).map(|_| LETTERS[below(LETTERS.len())]).collect();
        let line = |masks: &Masks| masks.disclosed(&text);
        let report = report(&case("斎藤 結", &[("高花 子明", "030-303-3030")], &text));
        if let Some(found) =
            report.lines().find(|line| line.place == Place::Text(TextRef::Sheet(SheetPart::Background)))
        {
            let left = fold(&found.automatic.disclosed(&text).replace(BAR, "|"));
            assert!(!["高花", "子明"].iter().any(|name| left.contains(name)), "{text:?} → {left:?}");
            assert_eq!(left.matches('結').count(), text.matches('結').count(), "{text:?}: the person's own");
        }
        let count = text.chars().count();
        let mut masks = Masks::default();
        let mut masked = vec![false; count];
        for _ in 0..below(6) {
            let (from, to, hide) = (below(count + 2), below(count + 4), below(3) > 0);
            if hide {
                masks.hide(&text, from..to)
            } else {
                masks.show(&text, from..to)
            }
            masked.iter_mut().enumerate().filter(|(at, _)| (from..to).contains(at)).for_each(|(_, it)| *it = hide);
        }
        let seen = |wanted: bool| -> Vec<char> {
            let chars = text.chars().zip(&masked).filter(|(c, masked)| !c.is_whitespace() && **masked == wanted);
            chars.map(|(c, _)| c).collect()
        };
        let left: String = line(&masks).replace(BAR, "");
        assert!(left.chars().filter(|c| !c.is_whitespace()).eq(seen(false)), "{text:?}: {masks:?}");
        let pieces = masks.pieces(&text, 0..count);
        assert_eq!(pieces.iter().map(|piece| piece.words).collect::<String>(), text);
        let under = pieces.iter().filter(|piece| piece.masked).flat_map(|piece| piece.words.chars());
        assert!(under.filter(|c| !c.is_whitespace()).eq(seen(true)), "{text:?}: {masks:?}");
        assert_eq!(masks.count(), pieces.iter().filter(|piece| piece.masked).count());

        // Whatever is written meanwhile, what was masked does not come to light.
        let at = below(count + 1);
        let splice = TextSplice { at, delete: below(count - at + 1), insert: "え".repeat(below(3)) };
        let mut now: Vec<char> = text.chars().collect();
        now.splice(at..at + splice.delete, splice.insert.chars());
        let now: String = now.into_iter().collect();
        let carried = masks.carried(&splice, &now).disclosed(&now);
        let open = carried.replace(BAR, "").chars().filter(|c| !c.is_whitespace() && *c != 'え').count();
        assert!(open <= seen(false).len(), "{text:?} {splice:?} → {carried:?}");
    }
}

#[test]
fn a_draft_goes_with_what_is_written_meanwhile() {
    let before = report(&case("斎藤 結", &[], "父は怒った。母は泣いた。"));
    let mut draft = Draft::default().brought_to(&before);
    assert_eq!(draft, Draft::default());
    draft.set(background(&before), 0..6, true);
    let bytes = crate::storage::encode_row(&draft);
    let draft: Draft = crate::storage::decode_row(&bytes).expect("what was kept");

    let told = |family: &[(&str, &str)], note: &str| {
        let now = report(&case("斎藤 結", family, note));
        let draft = draft.brought_to(&now);
        draft.masks(background(&now)).disclosed(&background(&now).text)
    };
    assert_eq!(told(&[], "父は怒った。母は泣いた。"), format!("{BAR}母は泣いた。"));
    assert_eq!(told(&[], "昨日、父は怒った。母は泣いた。"), format!("{BAR}母は泣いた。"), "before what is masked");
    assert_eq!(told(&[], "父は強く怒った。母は泣いた。"), format!("{BAR}母は泣いた。"), "within it");
    assert_eq!(told(&[], "父は怒った。母は少し泣いた。"), format!("{BAR}母は少し泣いた。"), "apart from it");
    assert_eq!(told(&[("斎藤 花子", "")], "父は怒った。母は泣いた。花子。"), format!("{BAR}母は泣いた。{BAR}。"));
    assert_eq!(told(&[("斎藤 泣いた", "")], "父は怒った。母は泣いた。"), format!("{BAR}母は{BAR}。"), "a newcomer");
    assert_eq!(draft.brought_to(&report(&case("斎藤 結", &[], ""))), Draft::default(), "the line is gone");
}
