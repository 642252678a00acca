//! 居場所・催し of the demo office. All are invented.

use jiff::civil::Date;
use madobe_shared::case::GatheringField;
use madobe_shared::codes::{Audience, GatheringKind};
use madobe_shared::edit::Edit;
use madobe_shared::form::{EntryKind, FieldRef};
use madobe_shared::ids::EntryId;

use super::days::{days_after, office_day_on_or_after, office_day_on_or_before};

/// A gathering of the list.
struct Kept {
    name: &'static str,
    kind: GatheringKind,
    audience: Audience,
    /// The day, in days from today (less than 0 is over); none for what meets regularly.
    days: Option<i64>,
    hours: &'static str,
    place: &'static str,
    host: &'static str,
    description: &'static str,
}

/// The id of one of this name; `None` where none has it. It does not depend on the day: links to it stay good.
pub(super) fn id_of(name: &str) -> Option<EntryId> {
    let at = GATHERINGS.iter().position(|one| one.name == name)?;
    Some(id(u8::try_from(at).unwrap_or(u8::MAX)))
}

fn id(at: u8) -> EntryId {
    EntryId::from_parts(super::templates::WRITTEN_AT_S.unsigned_abs() * 1_000, [0x80 | at; 10])
}

/// What writes them all down, as seen from a day.
pub(super) fn edits(today: Date) -> Vec<Edit> {
    (0..).zip(GATHERINGS).flat_map(|(at, one)| one.edits(id(at), today)).collect()
}

impl Kept {
    fn edits(&self, id: EntryId, today: Date) -> Vec<Edit> {
        let day = self.days.map(|days| {
            let day = days_after(today, days);
            if days < 0 { office_day_on_or_before(day) } else { office_day_on_or_after(day) }
        });
        let set = |field, value: &str| Edit::set(FieldRef::Gathering(id, field), value);
        let mut edits = vec![
            Edit::Add(EntryKind::Gathering.entry(id)),
            set(GatheringField::Name, self.name),
            set(GatheringField::Kind, self.kind.code()),
            set(GatheringField::Audience, self.audience.code()),
            set(GatheringField::Hours, self.hours),
            set(GatheringField::Place, self.place),
            set(GatheringField::Host, self.host),
            set(GatheringField::Description, self.description),
        ];
        edits.extend(day.map(|day| set(GatheringField::HeldOn, &day.to_string())));
        edits
    }
}

const GATHERINGS: &[Kept] = &[
    Kept {
        name: "ふらっとよるごはん",
        kind: GatheringKind::Place,
        audience: Audience::Anyone,
        days: None,
        hours: "木曜 17時半から20時",
        place: "区民ひろば 2階",
        host: "ボランティアの会",
        description: "夕ごはんを食べて帰るだけでもよい。途中で来ても、途中で帰ってもよい。申し込みはいらない。",
    },
    Kept {
        name: "将棋と本の部屋",
        kind: GatheringKind::Place,
        audience: Audience::Anyone,
        days: None,
        hours: "火曜・金曜 13時から16時",
        place: "地域活動支援センター",
        host: "地域活動支援センター",
        description: "静かに過ごしたい人の部屋。話さなくてよい。はじめての日は、窓口から電話しておくと入口で待っていてくれる。",
    },
    Kept {
        name: "家族の語らい",
        kind: GatheringKind::FamilyMeeting,
        audience: Audience::Anyone,
        days: None,
        hours: "第3土曜 14時から",
        place: "区役所 会議室",
        host: "家族会",
        description: "家族どうしで話す。名前は言わなくてよい。はじめの1時間は聞くだけの人も多い。",
    },
    Kept {
        name: "ひきこもり合同相談会",
        kind: GatheringKind::JointConsultation,
        audience: Audience::Anyone,
        days: Some(18),
        hours: "13時から17時（入退場自由）",
        place: "区民センター 小ホール",
        host: "区・支援団体",
        description: "支援団体に一度に相談できる。席は衝立で仕切られる。家族だけの参加もできる。",
    },
    Kept {
        name: "講演会「待つことと、声をかけること」",
        kind: GatheringKind::Lecture,
        audience: Audience::Anyone,
        days: Some(40),
        hours: "14時から16時",
        place: "区民センター 会議室（オンラインあり）",
        host: "区",
        description: "家族と、支える人に向けた講演。オンラインは顔と名前を出さずに聞ける。",
    },
    Kept {
        name: "講演会「親が元気になる話」",
        kind: GatheringKind::Lecture,
        audience: Audience::Anyone,
        days: Some(-75),
        hours: "14時から16時",
        place: "区民センター 会議室",
        host: "家族会",
        description: "家族会の会員が、自分のことを話す。",
    },
];
