//! The desks and partner organisations of the brochure: their names, numbers, addresses and hours as printed there, what they do in
//! words of our own.
//!
//! The brochure's guide groups desks by age; partners are grouped with `Anyone` because it prints no age for them. Numbers that it
//! prints without the ward's area code have it here, so that they can be dialled from a mobile telephone.

use madobe_shared::case::AgencyField;
use madobe_shared::codes::{AgencyKind, Audience};
use madobe_shared::document::{CaseDocument, Stamp};
use madobe_shared::edit::Edit;
use madobe_shared::form::{EntryKind, FieldRef};
use madobe_shared::ids::{DocId, EntryId, OpeningTag};

use super::DemoDocument;
use super::staff::{KANRI, author};

/// 2024-04-01 09:00 in Japan: the day after the years that the brochure tells of. The directory is the same in every demo.
const WRITTEN_AT_MS: u64 = 1_711_929_600_000;

/// The directory's document, written by the one who manages the office.
///
/// # Panics
///
/// Never: the entries are short, and a test writes them.
pub(super) fn document() -> DemoDocument {
    let mut document = CaseDocument::create_by_id(DocId::DIRECTORY, author(KANRI), OpeningTag(0));
    let stamp = Stamp { time_s: 1_711_929_600 };
    for (printed, at) in DESKS.iter().chain(PARTNERS).zip(0..) {
        for edit in printed.edits(id(at)) {
            #[expect(clippy::expect_used, reason = "every value is far shorter than its bound")]
            document.apply(&edit, stamp).expect("an entry fits");
        }
    }
    DemoDocument { id: DocId::DIRECTORY, changes: document.take_new_changes() }
}

/// An entry of the brochure's pages.
struct Printed {
    kind: &'static AgencyKind,
    audience: &'static Audience,
    name: &'static str,
    phone: &'static str,
    address: &'static str,
    hours: &'static str,
    description: &'static str,
}

/// The entry of this name.
pub(super) fn id_of(name: &str) -> Option<EntryId> {
    DESKS.iter().chain(PARTNERS).zip(0..).find(|(printed, _)| printed.name == name).map(|(_, at)| id(at))
}

fn id(at: u8) -> EntryId {
    EntryId::from_parts(WRITTEN_AT_MS + u64::from(at), [0, 0, 0, 0, 0, 0, 0, 0, 0, at])
}

impl Printed {
    fn edits(&self, id: EntryId) -> Vec<Edit> {
        let values = [
            (AgencyField::Name, self.name),
            (AgencyField::Kind, self.kind.code()),
            (AgencyField::Audience, self.audience.code()),
            (AgencyField::Description, self.description),
            (AgencyField::Phone, self.phone),
            (AgencyField::Address, self.address),
            (AgencyField::Hours, self.hours),
        ];
        let values = values.into_iter().filter(|(_, value)| !value.is_empty());
        let mut edits = vec![Edit::Add(EntryKind::Agency.entry(id))];
        edits.extend(values.map(|(field, value)| Edit::set(FieldRef::Agency(id, field), value)));
        edits
    }
}

const fn desk(
    audience: &'static Audience,
    name: &'static str,
    phone: &'static str,
    description: &'static str,
) -> Printed {
    Printed { kind: &AgencyKind::Desk, audience, name, phone, address: "", hours: "", description }
}

const fn partner(name: &'static str, phone: &'static str, address: &'static str, description: &'static str) -> Printed {
    Printed { kind: &AgencyKind::Partner, audience: &Audience::Anyone, name, phone, address, hours: "", description }
}

impl Printed {
    const fn at(self, address: &'static str) -> Self {
        Self { address, ..self }
    }

    const fn open(self, hours: &'static str) -> Self {
        Self { hours, ..self }
    }
}

/// 関連する主な相談窓口.
const DESKS: &[Printed] = &[
    desk(
        &Audience::Anyone,
        "豊島区ひきこもり相談窓口",
        "03-4566-2427",
        "ひきこもりや生きづらさについて、本人からも家族からも話を聞く。来所、電話、メール、訪問、ビデオ通話、相談フォームのどれでもよい。\
         メールはA0029968@city.toshima.lg.jp（24時間受付）。",
    )
    .at("豊島区南池袋2-45-1 豊島区役所本庁舎4階")
    .open("午前8時30分～午後4時30分"),
    desk(
        &Audience::Young,
        "子ども若者総合相談「アシスとしま」",
        "03-4566-2476",
        "子ども若者課 子ども若者支援グループ。子どもからおおむね39歳までの人の、学校、仕事、家庭などの困りごとをまとめて受けとめる。",
    ),
    desk(
        &Audience::Young,
        "学習・スポーツ課 生涯学習グループ",
        "03-4566-2762",
        "高校生から30代の人が立ち寄れる居場所、みらい館大明ブックカフェを担当している。",
    ),
    desk(
        &Audience::Young,
        "みらい館大明 ブックカフェ",
        "080-4796-3693",
        "本のある落ち着いた居場所。高校生から30代の人が、予約なしに好きな過ごし方をしてよい。",
    )
    .open("電話はブックカフェの開館時間のみ"),
    desk(
        &Audience::Anyone,
        "くらし・しごと相談支援センター",
        "03-4566-2454",
        "自立促進担当課の窓口。生活費、家計、住まい、仕事さがしの不安を聞き、支援プランを一緒に作る。就労準備支援の見学もここから。",
    ),
    desk(
        &Audience::Anyone,
        "豊島区 福祉部 自立促進担当課 自立促進グループ",
        "03-4566-2453",
        "ひきこもり支援の取り組み、協議会、講演会などの担当。",
    )
    .at("〒171-8422 豊島区南池袋2-45-1"),
    desk(
        &Audience::Anyone,
        "コミュニティソーシャルワーカー（CSW）",
        "03-3981-4392",
        "豊島区民社会福祉協議会 共生社会課。世代を問わず、暮らしや地域の中の心配ごとを一緒に考える。住んでいる地域の担当につないでもらえる。",
    ),
    desk(
        &Audience::Anyone,
        "池袋保健所 健康推進課",
        "03-3987-4174",
        "こころの不調や病気について、本人と家族の相談に保健師が応じる。",
    ),
    desk(
        &Audience::Anyone,
        "長崎健康相談所",
        "03-3957-1191",
        "区の西側に住む人のための保健の窓口。こころの不調や病気について、本人と家族の相談に応じる。",
    ),
    desk(
        &Audience::Elderly,
        "高齢者総合相談センター（地域包括支援センター）",
        "03-4566-2431",
        "番号は高齢者福祉課 基幹型センターグループ。介護、健康、暮らしの相談先として、住んでいる地域のセンターを案内してもらえる。",
    )
    .open("平日 午前8時30分～午後6時30分、土曜日 午前8時30分～午後4時30分"),
    desk(
        &Audience::Elderly,
        "高齢者総合相談センター 夜間緊急・休日電話相談",
        "0120-580-210",
        "センターが開いていない時間の電話相談。",
    )
    .open("センターの開設時間外"),
];

/// ひきこもり支援ネットワーク会議の支援団体と、協議会に加わっている家族会.
const PARTNERS: &[Printed] = &[
    partner(
        "NPO法人 楽の会リーラ",
        "03-5944-5730",
        "豊島区巣鴨3-16-12 巣鴨GMビル202号室",
        "ひきこもりの家族会。月例会で講演を聞いたり、ピアサポーターに相談したりできる。家族が一人で抱えないための仲間がいる。",
    )
    .open("月例会は毎月1回、第3または第4土曜日の午後"),
    partner(
        "一般社団法人 OSDよりそいネットワーク",
        "03-5961-5252",
        "豊島区巣鴨3-24-5-804",
        "親子関係、これからの家計や住まい、親亡きあとの備えを、ファイナンシャルプランナーやカウンセラーと一緒に考える。\
         「OSDサロン～みんなの居場所」は家族も本人も参加できる。",
    )
    .open("サロンは毎月第4土曜日。講演会は年5回（4月、7月、9月、11月、2月）"),
    partner(
        "株式会社 Ｍｅｔａ Ａｎｃｈｏｒ",
        "",
        "",
        "仮想空間のフリースペース「ＣＯＭＯＬＹ」を運営。家から出にくい人も、画面の中で人と過ごしたり、小さな仕事に触れたりできる。",
    ),
    partner(
        "としま若者応援ネットワーク",
        "",
        "豊島区南大塚1-28-8",
        "本人と家族の会を区内で開く。茶話会、ゲーム会、料理会などで仲間ができ、家族の悩みには相談歴の長いスタッフが応じる。",
    ),
    partner(
        "一般社団法人 ひきこもりUX会議",
        "",
        "",
        "女性自認の人のための女子会とママ会を、区と近隣の市区が広域で開いている。予約なしに参加できる。",
    ),
    partner(
        "労働者協同組合ワーカーズコープ・センター事業団",
        "03-5937-2632",
        "豊島区東池袋1-44-3 池袋ISPタマビル",
        "仕事に関する相談と、ボランティアや就労の体験。月に1回の居場所「ふらっとよるごはん」や子ども食堂、フードパントリーも開く。",
    )
    .open("「ふらっとよるごはん」は月1回"),
    partner(
        "社会福祉法人 豊島区民社会福祉協議会",
        "03-3981-4392",
        "",
        "福祉包括化推進員とCSWを置き、地域の見守りや活動につなぐ。講演会・合同相談会にも共催で加わる。",
    ),
    partner(
        "特定非営利活動法人KHJ全国ひきこもり家族会連合会",
        "",
        "",
        "全国の家族会の連合会。豊島区ひきこもり支援協議会に委員として加わっている。",
    ),
];
