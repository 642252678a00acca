//! Who: the person a case is about, the relative who speaks for them, and what they talk about.

use madobe_shared::calendar::PartialDate;
use madobe_shared::codes::{AgeBand, PresentingConcern, ReferralSource, Sex, WithdrawalDuration};

use super::super::random::Random;
use super::names::{Name, Names};
use super::phrases::Theme;
use super::plan::{Pace, Plan, Style};
use super::relative::{self, Relative};

/// What stays the same through all notes of a case.
#[derive(Debug)]
pub(super) struct Portrait {
    /// Surname and given name; none where the person gave no name.
    pub name: Option<(Name, Name)>,
    /// The age band at the first contact.
    pub band: AgeBand,
    /// The date of birth, where it was asked.
    pub birth: Option<PartialDate>,
    /// The relative who is in touch, if any.
    pub relative: Option<Relative>,
    /// What they came with.
    pub concern: PresentingConcern,
    /// For how long.
    pub duration: WithdrawalDuration,
    /// How they found the desk.
    pub source: ReferralSource,
    /// What they talk about, the main theme first.
    pub themes: Vec<Theme>,
    /// What they like.
    pub interest: &'static str,
    /// A place to belong.
    pub place: &'static str,
    /// The partner organisation that is involved.
    pub agency: &'static str,
    /// The health office for where they live.
    pub health: &'static str,
    /// The town.
    pub town: &'static str,
}

const INTERESTS: &[&str] = &[
    "将棋",
    "料理",
    "鉄道",
    "イラスト",
    "ギター",
    "園芸",
    "写真",
    "映画",
    "模型",
    "編み物",
    "歴史",
    "自転車",
    "ゲーム",
    "野球",
    "音楽",
    "星",
    "落語",
    "昆虫",
    "コーヒー",
    "古地図",
];

/// Towns of the ward; those of its west belong to the health desk there.
const TOWNS_EAST: &[&str] = &[
    "豊島区駒込2丁目",
    "豊島区巣鴨4丁目",
    "豊島区西巣鴨3丁目",
    "豊島区北大塚2丁目",
    "豊島区南大塚3丁目",
    "豊島区上池袋4丁目",
    "豊島区東池袋3丁目",
    "豊島区池袋2丁目",
    "豊島区池袋本町1丁目",
    "豊島区雑司が谷1丁目",
    "豊島区高田2丁目",
    "豊島区目白3丁目",
];
const TOWNS_WEST: &[&str] = &[
    "豊島区南長崎5丁目",
    "豊島区長崎4丁目",
    "豊島区千早3丁目",
    "豊島区要町2丁目",
    "豊島区高松3丁目",
    "豊島区千川1丁目",
];

/// Draws the portrait of a planned case.
pub(super) fn of(plan: &Plan, names: &mut Names, random: &mut Random) -> Portrait {
    let band = AgeBand::ALL[random.weighted(&[4, 26, 19, 19, 16, 6, 2, 8]).unwrap_or_default()].clone();
    let age = age(&band, random);
    let born = plan.opened.year() - age;
    // Some who call once, or only write, give no name.
    let is_nameless = plan.by_person && plan.pace == Pace::Brief && random.chance(35);
    let name = (!is_nameless).then(|| names.draw(&plan.sex, born, random));
    let relative = relative::of(plan, &band, born, random);
    let concern = concern(plan, &band, random);
    let is_west = random.chance(33);
    let towns = if is_west { TOWNS_WEST } else { TOWNS_EAST };
    Portrait {
        birth: birth(plan, &band, born, random),
        themes: themes(&concern, &band, relative.as_ref(), random),
        duration: duration(&band, random),
        source: source(plan, random),
        interest: random.pick(INTERESTS).copied().unwrap_or_default(),
        place: place(plan, &band, random),
        agency: agency(&concern, &band, random),
        health: if is_west { "長崎健康相談所" } else { "池袋保健所" },
        town: random.pick(towns).copied().unwrap_or_default(),
        name,
        band,
        relative,
        concern,
    }
}

fn age(band: &AgeBand, random: &mut Random) -> i16 {
    let decade = match band {
        AgeBand::Teens => return i16::try_from(random.between(16, 19)).unwrap_or(17),
        AgeBand::Twenties => 20,
        AgeBand::Thirties => 30,
        AgeBand::Forties => 40,
        AgeBand::Fifties => 50,
        AgeBand::Sixties => 60,
        AgeBand::SeventiesAndOver => 70,
        _ => 35,
    };
    // The birthday lies before or after the first contact: the middle of the decade is in the band either way.
    i16::try_from(random.between(1, 8)).unwrap_or(5) + decade
}

/// Mostly the band is all that was asked; the longer the contact, the more is known.
fn birth(plan: &Plan, band: &AgeBand, born: i16, random: &mut Random) -> Option<PartialDate> {
    let asked = match plan.pace {
        Pace::Brief => 10,
        Pace::Months => 45,
        Pace::Years => 70,
    };
    if *band == AgeBand::NotKnown || !random.chance(asked) {
        return None;
    }
    let month = i8::try_from(random.between(1, 12)).unwrap_or(1);
    let day = i8::try_from(random.between(1, 28)).unwrap_or(1);
    match random.below(3) {
        0 => PartialDate::from_year(born).ok(),
        1 => PartialDate::from_year_month(born, month).ok(),
        _ => PartialDate::from_parts(born, Some(month), Some(day)).ok(),
    }
}

fn concern(plan: &Plan, band: &AgeBand, random: &mut Random) -> PresentingConcern {
    let can_work = !matches!(band, AgeBand::Teens | AgeBand::Sixties | AgeBand::SeventiesAndOver);
    let unclear = if plan.pace == Pace::Brief { 24 } else { 5 };
    let weights = [35, 15, 25, if can_work { 15 } else { 0 }, unclear];
    PresentingConcern::ALL[random.weighted(&weights).unwrap_or_default()].clone()
}

/// Nobody is withdrawn for longer than since their teens.
fn duration(band: &AgeBand, random: &mut Random) -> WithdrawalDuration {
    let longest = match band {
        AgeBand::Teens => 4,
        AgeBand::Twenties => 5,
        AgeBand::Thirties => 7,
        _ => 8,
    };
    let mut weights = [10, 9, 11, 19, 17, 10, 6, 8, 10];
    weights[longest..8].fill(0);
    WithdrawalDuration::ALL[random.weighted(&weights).unwrap_or_default()].clone()
}

/// A source counts from the day it existed: the site opened in August 2021, leaflets came in the second year, the first talk was in
/// March 2023.
fn source(plan: &Plan, random: &mut Random) -> ReferralSource {
    let (year, month) = (plan.opened.year(), plan.opened.month());
    let after_newsletter = matches!((year, month), (2021 | 2023, 10..=12));
    let site = if (year, month) >= (2021, 8) { 22 } else { 0 };
    let leaflet = if (year, month) >= (2022, 4) { 8 } else { 0 };
    let talk = if (year, month) >= (2023, 3) { 5 } else { 0 };
    let weights = [if after_newsletter { 60 } else { 12 }, site, 8, leaflet, talk, 24, 14, 6];
    ReferralSource::ALL[random.weighted(&weights).unwrap_or_default()].clone()
}

fn themes(concern: &PresentingConcern, band: &AgeBand, relative: Option<&Relative>, random: &mut Random) -> Vec<Theme> {
    let with_parent = relative.is_some_and(|relative| relative.lives_together);
    let is_teen = *band == AgeBand::Teens;
    let main = match concern {
        PresentingConcern::Health => Theme::Health,
        PresentingConcern::EmploymentGap => Theme::Work,
        PresentingConcern::Family if with_parent => Theme::Home,
        _ if is_teen => Theme::School,
        _ => Theme::People,
    };
    let mut others = vec![Theme::People, Theme::Health];
    if !is_teen {
        others.push(Theme::Money);
    }
    if with_parent {
        others.push(Theme::Home);
    }
    others.retain(|theme| *theme != main);
    random.shuffle(&mut others);
    let mut themes = vec![main, Theme::Interest, Theme::Rhythm, Theme::Outing];
    themes.extend(others.into_iter().take(2));
    themes
}

fn place(plan: &Plan, band: &AgeBand, random: &mut Random) -> &'static str {
    let is_teen = *band == AgeBand::Teens;
    let mut places = vec!["区民ひろば"];
    if !is_teen {
        places.extend(["居場所「ふらっとよるごはん」", "OSDサロン", "茶話会"]);
    }
    if matches!(band, AgeBand::Teens | AgeBand::Twenties | AgeBand::Thirties) {
        places.push("みらい館大明のブックカフェ");
    }
    if plan.sex == Sex::Female && !is_teen {
        places.push("UX女子会");
    }
    if plan.style == Style::Writes {
        places.push("仮想空間の「COMOLY」");
    }
    random.pick(&places).copied().unwrap_or_default()
}

fn agency(concern: &PresentingConcern, band: &AgeBand, random: &mut Random) -> &'static str {
    let mut agencies = vec!["地域のCSW", "くらし・しごと相談支援センター"];
    match band {
        AgeBand::Teens => agencies = vec!["アシスとしま"],
        AgeBand::Twenties | AgeBand::Thirties => agencies.push("アシスとしま"),
        AgeBand::Sixties | AgeBand::SeventiesAndOver => agencies = vec!["高齢者総合相談センター", "地域のCSW"],
        AgeBand::Fifties => agencies.push("高齢者総合相談センター"),
        _ => {}
    }
    if *concern == PresentingConcern::Health {
        agencies = vec!["池袋保健所 健康推進課", "長崎健康相談所"];
    }
    random.pick(&agencies).copied().unwrap_or_default()
}
