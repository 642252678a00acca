//! 新しいケース: as little as one knows while the telephone is still at the ear.

use madobe_shared::codes::{AgeBand, CaseStatus, Sex};
use madobe_shared::edit::{CaseField, Edit, FieldRef};
use web_sys::HtmlInputElement;
use yew::platform::spawn_local;
use yew::prelude::*;

use crate::components::fields::{code_select, read_partial_date, set};
use crate::components::icon::{Glyph, icon};
use crate::components::link::RouteLink;
use crate::components::shell::PAGE_TITLE_ID;
use crate::components::status::StatusBadge;
use crate::hooks::{go_to_instead, use_repo};
use crate::i18n::save_error;
use crate::routes::Route;
use crate::t;

/// The form.
#[component]
pub fn NewCase() -> Html {
    let repo = use_repo();
    let (name, kana, phone, birth) = (use_node_ref(), use_node_ref(), use_node_ref(), use_node_ref());
    let age_band = use_state_eq(|| None::<AgeBand>);
    let sex = use_state_eq(|| None::<Sex>);
    let status = use_state_eq(|| CaseStatus::Intake);
    let error = use_state_eq(|| None::<AttrValue>);
    let busy = use_state_eq(|| false);

    let onsubmit = {
        let (name, kana, phone, birth) = (name.clone(), kana.clone(), phone.clone(), birth.clone());
        let (age_band, sex, status) = (age_band.clone(), sex.clone(), status.clone());
        let (error, busy) = (error.clone(), busy.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if *busy {
                return;
            }
            let text =
                |input: &NodeRef| input.cast::<HtmlInputElement>().map(|input| input.value()).unwrap_or_default();
            if text(&name).trim().is_empty() {
                error.set(Some(t!("new_case.name_needed")));
                focus(&name);
                return;
            }
            let birth_value = match read_partial_date(&text(&birth)) {
                Ok(value) => value,
                Err(words) => {
                    error.set(Some(words));
                    focus(&birth);
                    return;
                }
            };
            let me = repo.me().user.to_string();
            let today = repo.now_local().date().to_string();
            let fields = [
                (CaseField::PersonName, text(&name).trim().to_owned()),
                (CaseField::PersonKana, text(&kana).trim().to_owned()),
                (CaseField::PersonPhone, text(&phone).trim().to_owned()),
                (CaseField::PersonBirth, birth_value),
                (CaseField::PersonAgeBand, age_band.as_ref().map(|band| band.code().to_owned()).unwrap_or_default()),
                (CaseField::PersonSex, sex.as_ref().map(|sex| sex.code().to_owned()).unwrap_or_default()),
                (CaseField::Status, status.code().to_owned()),
                (CaseField::OpenedOn, today),
                (CaseField::Lead, me),
            ];
            let known = fields.into_iter().filter(|(_, value)| !value.is_empty());
            let edits: Vec<Edit> = known.map(|(field, value)| set(FieldRef::Case(field), &value)).collect();
            busy.set(true);
            error.set(None);
            let (repo, error, busy) = (repo.clone(), error.clone(), busy.clone());
            spawn_local(async move {
                match repo.create_case(edits).await {
                    Ok(id) => go_to_instead(Route::Case { id }),
                    Err(failure) => {
                        busy.set(false);
                        error.set(Some(save_error(&failure)));
                    }
                }
            });
        })
    };
    let line = |input: &NodeRef, id: &'static str, label: AttrValue, kind: &'static str, hint: Option<AttrValue>| {
        html! {
            <div class="field">
                <label class="field-label" for={id}>{ label }</label>
                <input ref={input.clone()} class="input" {id} type={kind} autocomplete="off"
                       aria-describedby={hint.as_ref().map(|_| format!("{id}-hint"))} />
                if let Some(hint) = hint { <p class="field-hint" id={format!("{id}-hint")}>{ hint }</p> }
            </div>
        }
    };
    let on_band = {
        let age_band = age_band.clone();
        Callback::from(move |band| age_band.set(band))
    };
    let on_sex = {
        let sex = sex.clone();
        Callback::from(move |chosen| sex.set(chosen))
    };
    let on_status = {
        let status = status.clone();
        Callback::from(move |chosen: Option<CaseStatus>| status.set(chosen.unwrap_or(CaseStatus::Intake)))
    };
    html! {
        <div class="page page-form">
            <header class="case-head">
                <div class="case-head-line">
                    <RouteLink to={Route::Cases} class={classes!("button", "button-quiet", "button-icon", "case-back")}
                               label={t!("case.to_list")}>{ icon(Glyph::Back) }</RouteLink>
                    <StatusBadge />
                </div>
                <h1 id={PAGE_TITLE_ID} tabindex="-1">{ t!("new_case.title") }</h1>
            </header>
            <p class="quiet">{ t!("new_case.lead") }</p>
            <form class="card" method="post" {onsubmit} novalidate=true>
                <div class="field-grid">
                    { line(&name, "new-name", t!("new_case.name"), "text", None) }
                    { line(&kana, "new-kana", t!("field.kana"), "text", None) }
                    { line(&phone, "new-phone", t!("field.phone"), "tel", None) }
                    { line(&birth, "new-birth", t!("field.birth"), "text", Some(t!("field.birth.hint"))) }
                    { code_select("new-age-band", t!("field.age_band"), (*age_band).as_ref(), false, Html::default(), on_band) }
                    { code_select("new-sex", t!("field.sex"), (*sex).as_ref(), false, Html::default(), on_sex) }
                    { code_select("new-status", t!("field.status"), Some(&*status), true, Html::default(), on_status) }
                </div>
                if let Some(error) = (*error).clone() { <p class="field-error" role="alert">{ error }</p> }
                <button type="submit" class="button button-main button-large" aria-disabled={busy.to_string()}>
                    { t!("new_case.create") }
                </button>
            </form>
        </div>
    }
}

fn focus(input: &NodeRef) {
    if let Some(input) = input.cast::<HtmlInputElement>() {
        let _ = input.focus();
    }
}
