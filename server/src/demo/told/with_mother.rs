//! 事例3: 母の住む実家に戻ってきた 50代男性.

use jiff::civil::Date;
use madobe_shared::case::{AssessmentDomain, Case};
use madobe_shared::codes::Counterpart::{Agency, Mother, Person, Sibling};
use madobe_shared::codes::{
    Activity, AlertLevel, CaseStatus, ClosureReason, ConferenceDecision, ConferenceKind, ConsentForm, PlanStatus,
    PolicyDirection, PresentingConcern, ReferralSource, ReferralStatus, Relationship, Sex, WithdrawalDuration,
};

use super::super::chronicle::{Action, Chronicle, Drawn, Held, Introduced, Joined};
use super::super::staff::{SATO, SUZUKI, TANAKA};

pub(super) fn case(today: Date) -> Case {
    Chronicle::of(today, 3, "宮﨑 孝之", "みやざき たかゆき")
        .aged(Sex::Male, 54, None)
        .reached("03-0000-2301", "", "豊島区西巣鴨2丁目")
        .came(PresentingConcern::Health, WithdrawalDuration::Under6Months, ReferralSource::InformationSite)
        .led(CaseStatus::Active, SUZUKI)
        .with(Relationship::Mother, "宮﨑 ふみ", "03-0000-2301")
        .apart(Relationship::Sibling, "宮﨑 俊之（弟）", "090-0000-2302")
        .key_person()
        .besides(&[PresentingConcern::Family, PresentingConcern::LifeDifficulty], "")
        .assessed(&[
            (AssessmentDomain::Strengths, "母を気づかう気持ちが強い。制度の説明を自分で調べ直し、書類をそろえられる。"),
            (AssessmentDomain::Health, "気持ちの不調が長く続いていたが、通院を始めて眠れるようになった。"),
            (AssessmentDomain::Housing, "母の家から、同じ区内のアパートへ移る。歩いて行き来できる。"),
            (AssessmentDomain::Money, "自立支援医療で通院の費用が下がった。生活保護を申請。"),
            (AssessmentDomain::Relations, "弟とは年に数回。母との言い合いは、離れて暮らすことで減った。"),
        ])
        .consented(429, Person, ConsentForm::Signed, "精神科の医療機関", "受診の前に、これまでの様子を伝えるため")
        .consented(289, Person, ConsentForm::Signed, "生活福祉課", "生活保護の相談に同席し、事情を伝えるため")
        .alert(AlertLevel::Caution, "母の前でお金の話をしない")
        .alert(AlertLevel::Note, "訪問は玄関先で短く")
        .goal("「母に心配をかけずに、近くで暮らしたい」")
        .sheet([
            "高齢の母が一人で暮らしていることを気にかけていた。\n\
             離婚して独りになり、生活にも行き詰まって、母の住む実家に戻った。\n\
             気持ちの不調が続いているが、病院にはかかっていない。別に暮らす弟が、母と兄のことを心配して相談してきた。",
            "お金がないが、いまの体調では働くことも難しい。\n\
             精神科にかかることへの抵抗があり、そのうえ「お金がないのだから通えない」と考えている。\n\
             母と二人きりの毎日で、ささいなことから言い合いになりやすい。",
            "弟からの相談に続いて、本人とも話せるようになった。保健師と訪問し、受診が必要な状態であることを本人と確かめた。\n\
             自立支援医療や障害年金などの制度を説明し、費用の見通しを立てたうえで医療機関に同行した。\n\
             通院を続けるうちに病状は落ち着き、回復してきた。これからの暮らしについて、生活保護の相談につないだ。",
            "体調が戻って外出が増え、必要な手続きも自分でできるようになった。\n\
             生活保護を申請し、同じ区内で母と別に住むことになった。近いので、これからも行き来できる。\n\
             転居の前に本人が挨拶に来られ、暮らしも落ち着きそうなので支援を終えたいと申し出があった。また何かあればいつでも相談してほしいと伝え、終結とした。",
        ])
        .planned(&PLAN)
        .joined(&LECTURE)
        .introduced(&MOTHERS_CENTRE)
        .introduced(&DOCTORS)
        .introduced(&WELFARE)
        .conferred(&PANEL)
        .phone((520, 11, 20, 35), &[Sibling], &[TANAKA], BROTHER_CALLS)
        .office((506, 14, 0, 60), &[Sibling], &[TANAKA, SUZUKI], BROTHER_COMES)
        .phone((492, 15, 0, 20), &[Mother], &[TANAKA], MOTHER_SPEAKS)
        .phone((471, 10, 40, 12), &[Person], &[TANAKA], HE_ANSWERS)
        .visit((457, 10, 30, 20), &[], &[SUZUKI, SATO], NOBODY_OPENS)
        .visit((450, 10, 30, 25), &[Person, Mother], &[SUZUKI, SATO], AT_THE_DOOR)
        .visit((429, 10, 30, 40), &[Person], &[SUZUKI, SATO], WHAT_IT_COSTS)
        .accompanied((408, 9, 30, 150), &[Person, Agency], &[SUZUKI], AT_THE_DOCTORS)
        .phone((394, 16, 0, 15), &[Mother], &[SUZUKI], QUARRELS)
        .office((366, 11, 0, 40), &[Person], &[SUZUKI], ON_HIS_OWN)
        .phone((331, 11, 0, 20), &[Person], &[SUZUKI], PENSION)
        .office((289, 11, 0, 50), &[Person, Agency], &[SUZUKI, TANAKA], A_HOME_OF_HIS_OWN)
        .visit((247, 10, 30, 30), &[Person, Mother], &[SATO], MOTHER_LETS_GO)
        .phone((198, 13, 30, 15), &[Sibling], &[TANAKA], BROTHER_AGAIN)
        .office((156, 11, 0, 30), &[Person], &[SUZUKI, TANAKA], GOODBYE)
        .closed(ClosureReason::PersonsWish, EVALUATION)
        .told()
}

const LECTURE: Joined = Joined {
    days_ago: 480,
    what: "ひきこもりの家族のための講演会",
    who: &[Sibling],
    with: &[],
    course: "弟が参加。急がせないほうがよいと聞いて、兄への電話を週に一度に減らしたとのこと。",
};

const PLAN: Drawn = Drawn {
    status: PlanStatus::Evaluated,
    days_ago: [450, 429, 156],
    monitoring: None,
    directions: &[PolicyDirection::FamilySupport, PolicyDirection::Network],
    words: [
        "「母に心配をかけずに、近くで暮らしたい」",
        "受診を急がせない。費用の見通しを紙に書いて、本人が決める。母とは別々に過ごす時間をつくる。",
        "通院が続き、眠れるようになった。手続きを自分で進めている。",
        "医療、お金、住まいの三つがそろった。母と離れて暮らすことで、言い合いが減り、かえって行き来が増えた。",
    ],
    actions: &[
        Action {
            what: "自立支援医療の申請",
            by: "本人",
            activity: Some(Activity::ProcedureAccompaniment),
            staff: Some(SUZUKI),
            due: Some(380),
            done: Some((366, "一人で済ませた")),
        },
        Action {
            what: "精神科の初診に同行する",
            by: "",
            activity: Some(Activity::MedicalAccompaniment),
            staff: Some(SUZUKI),
            due: Some(405),
            done: Some((408, "2週間ごとの通院に")),
        },
        Action {
            what: "住まいと生活費を生活福祉課と話す",
            by: "本人",
            activity: None,
            staff: Some(TANAKA),
            due: Some(280),
            done: Some((289, "同じ区内で部屋を借りることに")),
        },
        Action {
            what: "週に一日、地域の集まりに出かける",
            by: "母",
            activity: Some(Activity::CommunityActivity),
            staff: None,
            due: None,
            done: Some((394, "続いている")),
        },
    ],
};

const PANEL: Held = Held {
    kind: ConferenceKind::CoordinationPanel,
    days_ago: (289, None),
    place: ["区役所 会議室", "福祉包括化推進員（生活福祉課、高齢者福祉課）"],
    attendees: &[TANAKA, SUZUKI],
    decision: ConferenceDecision::Continue,
    minutes: "母の見守りは高齢者総合相談センター、本人の生活費は生活福祉課が受け持つ。窓口は二人の間に立つ。本人の申請を待ち、急がせない。",
};

const DOCTORS: Introduced = Introduced {
    to: "精神科の医療機関",
    activity: Activity::MedicalAccompaniment,
    status: ReferralStatus::Ended,
    by: (SUZUKI, true),
    days_ago: (429, Some(408), Some(156)),
    course: "初診に同行。そのあとは一人で通院している。",
};

const WELFARE: Introduced = Introduced {
    to: "生活福祉課",
    activity: Activity::ProcedureAccompaniment,
    status: ReferralStatus::Ended,
    by: (TANAKA, false),
    days_ago: (289, Some(247), Some(156)),
    course: "担当者に面談へ加わってもらい、世帯を分けて部屋を借りる流れを聞いた。申請は本人が一人で。",
};

const MOTHERS_CENTRE: Introduced = Introduced {
    to: "高齢者総合相談センター（地域包括支援センター）",
    activity: Activity::Other,
    status: ReferralStatus::Ended,
    by: (TANAKA, false),
    days_ago: (492, Some(471), Some(156)),
    course: "母の見守りとして。番号を伝え、母が自分で電話をした。",
};

const EVALUATION: &str = "受診を続けられるようになり、住まいと生活費の見通しが立った。手続きを自分で進められるようになったことが一番の変化。\n\
    母の見守りは弟と高齢者総合相談センターが続ける。";

const BROTHER_CALLS: &str = "弟より電話。ひきこもり情報サイトを見てかけたとのこと。\n\
    兄が離婚して実家に戻り、母と二人で暮らしている。母は80代。兄は日中ほとんど横になっていて、夜になると母と口論になると母から電話が\
    入る。「兄を責める気はない。母も兄も、このままでは倒れてしまう」。一度来所して話を聞かせてもらうことにした。";

const BROTHER_COMES: &str = "弟来所。\n\
    兄はもともと母の一人暮らしを心配しており、戻ったこと自体は母も喜んでいた。手持ちのお金はほとんどなく、仕事を探す元気もない様子。\
    眠れず、食事も細い。病院を勧めると「金がない」と言って話が終わる。まず母に窓口のことを伝えてもらい、本人には無理に勧めないことにした。";

const MOTHER_SPEAKS: &str = "母より電話。耳が遠いため、ゆっくり話す。\n\
    「あの子は朝が起きられない。怒ると自分も眠れなくなる」。母自身の通院や暮らしのことも聞き、地域の高齢者総合相談センターの番号を伝えた。";

const HE_ANSWERS: &str = "実家に電話したところ、本人が出る。\n\
    弟からこちらのことは聞いていたとのこと。「病院の話ならいい」と言われたので、病院の話はしないと伝えると、少し間があって\
    「眠れないのが一番つらい」と話された。保健師が一度顔を見に伺ってよいかと聞き、「玄関まで」と了解を得る。";

const NOBODY_OPENS: &str = "訪問。チャイムに応答なし。\n\
    2階のカーテンが少し動いた。手紙と、佐藤・鈴木の名刺を郵便受けに入れて戻る。手紙には、来週の同じ時間にまた伺うこと、\
    会わなくてもかまわないことを書いた。";

const AT_THE_DOOR: &str = "訪問。本人が玄関を開けてくれる。手紙を読んだとのこと。\n\
    立ったまま15分ほど話す。頬がこけ、手の震えがある。夜は2時間ほどしか眠れていない。鈴木から、体が休めていない状態なので医師に診てもらう\
    必要があると伝えると、否定はされなかった。「金のことが決まらないと行けない」。次回、費用の話をすることにした。母は奥から会釈。";

const WHAT_IT_COSTS: &str = "訪問。母はデイサービスで不在。玄関に腰を下ろして話す。\n\
    自立支援医療を使った場合の自己負担を、紙に書いて説明。障害年金についても、すぐの話ではないが道があることを伝えた。本人は紙を何度も\
    見直し、「これなら払える」。受診の日を一緒に決め、鈴木が同行することになる。";

const AT_THE_DOCTORS: &str = "精神科の初診に同行。\n\
    待合室では上着を脱がず、何度も時計を見ていた。診察は本人が一人で受け、終わってから鈴木も説明を聞く。薬が出て、2週間後に再診。\
    自立支援医療の申請書をもらう。「思ったより、話を聞いてくれた」と帰りの車内で。";

const QUARRELS: &str = "母より電話。薬を飲むようになってから、夜は眠っているとのこと。\n\
    「起きてこないのは同じだが、前のように怒鳴らなくなった」。昼のあいだ、母は地域の集まりに出かける日を作り、別々に過ごす時間を\
    持つようにしている。";

const ON_HIS_OWN: &str = "本人が一人で来所。電車に乗ったのは半年ぶりとのこと。\n\
    再診には自分で行けている。自立支援医療の手続きも、書類を見ながら一人で済ませた。「役所で順番を待てるとは思わなかった」。\
    母とは言い合いになりそうになったら散歩に出ることにしている。";

const PENSION: &str = "本人へ電話。障害年金の相談に行ってきたとのこと。\n\
    必要な書類が多く、すぐには決まらない。それでも話し方はしっかりしている。「母のそばにいると、また悪くなりそうでこわい。でも\
    遠くへ行くのも心配だ」。住まいのことを一度ゆっくり話すことにした。";

const A_HOME_OF_HIS_OWN: &str = "本人来所。生活保護の担当者にも同席してもらう。\n\
    母と世帯を分け、区内で部屋を借りる場合の流れを聞く。本人は「同じ区の中なら、母に何かあればすぐ行ける」と。申請するかどうかは家で\
    考えてくるとのことで、急がない。";

const MOTHER_LETS_GO: &str = "訪問。はじめて居間に通してもらう。\n\
    本人から母に、近くで部屋を借りたいと話した。母は「近くなら、おかずを取りに来なさい」。そのあとは湯のみを片づけながら、\
    三人で天気の話をした。生活保護の申請は来週、本人が一人で行くとのこと。";

const BROTHER_AGAIN: &str = "弟より電話。部屋が決まったと兄から聞いたとのこと。\n\
    「兄が自分で電話をかけてきたのは何年ぶりかわからない」。母の見守りは、弟と高齢者総合相談センターで続けていく。";

const GOODBYE: &str = "転居を来週に控え、本人が挨拶に来所。\n\
    保護が決まり、部屋の契約も自分で済ませた。通院も続いている。「もう落ち着けそうなので、ここで一区切りにしたい」との申し出。\
    ここまでの歩みを三人で振り返り、また何かあればいつでも相談してくださいと伝えた。深く頭を下げて帰られる。支援を終結とする。";
