//! A few sentences of the case sheet, and goals in the person's words.

use madobe_shared::codes::PresentingConcern;

use super::{Bank, Theme};

/// ❶ 相談までの経緯.
pub(in super::super) fn background(concern: &PresentingConcern) -> Bank {
    match concern {
        PresentingConcern::LifeDifficulty => &[
            "人づきあいの中で疲れることが重なり、少しずつ家で過ごす時間が長くなった。",
            "はっきりしたきっかけはない。気がつくと人に会わない暮らしになっていた。",
        ],
        PresentingConcern::Health => &[
            "体調を崩して休んだことから、外に出るきっかけをなくした。",
            "眠れない日が続くようになり、約束や外出を避けるようになった。",
        ],
        PresentingConcern::Family => &[
            "家族の中で考えの違いが続き、顔を合わせることが減っていった。",
            "家の中の出来事をきっかけに、自室で過ごす時間が長くなった。",
        ],
        PresentingConcern::EmploymentGap => &[
            "仕事を辞めたあと、次を探すことに踏み出せないまま時間がたった。",
            "応募がうまくいかないことが続き、家で過ごすようになった。",
        ],
        _ => &["窓口のことを知り、まず話を聞いてみたいと連絡があった。"],
    }
}

/// ❷ 生きづらさの状況と要因の整理.
pub(in super::super) fn difficulties(theme: Theme) -> &'static str {
    match theme {
        Theme::Rhythm => "昼夜が入れかわりやすく、日中の約束が負担になる。",
        Theme::Outing => "人の目が気になり、外出には支度と回復の時間がいる。",
        Theme::Interest => "{i}のことになると力が出る。好きなことが話の入口になる。",
        Theme::Home => "家族は互いを思っているが、言葉にすると行き違いになりやすい。",
        Theme::Health => "体調に波があり、先の予定を立てることがむずかしい。",
        Theme::Money => "お金の見通しが立たないことが、不安を大きくしている。",
        Theme::Work => "働きたい気持ちと、続けられないのではという心配の両方がある。",
        Theme::People => "人と話したあとの疲れが大きい。少ない人数なら話せる。",
        Theme::School => "学校の話は負担が大きい。好きな科目や趣味の話からが話しやすい。",
    }
}

/// The person's goal.
pub(in super::super) fn goals(theme: Theme) -> Bank {
    match theme {
        Theme::Rhythm => &["「朝の光を見てから寝るのではなく、起きてから見たい」", "「眠れた日を増やしたい」"],
        Theme::Outing => &["「人の少ない時間に、図書館まで行けるようになりたい」", "「好きなときに外へ出たい」"],
        Theme::Interest => &["「{i}のことを誰かと話したい」", "「{i}をまた楽しめるようになりたい」"],
        Theme::Home => &["「家族と普通に話せるようになりたい」", "「家の中で楽に息をしたい」"],
        Theme::Health => &["「体の重さがとれてほしい」", "「自分に合う病院を見つけたい」"],
        Theme::Money => &["「お金のことを考えても苦しくならないようになりたい」"],
        Theme::Work => &["「短い時間でいいから、続けられることをしてみたい」", "「自分に向いたことを知りたい」"],
        Theme::People => &["「話さなくても居られる場所がほしい」", "「友だちと呼べる人が一人ほしい」"],
        Theme::School => &["「自分で選んだ場所で学びたい」"],
    }
}
