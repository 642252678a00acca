//! 事例2: 長時間の安定した就労が難しい 40代女性.

use jiff::civil::Date;
use madobe_shared::case::{AssessmentDomain, Case};
use madobe_shared::codes::Counterpart::{Agency, Person, Sibling};
use madobe_shared::codes::{
    Activity, AlertLevel, CaseStatus, ConferenceDecision, ConferenceKind, ConsentForm, ContactMethod, PlanStatus,
    PolicyDirection, PresentingConcern, ReferralSource, ReferralStatus, Relationship, Sex, WithdrawalDuration,
};

use super::super::chronicle::{Action, Asked, Chronicle, Drawn, Held, Introduced};
use super::super::staff::{SATO, SUZUKI, TANAKA};

pub(super) fn case(today: Date) -> Case {
    // The first character of the name is 葛 in the shape that the variation selector asks for.
    Chronicle::of(today, 2, "葛\u{e0100}城 真理子", "かつらぎ まりこ")
        .aged(Sex::Female, 44, Some(11))
        .reached("090-0000-2201", "", "豊島区駒込3丁目")
        .came(PresentingConcern::LifeDifficulty, WithdrawalDuration::From6Months, ReferralSource::FamilyOrAcquaintance)
        .led(CaseStatus::Active, SATO)
        .apart(Relationship::Sibling, "葛\u{e0100}城 由紀（姉）", "090-0000-2202")
        .key_person()
        .task(4, SATO, "手帳で使えるサービスの一覧を、紙に書いて用意する")
        .task(-2, SUZUKI, "次の受診日をクリニックに確かめる")
        .wishes(ContactMethod::Phone, "午前10時から。長い話は電話でなく、紙に書いて会ったときに")
        .besides(&[PresentingConcern::Health, PresentingConcern::EmploymentGap], "")
        .assessed(&[
            (AssessmentDomain::Strengths, "決めた順番をていねいに守れる。紙の手ざわりや色の違いによく気がつく。困ったときに自分から電話ができる。"),
            (AssessmentDomain::Health, "発達障害の診断。月に一度の通院を続けている。眠れない日は翌日の外出を休むことにしている。"),
            (AssessmentDomain::DailyLife, "一日の順番を紙に書いて壁に貼っている。急な変更がつらい。計算は紙に書けばできる。"),
            (AssessmentDomain::Money, "生活保護を利用。手帳で交通費が減り、外出の回数が増えた。"),
            (AssessmentDomain::Work, "清掃のアルバイトを1日2時間、週3日。時間は延ばさないと本人が決めている。"),
        ])
        .consented(648, Person, ConsentForm::Spoken, "姉", "相談に来ていることと、次に会う日")
        .consented(562, Person, ConsentForm::Signed, "精神科クリニック", "受診の様子と日々の暮らしを、診察に役立てるために")
        .alert(AlertLevel::Caution, "予定の変更は前の日までに伝える")
        .alert(AlertLevel::Note, "数字やお金の話は紙に書いて一緒に見る")
        .goal("「自分のペースをくずさずに、できることを一つずつ増やしたい」")
        .sheet([
            "子どものころから、まわりの人と感じ方がずれているように思い、親しい友人は少なかった。\n\
             仕事に就いても長く続かない。次が決まらないあいだに貯金を使い果たした。\n\
             父が亡くなり、今後を心配した姉に勧められて、本人が自分で窓口に電話をかけてきた。",
            "学校に行けない時期があり、計算が苦手なまま大人になった。買い物の合計や家賃の支払いなど、日々の暮らしの中で困ることが多い。\n\
             毎日決まった順番で過ごすことに強いこだわりがあり、それが崩れると不安が大きくなる。長い時間の勤務では、この順番が保てない。",
            "相談の時点で所持金がほとんどなく、働ける状態でもなかったため、はじめに生活保護の申請に同行した。\n\
             精神科の受診にも同行し、発達障害の診断を受けた。\n\
             その後は、本人が興味を示した催しやボランティアに一緒に出かけている。",
            "手帳を取得し、使えるサービスが増えて外出しやすくなった。\n\
             自分の特性がわかり、短い時間のアルバイトを始めた。気持ちに余裕ができ、当初より前向きな言葉が増えている。\n\
             面談は、日々の出来事を話すことを中心に続けている。二人きりではなく三、四人で話す形にすると話しやすいようで、話題も広がってきた。",
        ])
        .planned(&FIRST_PLAN)
        .planned(&SECOND_PLAN)
        .introduced(&CLINIC)
        .introduced(&VOLUNTEERING)
        .introduced(&SALON)
        .conferred(&CONFERENCE)
        .asked(&ADVICE)
        .phone((655, 10, 5, 40), &[Person], &[SATO], SHE_CALLS)
        .office((648, 10, 0, 70), &[Person, Sibling], &[SATO, TANAKA], FIRST_MEETING)
        .accompanied((640, 9, 30, 120), &[Person, Agency], &[SATO], WELFARE)
        .phone((626, 16, 0, 15), &[Sibling], &[SATO], SISTER)
        .visit((612, 10, 0, 40), &[Person], &[SATO], THE_ORDER)
        .office((590, 10, 0, 50), &[Person], &[SATO, SUZUKI], ABOUT_THE_DOCTOR)
        .accompanied((562, 9, 0, 150), &[Person, Agency], &[SUZUKI, SATO], AT_THE_DOCTORS)
        .accompanied((527, 9, 30, 120), &[Person, Agency], &[SUZUKI], DIAGNOSIS)
        .office((506, 10, 0, 45), &[Person], &[SATO], A_NAME_FOR_IT)
        .accompanied((464, 13, 0, 110), &[Person], &[SATO], EXHIBITION)
        .phone((437, 10, 0, 20), &[Person], &[SATO], A_CHANGED_DAY)
        .accompanied((402, 13, 30, 120), &[Person, Agency], &[SATO], VOLUNTEERS)
        .office((353, 10, 0, 40), &[Person], &[SATO, SUZUKI], THE_BOOKLET)
        .office((276, 10, 0, 45), &[Person], &[SATO, TANAKA], TALKING_IN_THREE)
        .office((206, 10, 0, 40), &[Person], &[SATO, TANAKA], SHORT_HOURS)
        .phone((136, 10, 0, 15), &[Person], &[SATO], FIRST_PAY)
        .office((67, 10, 0, 50), &[Person], &[SATO, TANAKA, SUZUKI], FOUR_AT_THE_TABLE)
        .office((11, 10, 0, 40), &[Person], &[SATO, TANAKA], LAST_TIME)
        .next(10, Some((10, 0)), ContactMethod::OfficeVisit, SATO)
        .told()
}

const FIRST_PLAN: Drawn = Drawn {
    status: PlanStatus::Evaluated,
    days_ago: [590, 562, 353],
    monitoring: None,
    directions: &[PolicyDirection::FamilySupport, PolicyDirection::Network],
    words: [
        "「自分のどこがほかの人と違うのか、知りたい」",
        "一日の順番を変えない。変えるときは前の日までに伝える。数字やお金の話は紙に書く。",
        "診断を受け、手帳の申請書を書いた。名前がついて楽になった日と、悲しくなる日がある。",
        "診断と手帳で、使えるサービスが増えた。本人は「外に出る理由が増えた」と話す。次は、好きなことを増やすプランにする。",
    ],
    actions: &[
        Action {
            what: "精神科の受診に同行する",
            by: "",
            activity: Some(Activity::MedicalAccompaniment),
            staff: Some(SUZUKI),
            due: Some(560),
            done: Some((527, "発達障害の診断")),
        },
        Action {
            what: "手帳を申請する",
            by: "本人",
            activity: Some(Activity::ProcedureAccompaniment),
            staff: Some(SUZUKI),
            due: Some(480),
            done: Some((353, "届いた")),
        },
    ],
};

const SECOND_PLAN: Drawn = Drawn {
    status: PlanStatus::Running,
    days_ago: [276, 206, -60],
    monitoring: Some(-10),
    directions: &[PolicyDirection::FamilySupport, PolicyDirection::GatheringPlaces, PolicyDirection::OwnActivities],
    words: [
        "「自分のペースをくずさずに、できることを一つずつ増やしたい」",
        "面談は三人以上で。時間を延ばす、回数を増やすといったことは、本人が言い出すまで待つ。",
        "清掃の仕事は1日2時間で続いている。紙すきの仲間に名前で呼ばれるようになった。",
        "",
    ],
    actions: &[
        Action {
            what: "短い時間のアルバイトを続ける",
            by: "本人",
            activity: Some(Activity::Work),
            staff: None,
            due: None,
            done: None,
        },
        Action {
            what: "紙すきのボランティアに月1回通う",
            by: "本人",
            activity: Some(Activity::VolunteerTrial),
            staff: Some(SATO),
            due: None,
            done: None,
        },
        Action {
            what: "よりそいの居場所を一度見に行く",
            by: "本人、姉",
            activity: Some(Activity::GatheringPlace),
            staff: Some(TANAKA),
            due: Some(-20),
            done: None,
        },
        Action {
            what: "交通費の割引を確かめる",
            by: "",
            activity: None,
            staff: Some(SUZUKI),
            due: Some(190),
            done: Some((206, "土曜日も出かけられるようになった")),
        },
    ],
};

const CONFERENCE: Held = Held {
    kind: ConferenceKind::PlanConference,
    days_ago: (206, Some(-14)),
    place: ["区役所 会議室", "生活福祉課、保健所、クリニックの相談員"],
    attendees: &[SATO, TANAKA, SUZUKI],
    decision: ConferenceDecision::Continue,
    minutes: "二つ目のプランを共有した。時間を延ばさないことを全員で確かめる。面談は三人以上で。半年後に、居場所の見学がどうなったかを持ち寄る。",
};

const ADVICE: Asked = Asked {
    of: (Some(TANAKA), ""),
    days_ago: (9, None),
    words: [
        "押し入れの片づけのあと、3日ほど調子が出なかった。大きな変更の前に、どこまで一緒に準備するのがよいか。",
        "",
    ],
};

const CLINIC: Introduced = Introduced {
    to: "精神科クリニック",
    activity: Activity::MedicalAccompaniment,
    status: ReferralStatus::TakingPart,
    by: (SUZUKI, true),
    days_ago: (590, Some(562), None),
    course: "初診から3回は同行した。いまは一人で、月に一度通っている。",
};

const VOLUNTEERING: Introduced = Introduced {
    to: "紙すきの会",
    activity: Activity::VolunteerTrial,
    status: ReferralStatus::TakingPart,
    by: (SATO, true),
    days_ago: (464, Some(402), None),
    course: "紙を並べる係を自分で選んだ。月に一度。ほかの参加者が待っていてくれる。",
};

const SALON: Introduced = Introduced {
    to: "一般社団法人 OSDよりそいネットワーク",
    activity: Activity::GatheringPlace,
    status: ReferralStatus::Proposed,
    by: (TANAKA, true),
    days_ago: (11, None, None),
    course: "資料を渡した。姉と一緒なら、一度見てみたいとのこと。",
};

const SHE_CALLS: &str = "本人より電話。姉に番号をもらったとのこと。\n\
    2か月前に父が亡くなった。仕事は半年前に辞め、次が見つからないうちに貯金がなくなった。「家にある食べ物で今週はもつ。来週は\
    わからない」と淡々と話される。急ぎと考え、翌週の来所を約束。それまでに困ったらすぐ電話をくださいと伝えた。";

const FIRST_MEETING: &str = "本人と姉が来所。\n\
    子どものころから、まわりと話がかみ合わない感じがあった。学校に行けない時期が長く、計算が苦手。仕事は何度も替わり、\
    「覚えたころに、次の仕事を足される。そうすると全部わからなくなる」。\n\
    いまは働ける状態でなく、所持金も少ない。生活保護の制度を紙に書いて説明すると、本人が自分で「申請したい」と言われた。姉も安心した様子。";

const WELFARE: &str = "生活保護の申請に同行。\n\
    待ち時間が長くなることを先に伝えてあったので、落ち着いて待つことができた。書類の金額の欄は一緒に計算し、本人が書く。\
    担当の方が一つずつ説明してくださり、その日のうちに申請を終える。帰りに「一人なら入口で帰っていた」と。";

const SISTER: &str = "姉より電話。妹の様子を知らせたいとのこと。\n\
    保護が決まり、声が少し明るくなった。一方で、父の遺品の片づけの日を急に変えたところ、ひどく取り乱したと。本人には決まった順番が\
    とても大切なので、変えるときは前の日までに伝えてみてほしいと話した。";

const THE_ORDER: &str = "訪問。居間に通してくれる。\n\
    一日の順番が書かれた紙が壁に貼ってある。起きる、湯を沸かす、窓を開ける、と続く。「この順番でないと、その日は何もできない」。\
    順番を直すのではなく、順番の中に外出を一つ入れる日を作ってみることにした。水曜日の買い物のあとに決まる。";

const ABOUT_THE_DOCTOR: &str = "本人来所。保健師の鈴木を紹介する。\n\
    眠れない日が続いており、鈴木が丁寧に聞き取る。「自分のどこがほかの人と違うのか、知りたい気持ちはある」と本人から。\
    受診を勧めるのではなく、知るための方法の一つとして精神科の受診を紹介した。同行できることも伝える。";

const AT_THE_DOCTORS: &str = "精神科の初診に、鈴木と佐藤で同行。\n\
    前の日に、当日の流れを時間の順に紙に書いて渡してあった。診察では、本人の希望で佐藤が同席。子どものころのことを本人が自分の言葉で\
    話した。検査を受けることになる。「聞かれたことに、ちゃんと答えられたと思う」と帰り道で。";

const DIAGNOSIS: &str = "受診に同行。検査の結果を一緒に聞く。\n\
    発達障害との診断。医師が図を描いて説明してくださり、本人は何度もうなずいていた。診察室を出て、しばらく廊下の椅子に座る。\
    「怠けていたのではなかったんですね」。手帳の申請についても説明を受けた。";

const A_NAME_FOR_IT: &str = "本人来所。診断のあと、姉にも自分から話したとのこと。\n\
    「名前がついて楽になった日と、悲しくなる日がある」。どちらの日があってもよいと伝えた。手帳の申請書を一緒に書く。\
    帰り際に、区の掲示板で見た和紙の展示のことを話され、行ってみたいとのこと。";

const EXHIBITION: &str = "和紙の展示へ同行。\n\
    人の少ない時間を選んだ。展示を順番どおりに、一つずつゆっくり見る。作り手の方に自分から二つ質問をした。\
    「家の外に、好きなものがあると思わなかった」。同じ場所で、紙すきのボランティアを募集していると教えてもらう。";

const A_CHANGED_DAY: &str = "本人へ電話。ボランティアの説明会の日程が変わったことを、3日前に伝える。\n\
    しばらく黙ったあと「紙に書き直すので、もう一度ゆっくり言ってください」。書き終えてから、読み上げて確かめてくれた。";

const VOLUNTEERS: &str = "紙すきのボランティアに同行。\n\
    本人は材料をはかる係を自分から避け、紙を並べる係を選んだ。手順が決まっている作業は安心できるとのこと。ほかの参加者から\
    「きれいに並んでいる」と声をかけられ、耳まで赤くしていた。月に一度、通ってみることになる。";

const THE_BOOKLET: &str = "本人来所。精神障害者保健福祉手帳が届いたと見せてくれる。\n\
    使えるサービスを鈴木と一緒に確かめ、紙にまとめた。交通費の負担が減るので、水曜日のほかに土曜日も出かけてみたいとのこと。\
    「外に出る理由が増えた」と話される。";

const TALKING_IN_THREE: &str = "本人来所。田中も加わり、三人で話す。\n\
    二人きりのときより言葉が出やすいようで、田中の飼っている亀の話からよく笑う。あとで聞くと、「自分ばかり見られていないほうが話せる」。\
    これからも三人以上で会うことにした。\n\
    本人から、短い時間なら働いてみたいとの話が出る。";

const SHORT_HOURS: &str = "本人来所。クリニックの清掃のアルバイトを、1日2時間、週3日で始めて3週間になる。\n\
    仕事の順番が毎回同じなので覚えやすい。時間を延ばす話は断ったとのこと。「2時間なら、家の順番もくずれない」。断れたことを三人で喜ぶ。";

const FIRST_PAY: &str = "本人より電話。明細の見方がわからないとのこと。\n\
    電話では難しいため、写しを持ってきてもらい紙に書いて説明することにする。「自分で働いたお金で、姉に和紙のはがきを買った」と。";

const FOUR_AT_THE_TABLE: &str = "本人来所。四人で話す。\n\
    アルバイト先で挨拶を返してもらえるようになったこと、紙すきの仲間に名前で呼ばれたことなど、話題が次々に出てくる。\
    「前は明日のことを考えると苦しかった。いまは来月の予定も書いてある」。手帳の予定欄を見せてくれた。";

const LAST_TIME: &str = "約束の時間に本人来所。田中と三人で。\n\
    押し入れを片づけたら部屋の順番が変わり、3日ほど調子が出なかったが、自分で紙を書き直して戻せたとのこと。\
    次は姉も一緒に来たいと言われる。面談の日を紙に書いて渡した。";
