//! What must not be forgotten at the door or on the telephone.

use madobe_shared::case::Alert;
use madobe_shared::codes::AlertLevel;
use madobe_shared::edit::{AlertField, Edit, Entry, FieldRef};
use yew::prelude::*;

use super::basics::BasicsProps;
use crate::components::fields::{TextField, code_select, disputed_mark, set};
use crate::components::icon::{Glyph, icon};
use crate::components::remove::Remove;
use crate::hooks::{use_case, use_repo};
use crate::i18n::edit_error;
use crate::repo::OpenCase;
use crate::t;

/// The alerts.
#[component]
pub fn Alerts(props: &BasicsProps) -> Html {
    let repo = use_repo();
    let case = use_case(&props.open);
    let error = use_state_eq(|| None::<AttrValue>);
    let add = {
        let (open, error) = (props.open.clone(), error.clone());
        Callback::from(move |_: MouseEvent| {
            let id = repo.new_entry_id();
            let level = set(FieldRef::Alert(id, AlertField::Level), AlertLevel::Caution.code());
            error.set(open.edit([Edit::AddAlert(id), level]).err().map(|error| edit_error(&error)));
        })
    };
    html! {
        <section class="card" aria-labelledby="alerts-title">
            <h2 id="alerts-title">{ t!("basics.alerts") }</h2>
            if case.alerts.is_empty() { <p class="quiet">{ t!("alerts.none") }</p> }
            <ul class="entries">
                { for case.alerts.iter().map(|alert| html! {
                    <OneAlert key={alert.id.to_string()} open={props.open.clone()} alert={alert.clone()} />
                }) }
            </ul>
            <button type="button" class="button button-outline" onclick={add}>
                { icon(Glyph::Plus) }{ t!("alerts.add") }
            </button>
            if let Some(error) = (*error).clone() { <p class="field-error" role="alert">{ error }</p> }
        </section>
    }
}

#[derive(PartialEq, Properties)]
struct OneAlertProps {
    open: OpenCase,
    alert: Alert,
}

#[component]
fn OneAlert(props: &OneAlertProps) -> Html {
    let (open, alert) = (&props.open, &props.alert);
    let id = alert.id;
    let level = FieldRef::Alert(id, AlertField::Level);
    let on_level = {
        let open = open.clone();
        Callback::from(move |chosen: Option<AlertLevel>| {
            let _ = open.edit([set(level, chosen.unwrap_or(AlertLevel::Note).code())]);
        })
    };
    html! {
        <li class="entry">
            <div class="field-grid">
                <TextField case={open.clone()} field={FieldRef::Alert(id, AlertField::Text)} label={t!("alerts.text")}
                           value={alert.text.clone()} />
                { code_select(format!("{id}-level"), t!("field.alert_level"), Some(&alert.level), true,
                              disputed_mark(open, level), on_level) }
            </div>
            <Remove case={open.clone()} entry={Entry::Alert(id)} label={t!("alerts.remove_label", text = alert.text)} />
        </li>
    }
}
