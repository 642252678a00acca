//! 文例: what notes of the demo office can begin with. Headings in the order in which one tells of a contact, in words of our own.

use madobe_shared::case::NoteTemplateField;
use madobe_shared::codes::ContactMethod;
use madobe_shared::edit::{Edit, TextSplice};
use madobe_shared::form::{EntryKind, FieldRef, SetRef, TextRef};
use madobe_shared::ids::EntryId;

/// 2024-04-01 10:00 in Japan, an hour after the directory.
pub(super) const WRITTEN_AT_S: i64 = 1_711_933_200;

/// What writes them all down.
pub(super) fn edits() -> Vec<Edit> {
    let id = |at| EntryId::from_parts(WRITTEN_AT_S.unsigned_abs() * 1_000, [at; 10]);
    (0..).zip(TEMPLATES).flat_map(|(at, template)| template.edits(id(at))).collect()
}

struct Template {
    name: &'static str,
    methods: &'static [ContactMethod],
    words: &'static str,
}

impl Template {
    fn edits(&self, id: EntryId) -> Vec<Edit> {
        let splice = TextSplice { at: 0, delete: 0, insert: self.words.to_owned() };
        let mut edits = vec![
            Edit::Add(EntryKind::NoteTemplate.entry(id)),
            Edit::set(FieldRef::NoteTemplate(id, NoteTemplateField::Name), self.name),
            Edit::Splice { text: TextRef::TemplateWords(id), splice },
        ];
        edits.extend(self.methods.iter().map(|method| Edit::member(SetRef::TemplateMethods(id), method, true)));
        edits
    }
}

const TEMPLATES: &[Template] = &[
    Template {
        name: "家庭訪問",
        methods: &[ContactMethod::HomeVisit],
        words: "【着いたときの様子】\n\n\
                【本人】会えたか。表情、身なり、話した言葉はそのまま\n\n\
                【家族】だれと話したか。困っていること、疲れ具合\n\n\
                【暮らし】眠り、食事、外に出た日、最近の楽しみ\n\n\
                【約束したこと】無理に勧めなかったことも\n",
    },
    Template {
        name: "電話・メール・ビデオ",
        methods: &[ContactMethod::Phone, ContactMethod::Email, ContactMethod::Video, ContactMethod::WebForm],
        words: "【だれから】\n\n\
                【きっかけ】なぜ今日か\n\n\
                【聞いたこと】言葉はそのまま\n\n\
                【急ぐこと】体調、お金、住まい、安全\n\n\
                【伝えたこと・次の連絡】かけてよい時間と番号\n",
    },
    Template {
        name: "同行",
        methods: &[ContactMethod::Accompaniment],
        words: "【行き先と目的】本人の言葉で\n\n\
                【行き帰りの様子】待ち合わせ、道のり、休んだところ\n\n\
                【先方とのやりとり】説明されたこと、決まったこと\n\n\
                【本人の感想】\n\n\
                【次にすること】だれが、いつまでに\n",
    },
];
