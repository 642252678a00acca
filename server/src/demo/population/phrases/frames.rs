//! How a note opens and how it ends.

use madobe_shared::codes::ContactMethod;

use super::Bank;

/// With the person. `at_the_door` where they have not let anyone in yet.
pub(in super::super) fn person(method: &ContactMethod, at_the_door: bool) -> Bank {
    match method {
        ContactMethod::Email => &[
            "本人よりメール。",
            "夜中に届いていた本人のメールに返信。",
            "本人からメールで近況。",
            "本人に送ったメールに返事あり。",
            "本人より数行のメール。",
        ],
        ContactMethod::OfficeVisit => &[
            "本人来所。",
            "本人が一人で来所。",
            "本人来所。相談室の窓側の席で話す。",
            "少し遅れて本人が来所。遅れることは連絡を入れてくれていた。",
            "本人来所。お茶を飲みながら話す。",
        ],
        ContactMethod::HomeVisit if at_the_door => &[
            "訪問。玄関先で本人と短く話す。",
            "訪問。ふすま越しに本人と話す。",
            "訪問。扉を少し開けて応じてくれる。",
            "訪問。本人が玄関まで出てきてくれる。",
        ],
        ContactMethod::HomeVisit => &[
            "訪問。居間で本人と話す。",
            "訪問。本人がお茶を出してくれる。",
            "訪問。玄関に椅子を出して待っていてくれた。",
            "訪問。窓の見える部屋で本人と話す。",
            "訪問。上がってよいとのことで、部屋の前で話す。",
        ],
        ContactMethod::Video => {
            &["本人とビデオ通話。カメラは切ったままで話す。", "本人とビデオ通話。音声の調整をしながら、ゆっくり話す。"]
        }
        _ => &["本人より電話。", "本人から電話。はじめは言葉少なだったが、しだいに話が続く。", "本人へ電話。"],
    }
}

/// With a relative.
pub(in super::super) fn family(method: &ContactMethod, lives_together: bool) -> Bank {
    match method {
        ContactMethod::Email => &["{who}よりメール。", "{who}からのメールに返信。", "{who}より長めのメール。"],
        ContactMethod::OfficeVisit => &["{who}来所。", "{who}が一人で来所。", "{who}来所。相談室でゆっくり話を聞く。"],
        ContactMethod::HomeVisit if lives_together => &[
            "訪問。{who}と居間で話す。本人は自室。",
            "訪問。{who}と話す。本人の部屋から物音がする。",
            "訪問。台所で{who}と話す。本人には扉越しに名乗るだけにした。",
        ],
        ContactMethod::HomeVisit => &["訪問。来ていた{who}と話す。本人は自室。"],
        ContactMethod::Video => &["{who}とビデオ通話。"],
        _ => &["{who}より電話。", "{who}へ電話。", "{who}から電話。"],
    }
}

/// With a partner organisation.
pub(in super::super) fn agency(method: &ContactMethod) -> Bank {
    match method {
        ContactMethod::Email => &["{agency}の担当者よりメール。", "{agency}の担当者とメールで連絡。"],
        ContactMethod::OfficeVisit => &["{agency}の担当者が来所。"],
        _ => &["{agency}より電話。", "{agency}へ電話。"],
    }
}

/// What is said with a partner organisation.
pub(in super::super) const AGENCY_TALK: Bank = &[
    "本人の了解を得た範囲で近況を共有。それぞれの役割を確かめた。",
    "同席の日程を調整。本人の希望する時間を伝えた。",
    "利用までの流れを教わる。本人にわかるように紙にまとめることにした。",
    "その後の様子を知らせてもらう。こちらの面談も続けていくことを伝えた。",
    "見学の受け入れをお願いし、配慮してほしいことを伝えた。",
    "家族への関わりを分担することを話し合った。",
    "関係者で次に集まる日を決めた。",
];

/// Nobody answered.
pub(in super::super) fn nobody(method: &ContactMethod) -> Bank {
    match method {
        ContactMethod::HomeVisit => &[
            "訪問。応答なし。手紙を郵便受けに入れて戻る。",
            "訪問。チャイムを鳴らすが応答なし。変わった様子はない。名刺に一言添えて入れておく。",
            "訪問。中で物音がするが応答なし。扉越しに名乗り、次に来る日を書いた紙を入れて戻る。",
        ],
        _ => &[
            "電話、応答なし。日を改める。",
            "電話するが呼び出し音のみ。留守番電話に名前だけ残した。",
            "約束の時間に電話したが応答なし。また来週かけることにする。",
        ],
    }
}

/// What a note with the person ends with, where the next contact is not worth a sentence.
pub(in super::super) const PERSON_ENDINGS: Bank = &[
    "♪急がず、また話すことにした。",
    "♪「また話します」とのこと。",
    "♪話し終えて「少し楽になった」と言われる。",
    "♪今日話せたことへの礼を伝えた。",
    "次も本人のペースに合わせる。",
    "決めなくてよいことは決めずに終える。",
    "続きはいつでも聞くことを伝えた。",
    "知らせてくれたことに礼を伝えた。",
];

/// What a note with a relative ends with.
pub(in super::super) const FAMILY_ENDINGS: Bank = &[
    "♪「聞いてもらえると落ち着く」と話される。",
    "♪引き続き話を聞いていくことを伝えた。",
    "ご自身の休む時間も大切にしてほしいと伝えた。",
    "変わったことがあればいつでも連絡をもらう。",
    "ここまでよくやってこられたと伝えた。",
    "知らせてくれたことに礼を伝えた。",
];

/// Where everything has been told before.
pub(in super::super) const BRIEFLY: Bank = &[
    "近況を聞く。",
    "短く近況を伝え合う。",
    "大きな変わりはないとのこと。",
    "前回の続きを少し聞く。",
    "次の予定を確かめる。",
];

/// The first time with the person.
pub(in super::super) fn first(method: &ContactMethod) -> &'static str {
    match method {
        ContactMethod::Email => "本人より初めてのメール。",
        ContactMethod::OfficeVisit => "本人が初めて来所。",
        _ => "本人より初めての電話。",
    }
}

/// After a call that nobody answered.
pub(in super::super) fn called_back(is_person: bool) -> &'static str {
    if is_person { "本人より折り返しの電話。" } else { "{who}より折り返しの電話。" }
}

/// What was agreed on the last time.
pub(in super::super) fn promised(method: &ContactMethod, is_person: bool) -> Option<&'static str> {
    Some(match (method, is_person) {
        (ContactMethod::Phone, true) => "約束の時間に本人へ電話。",
        (ContactMethod::Phone, false) => "約束の時間に{who}へ電話。",
        (ContactMethod::OfficeVisit, true) => "約束どおり本人が来所。",
        (ContactMethod::OfficeVisit, false) => "約束どおり{who}が来所。",
        _ => return None,
    })
}

/// The weather on the way to the desk, in months that have one.
pub(in super::super) fn weather(month: i8) -> Option<&'static str> {
    match month {
        6 => Some("雨の中、本人来所。"),
        7 | 8 => Some("日差しの強い中、本人来所。"),
        12 | 1 | 2 => Some("冷え込む中、本人来所。"),
        _ => None,
    }
}

/// How watchful follow-up sounds.
pub(in super::super) fn watchful(by_person: bool) -> Bank {
    if by_person {
        &[
            "経過観察の連絡。変わりなく過ごしているとのこと。",
            "経過観察の連絡。{i}の話をして短く終える。",
            "経過観察の連絡。調子の悪い週があったが、自分で休めたとのこと。",
            "経過観察の連絡。新しく困っていることはない。「連絡があるとほっとする」。",
            "経過観察の連絡。次も同じくらいの間をおいて話すことにした。",
        ]
    } else {
        &[
            "経過観察の連絡。家の中は落ち着いているとのこと。",
            "経過観察の連絡。本人は本人の時間で暮らしていると話される。",
            "経過観察の連絡。{who}の体調を気づかい、短く終える。",
            "経過観察の連絡。心配になったときの連絡先をもう一度確かめた。",
        ]
    }
}
