//! 家族の図: the household at a glance. The list below it says the same in words.

mod layout;

use madobe_shared::case::{Case, FamilyMember};
use yew::prelude::*;

use super::basics::BasicsProps;
use crate::hooks::use_case;
use crate::i18n::{label, member_words};
use crate::t;
use layout::{BOX_WIDTH, Layout, Place, WIDTH};

/// With fewer there is nothing to see at a glance.
const MEMBERS_MIN: usize = 2;

/// So many characters of a name fit a box.
const NAME_CHARS_MAX: usize = 6;

/// How many letters of a relation surely fit into its box.
const LONG_CHARS: usize = 5;

/// The drawing; nothing of a family of one.
#[component]
pub fn FamilyMap(props: &BasicsProps) -> Html {
    let case = use_case(&props.open);
    if case.family.len() < MEMBERS_MIN {
        return Html::default();
    }
    let Layout { boxes, home, apart, descents, height } = Layout::of(&case.family);
    let one = |(who, place): &(Option<usize>, Place)| {
        let member = who.and_then(|who| case.family.get(who));
        let (relation, name) = match member {
            None => (t!("basics.person"), case.person.name.as_str()),
            Some(member) => (member.relationship.as_ref().map(label).unwrap_or_default(), member.name.as_str()),
        };
        let is_key = member.is_some_and(|member| is_key_person(&case, member));
        let class =
            classes!("family-box", member.is_none().then_some("family-box-person"), is_key.then_some("family-box-key"));
        let middle = (place.x + BOX_WIDTH / 2).to_string();
        // The longest words of the list are wider than a box.
        let is_long = relation.chars().count() + usize::from(is_key) * 2 > LONG_CHARS;
        let text_length = is_long.then(|| (place.width - 10).to_string());
        html! {
            <g {class}>
                <rect x={place.x.to_string()} y={place.y.to_string()} width={place.width.to_string()}
                      height={place.height.to_string()} rx="8" />
                <text class="family-relation" x={middle.clone()} y={(place.y + 20).to_string()} textLength={text_length} lengthAdjust="spacingAndGlyphs">
                    { if is_key { "★ " } else { "" } }{ relation }
                </text>
                <text x={middle} y={(place.y + 38).to_string()}>{ cut(name) }</text>
            </g>
        }
    };
    html! {
        <figure class="family-map">
            <svg viewBox={format!("0 0 {WIDTH} {height}")} role="img" aria-label={in_words(&case)}>
                <rect class="family-home" x={(home.x + 1).to_string()} y={home.y.to_string()}
                      width={(home.width - 2).to_string()} height={home.height.to_string()} rx="10" />
                <text class="family-where" x={(home.x + 10).to_string()} y={(home.y + 16).to_string()}>{ t!("family.map.together") }</text>
                if let Some(x) = apart {
                    <text class="family-where" x={x.to_string()} y="17">{ t!("family.map.apart") }</text>
                }
                { for descents.iter().map(|(x, from, to)| html! {
                    <line x1={x.to_string()} x2={x.to_string()} y1={from.to_string()} y2={to.to_string()} />
                }) }
                { for boxes.iter().map(one) }
            </svg>
            if case.family.iter().any(|member| is_key_person(&case, member)) {
                <figcaption class="quiet">{ "★ " }{ t!("field.key_person") }</figcaption>
            }
        </figure>
    }
}

fn is_key_person(case: &Case, member: &FamilyMember) -> bool {
    case.key_person == Some(member.id)
}

/// As much of a name as fits; the whole stands in the list.
fn cut(name: &str) -> String {
    let mut letters = name.trim().chars();
    let shown: String = letters.by_ref().take(NAME_CHARS_MAX).collect();
    if letters.next().is_some() { format!("{shown}…") } else { shown }
}

/// What the drawing shows, for whoever hears it.
fn in_words(case: &Case) -> AttrValue {
    let of = |lives_together: bool| {
        let members = case.family.iter().filter(|member| member.lives_together == lives_together);
        let words: Vec<String> = members
            .map(|member| {
                let words = member_words(member);
                if is_key_person(case, member) {
                    format!("{words}（{}）", t!("field.key_person"))
                } else {
                    words.to_string()
                }
            })
            .collect();
        if words.is_empty() { t!("family.map.nobody").to_string() } else { words.join(t!("list.separator").as_str()) }
    };
    t!("family.map.label", together = of(true), apart = of(false))
}
