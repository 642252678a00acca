//! How a case comes to rest. Every closing leaves the door open.

use madobe_shared::codes::ClosureReason;

use super::Bank;

/// With the person.
pub(in super::super) fn by_person(reason: &ClosureReason) -> Bank {
    match reason {
        ClosureReason::PersonsWish => &[
            "「もう一人でやってみます」との申し出があり、いったん終えることにした。また話したくなったらいつでもと伝えた。",
            "「いまは相談しなくても大丈夫」とのこと。申し出のとおり終結とし、いつでも再開できることを伝えた。",
        ],
        ClosureReason::MovedAway => &[
            "区外への転居が決まったとのこと。転居先の相談窓口を伝え、終結とした。",
            "引っ越しの日が決まった。新しい町の窓口の番号を知らせ、終結とする。「困ったらかけてみます」とのこと。",
        ],
        ClosureReason::HandedOver => &[
            "これからは{agency}での支援が中心になる。本人の了解を得て引き継ぎ、こちらは終結とする。",
            "{agency}の担当者とも話せるようになった。引き継ぎを終え、終結とした。",
        ],
        ClosureReason::SituationStable => &[
            "暮らしが落ち着き、困ったときに連絡する先も決まっている。本人と相談して終結とした。",
            "大きな変わりなく過ごせている。本人と話し合い、ここで一区切りとした。",
            "これまでの歩みを一緒に振り返り、終結とした。何かあればいつでもと伝えた。",
        ],
        _ => &[
            "必要な案内は届いたとのこと。いったん終結とし、また話したくなったときに連絡をもらう。",
            "知りたかったことがわかったとのこと。いつでも相談できると伝え、終結とした。",
        ],
    }
}

/// With a relative.
pub(in super::super) fn by_family(reason: &ClosureReason) -> Bank {
    match reason {
        ClosureReason::PersonsWish => &[
            "家族で見守っていけそうなので、いったん終えたいとのこと。また心配になったらいつでもと伝えた。",
            "しばらく家族だけで様子を見たいとのこと。申し出のとおり終結とし、いつでも再開できることを伝えた。",
        ],
        ClosureReason::MovedAway => &["本人が区外に転居するとのこと。転居先の窓口を伝え、終結とした。"],
        ClosureReason::HandedOver => &[
            "これからは{agency}が中心になって関わることで話がまとまった。終結とする。",
            "{agency}の担当者とつながり、安心したとのこと。引き継ぎを終え、終結とした。",
        ],
        ClosureReason::SituationStable => &[
            "落ち着いて過ごせており、本人とも話せるようになったとのこと。ここで一区切りとする。",
            "「前のように一人で悩まなくなった」と話される。相談して終結とした。",
        ],
        _ => &[
            "必要な案内は届いたとのこと。いったん終結とし、また心配になったときに連絡をもらう。",
            "家族会に通ってみるとのこと。いつでも相談できると伝え、終結とした。",
        ],
    }
}

/// Nobody answers any more.
pub(in super::super) const CONTACT_LOST: Bank = &[
    "電話、応答なし。手紙にも返事がない。いつでも連絡をもらえるよう書き添えた手紙を送り、いったん終結とした。",
    "電話、応答なし。しばらく連絡がとれていない。窓口の番号を書いたはがきを送り、いったん終結とした。",
];

/// ❹ of the sheet, in one sentence.
pub(in super::super) fn outcome(reason: &ClosureReason) -> &'static str {
    match reason {
        ClosureReason::PersonsWish => "本人・家族の申し出により終結。いつでも再開できることを伝えている。",
        ClosureReason::MovedAway => "区外への転居により終結。転居先の窓口を伝えている。",
        ClosureReason::HandedOver => "{agency}に引き継ぎ、終結。",
        ClosureReason::SituationStable => "状況が落ち着き、話し合いのうえ終結。",
        ClosureReason::ContactLost => "連絡がとれなくなり、いったん終結。連絡先を書いた手紙を送っている。",
        _ => "必要な情報を伝え、いったん終結。",
    }
}
