//! The office's own documents on two devices.

use super::*;
use crate::case::AgencyField;
use crate::codes::{AgencyKind, Audience};

/// As the first versions wrote the directory, which could add to it and nothing else.
#[test]
fn the_oldest_directories_read_and_two_people_edit_them_at_once() {
    let mut sato = CaseDocument::create_by_id(DocId::DIRECTORY, SATO, OpeningTag(7));
    let mut tanaka = CaseDocument::create_by_id(DocId::DIRECTORY, TANAKA, OpeningTag(7));
    let (desk, added) = (entry_id(1), entry_id(2));
    let doc = sato.edit(Stamp { time_s: 1 }, 16);
    let agencies = read::object(doc, &ROOT, "agencies").expect("agencies");
    let at = doc.put_object(&agencies, desk.to_string(), ObjType::Map).expect("an entry");
    for (key, value) in
        [("name", "ひきこもり相談窓口"), ("kind", "desk"), ("audience", "young"), ("phone", "03-1234-5678")]
    {
        doc.put(&at, key, value).expect("a value");
    }
    meet(&mut sato, &mut tanaka);
    let field = |field| FieldRef::Agency(desk, field);
    edit(
        &mut sato,
        2,
        &[set(field(AgencyField::Hours), "平日9時から"), set(field(AgencyField::Phone), "03-0000-0001")],
    );
    edit(&mut tanaka, 3, &[Edit::Add(EntryKind::Agency.entry(added)), set(field(AgencyField::Phone), "03-0000-0002")]);
    edit(&mut tanaka, 3, &[set(FieldRef::Agency(added, AgencyField::Name), "家族会")]);
    meet(&mut sato, &mut tanaka);

    let directory = sato.view();
    assert_eq!(directory, tanaka.view());
    let [first, second] = &directory.agencies[..] else { panic!("two agencies") };
    assert_eq!(
        (&*first.name, &first.kind, &first.audience),
        ("ひきこもり相談窓口", &AgencyKind::Desk, &Audience::Young)
    );
    assert_eq!((&*first.hours, first.retired), ("平日9時から", false));
    assert_eq!((&*second.name, &second.kind, &second.audience), ("家族会", &AgencyKind::Partner, &Audience::Anyone));
    assert_eq!(directory.conflict(field(AgencyField::Phone)).map(|conflict| conflict.values.len()), Some(2));
    edit(&mut sato, 4, &[set(field(AgencyField::Phone), "03-0000-0002"), set(field(AgencyField::Retired), "true")]);
    meet(&mut sato, &mut tanaka);
    assert!(tanaka.view().conflicts.is_empty() && tanaka.view().agencies[0].retired);
    // A case has no agencies, and the directory nothing of a case.
    let refused = |document: &mut CaseDocument, kind: EntryKind| {
        document.apply(&Edit::Add(kind.entry(entry_id(9))), Stamp { time_s: 5 })
    };
    assert_eq!(refused(&mut created(SATO), EntryKind::Agency), Err(EditError::NoSuchEntry));
    assert_eq!(refused(&mut sato, EntryKind::Alert), Err(EditError::NoSuchEntry));
}
