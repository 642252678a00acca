//! 2つの値・要確認: fields that two people set without knowing of each other. Nothing is lost and nobody is asked in the middle of
//! something; anyone settles it in one tap.

use madobe_shared::case::{Case, Conflict, ConflictingValue};
use madobe_shared::edit::Edit;
use yew::prelude::*;

use super::fields::{choice_words, field_words, value_words};
use crate::hooks::{use_case, use_now, use_repo};
use crate::i18n::{edit_error, moment_of_s};
use crate::repo::OpenCase;
use crate::t;

/// Properties of [`Conflicts`].
#[derive(PartialEq, Properties)]
pub struct ConflictsProps {
    /// The case.
    pub case: OpenCase,
}

/// All fields of the case that wait to be settled; nothing where there are none.
#[component]
pub fn Conflicts(props: &ConflictsProps) -> Html {
    let case = use_case(&props.case);
    let error = use_state_eq(|| None::<AttrValue>);
    let on_error = {
        let error = error.clone();
        Callback::from(move |words| error.set(words))
    };
    if case.conflicts.is_empty() {
        return Html::default();
    }
    html! {
        <section class="card conflicts" aria-labelledby="conflicts-title">
            <h2 id="conflicts-title">{ t!("conflict.title") }</h2>
            { for case.conflicts.iter().map(|conflict| html! {
                <OneConflict key={format!("{:?}", conflict.field)} open={props.case.clone()} conflict={conflict.clone()}
                             on_error={on_error.clone()} />
            }) }
            if let Some(error) = (*error).clone() {
                <p class="field-error" role="alert">{ error }</p>
            }
        </section>
    }
}

#[derive(PartialEq, Properties)]
struct OneConflictProps {
    open: OpenCase,
    conflict: Conflict,
    on_error: Callback<Option<AttrValue>>,
}

#[component]
fn OneConflict(props: &OneConflictProps) -> Html {
    let repo = use_repo();
    let today = use_now().date();
    let case: std::rc::Rc<Case> = props.open.view();
    let field = props.conflict.field;
    let name_of = |user| repo.staff_name(user);
    let values: Vec<&str> = props.conflict.values.iter().map(|value| value.value.as_str()).collect();
    let choices = choice_words(&case, field, &values, today, &name_of);

    let line = |one: &ConflictingValue| {
        let who = one.author.map(|author| repo.staff_name(author.user)).unwrap_or_default();
        html! {
            <li>
                <span class="conflict-value">{ value_words(&case, field, &one.value, today, &name_of) }</span>
                <span class="conflict-who">
                    { t!("conflict.entered", who = who, when = moment_of_s(one.set_at_s, today).unwrap_or_default()) }
                </span>
            </li>
        }
    };
    let button = |(one, words): (&ConflictingValue, String)| {
        let (open, value, on_error) = (props.open.clone(), one.value.clone(), props.on_error.clone());
        let onclick = Callback::from(move |_: MouseEvent| {
            let settled = open.edit([Edit::Set { field, value: Some(value.clone()) }]);
            on_error.emit(settled.err().map(|error| edit_error(&error)));
        });
        html! {
            <button type="button" class="button button-outline" {onclick}>{ t!("conflict.choose", value = words) }</button>
        }
    };
    html! {
        <div class="conflict">
            <p class="conflict-field">{ field_words(field, &case) }</p>
            <ul class="conflict-values">{ for props.conflict.values.iter().map(line) }</ul>
            <div class="buttons">{ for props.conflict.values.iter().zip(choices).map(button) }</div>
        </div>
    }
}
