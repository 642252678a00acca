//! A code list, or the staff, as a list to choose from.

use madobe_shared::case::{Case, FamilyMember};
use madobe_shared::codes::{CodeList, CodeTable};
use madobe_shared::ids::UserId;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use crate::i18n::{member_words, table_label};
use crate::repo::Repo;
use crate::t;

/// A labelled choice from a code list. `id` is unique on the screen; a `required` one always has a choice; the mark stands beside the
/// label. `on_choose` hears `None` where nothing is chosen.
pub fn code_select<C: CodeList>(
    id: impl Into<AttrValue>,
    label: AttrValue,
    chosen: Option<&C>,
    required: bool,
    mark: Html,
    on_choose: Callback<Option<C>>,
) -> Html {
    let chosen = chosen.map(|code| code.code().to_owned()).unwrap_or_default();
    let on_choose = on_choose.reform(|code: AttrValue| (!code.is_empty()).then(|| C::from_code(&code)));
    table_select(id.into(), label, C::TABLE, chosen, required, mark, on_choose)
}

/// The same by code; the empty one is that of no choice.
pub fn table_select(
    id: impl Into<AttrValue>,
    label: AttrValue,
    table: &'static CodeTable,
    chosen: String,
    required: bool,
    mark: Html,
    on_choose: Callback<AttrValue>,
) -> Html {
    let mut options: Vec<(AttrValue, AttrValue)> = table
        .rows
        .iter()
        .map(|(code, ..)| (AttrValue::Static(code), AttrValue::from(table_label(table, code))))
        .collect();
    let chosen = AttrValue::from(chosen);
    // A code that this version does not know stays chosen, under its own name.
    if !chosen.is_empty() && options.iter().all(|(code, _)| *code != chosen) {
        options.push((chosen.clone(), chosen.clone()));
    }
    html! { <Select id={id.into()} {label} {options} {chosen} {on_choose} {required} {mark} /> }
}

/// A labelled choice of a member of the family; see [`table_select`].
pub fn family_select(
    case: &Case,
    id: impl Into<AttrValue>,
    label: AttrValue,
    chosen: String,
    mark: Html,
    on_choose: Callback<AttrValue>,
) -> Html {
    let of = |member: &FamilyMember| (AttrValue::from(member.id.to_string()), member_words(member));
    let mut options: Vec<(AttrValue, AttrValue)> = case.family.iter().map(of).collect();
    let chosen = AttrValue::from(chosen);
    if !chosen.is_empty() && options.iter().all(|(member, _)| *member != chosen) {
        options.push((chosen.clone(), t!("field.key_person.gone")));
    }
    options_select(id, label, options, chosen, mark, on_choose)
}

/// A labelled choice of a member of staff; see [`code_select`].
pub fn staff_select(
    repo: &Repo,
    id: impl Into<AttrValue>,
    label_words: AttrValue,
    chosen: Option<UserId>,
    mark: Html,
    on_choose: Callback<Option<UserId>>,
) -> Html {
    let staff = repo.staff();
    let offered = staff.members.iter().filter(|member| member.active || Some(member.user) == chosen);
    let mut options: Vec<_> = offered
        .map(|member| (AttrValue::from(member.user.to_string()), AttrValue::from(member.name.clone())))
        .collect();
    let code = chosen.map(|user| AttrValue::from(user.to_string())).unwrap_or_default();
    if let Some(user) = chosen.filter(|user| staff.members.iter().all(|member| member.user != *user)) {
        options.push((code.clone(), AttrValue::from(repo.staff_name(user))));
    }
    let on_choose = on_choose.reform(|user: AttrValue| user.parse().ok());
    options_select(id, label_words, options, code, mark, on_choose)
}

/// A labelled choice from these values, each with its words; see [`table_select`].
pub fn options_select(
    id: impl Into<AttrValue>,
    label: AttrValue,
    options: Vec<(AttrValue, AttrValue)>,
    chosen: AttrValue,
    mark: Html,
    on_choose: Callback<AttrValue>,
) -> Html {
    html! { <Select id={id.into()} {label} {options} {chosen} {on_choose} {mark} /> }
}

#[derive(PartialEq, Properties)]
struct SelectProps {
    id: AttrValue,
    label: AttrValue,
    options: Vec<(AttrValue, AttrValue)>,
    chosen: AttrValue,
    on_choose: Callback<AttrValue>,
    #[prop_or_default]
    required: bool,
    #[prop_or_default]
    mark: Html,
}

#[component]
fn Select(props: &SelectProps) -> Html {
    let select = use_node_ref();
    // The browser keeps what the user picked; a value that arrives is put in its place here.
    use_effect_with((props.chosen.clone(), props.options.clone()), {
        let select = select.clone();
        move |(chosen, _)| {
            if let Some(element) = select.cast::<HtmlSelectElement>() {
                element.set_value(chosen);
            }
        }
    });
    let onchange = props
        .on_choose
        .reform(|event: Event| AttrValue::from(event.target_unchecked_into::<HtmlSelectElement>().value()));
    html! {
        <div class="field">
            <label class="field-label" for={props.id.clone()}>{ props.label.clone() }{ props.mark.clone() }</label>
            <select ref={select} class="input" id={props.id.clone()} {onchange}>
                if !props.required || props.chosen.is_empty() {
                    <option value="">{ t!("select.none") }</option>
                }
                { for props.options.iter().map(|(value, label)| html! {
                    <option value={value.clone()}>{ label.clone() }</option>
                }) }
            </select>
        </div>
    }
}
