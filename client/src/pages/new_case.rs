//! 新しいケース: as little as one knows while the telephone is still at the ear, and whether it is a new case at all.

mod intake;
mod known;

use madobe_shared::codes::{CaseStatus, ContactMethod};
use madobe_shared::search::Sought;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;
use yew::platform::spawn_local;
use yew::prelude::*;

use crate::components::fields::{code_select, read_birth};
use crate::components::icon::{Glyph, icon};
use crate::components::link::RouteLink;
use crate::components::shell::PAGE_TITLE_ID;
use crate::components::status::StatusBadge;
use crate::hooks::{go_to_instead, use_repo, use_ui};
use crate::i18n::save_error;
use crate::routes::Route;
use crate::t;
use intake::{Choices, Taken, Typed, edits, is_somebody_else};
use known::{known_already, known_list};

const NAME: &str = "new-name";
const KANA: &str = "new-kana";
const PHONE: &str = "new-phone";
const BIRTH: &str = "new-birth";
const CALLER_NAME: &str = "new-caller-name";
const CALLER_PHONE: &str = "new-caller-phone";

/// The form.
#[component]
pub fn NewCase() -> Html {
    let (repo, ui) = (use_repo(), use_ui());
    let choices = use_state_eq(Choices::default);
    let known = use_state_eq(Vec::new);
    let error = use_state_eq(|| None::<AttrValue>);
    let busy = use_state_eq(|| false);

    let oninput = {
        let (repo, known) = (repo.clone(), known.clone());
        Callback::from(move |_: InputEvent| {
            let birth = read_birth(&typed(BIRTH), repo.now_local().date()).unwrap_or_default();
            // Whoever calls may be known by their number as well.
            let phones = [&*typed(PHONE), &*typed(CALLER_PHONE)];
            known.set(known_already(&repo, &Sought::of(&typed(NAME), &typed(KANA), phones, &birth)));
        })
    };
    let create = {
        let (choices, error, busy) = (choices.clone(), error.clone(), busy.clone());
        Callback::from(move |writes: bool| {
            if *busy {
                return;
            }
            if typed(NAME).is_empty() {
                error.set(Some(t!("new_case.name_needed")));
                return focus(NAME);
            }
            let birth = match read_birth(&typed(BIRTH), repo.now_local().date()) {
                Ok(birth) => birth,
                Err(words) => {
                    error.set(Some(words));
                    return focus(BIRTH);
                }
            };
            let (relative, contact) = (repo.new_entry_id(), repo.new_entry_id());
            let said = Typed {
                name: typed(NAME),
                kana: typed(KANA),
                phone: typed(PHONE),
                birth,
                caller_name: typed(CALLER_NAME),
                caller_phone: typed(CALLER_PHONE),
            };
            let contact = writes.then_some(contact);
            let taken = Taken { at: repo.now_local(), by: repo.me().user, relative, contact };
            let edits = edits(&said, &choices, taken);
            busy.set(true);
            error.set(None);
            let (repo, ui, error, busy) = (repo.clone(), ui.clone(), error.clone(), busy.clone());
            spawn_local(async move {
                match repo.create_case(edits).await {
                    Ok(id) => go_to_instead(contact.map_or(Route::Case { id }, |entry| {
                        ui.memory().untouched_notes.borrow_mut().insert(entry);
                        Route::Note { id, entry }
                    })),
                    Err(failure) => {
                        busy.set(false);
                        error.set(Some(save_error(&failure)));
                    }
                }
            });
        })
    };
    let onsubmit = create.reform(|event: SubmitEvent| {
        event.prevent_default();
        true
    });
    let only_create = create.reform(|_: MouseEvent| false);
    let chosen = &*choices;
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
            <form class="card" method="post" {onsubmit} {oninput} novalidate=true>
                <div class="field-grid">
                    { line(NAME, t!("new_case.name"), "text", None) }
                    { line(KANA, t!("field.kana"), "text", None) }
                    { line(PHONE, t!("new_case.phone"), "tel", None) }
                    { line(BIRTH, t!("field.birth"), "text", Some(t!("field.birth.hint"))) }
                </div>
                { known_list(&known) }
                <div class="field-grid">
                    { code_select("new-age-band", t!("field.age_band"), chosen.age_band.as_ref(), false, Html::default(),
                                  choosing(&choices, |it, age_band| it.age_band = age_band)) }
                    { code_select("new-sex", t!("field.sex"), chosen.sex.as_ref(), false, Html::default(),
                                  choosing(&choices, |it, sex| it.sex = sex)) }
                </div>
                <h2>{ t!("new_case.call") }</h2>
                <div class="field-grid">
                    { code_select("new-caller", t!("new_case.caller"), chosen.caller.as_ref(), false, Html::default(),
                                  choosing(&choices, |it, caller| it.caller = caller)) }
                    { code_select("new-method", t!("field.method"), Some(&chosen.method), true, Html::default(),
                                  choosing(&choices, |it, method| it.method = method.unwrap_or(ContactMethod::Phone))) }
                    if is_somebody_else(chosen.caller.as_ref()) {
                        { line(CALLER_NAME, t!("new_case.caller_name"), "text", None) }
                        { line(CALLER_PHONE, t!("new_case.caller_phone"), "tel", None) }
                    }
                    { code_select("new-concern", t!("field.main_concern"), chosen.concern.as_ref(), false, Html::default(),
                                  choosing(&choices, |it, concern| it.concern = concern)) }
                    { code_select("new-source", t!("field.referral_source"), chosen.source.as_ref(), false, Html::default(),
                                  choosing(&choices, |it, source| it.source = source)) }
                    { code_select("new-status", t!("field.status"), Some(&chosen.status), true, Html::default(),
                                  choosing(&choices, |it, status| it.status = status.unwrap_or(CaseStatus::Intake))) }
                </div>
                if let Some(error) = (*error).clone() { <p class="field-error" role="alert">{ error }</p> }
                <div class="buttons">
                    <button type="submit" class="button button-main button-large" aria-disabled={busy.to_string()}>
                        { t!("new_case.create_and_write") }
                    </button>
                    <button type="button" class="button button-outline button-large" onclick={only_create}
                            aria-disabled={busy.to_string()}>{ t!("new_case.create") }</button>
                </div>
            </form>
        </div>
    }
}

fn line(id: &'static str, label: AttrValue, kind: &'static str, hint: Option<AttrValue>) -> Html {
    html! {
        <div class="field" key={id}>
            <label class="field-label" for={id}>{ label }</label>
            <input class="input" {id} type={kind} autocomplete="off" aria-describedby={hint.as_ref().map(|_| format!("{id}-hint"))} />
            if let Some(hint) = hint { <p class="field-hint" id={format!("{id}-hint")}>{ hint }</p> }
        </div>
    }
}

fn choosing<C: 'static>(choices: &UseStateHandle<Choices>, choose: fn(&mut Choices, C)) -> Callback<C> {
    let choices = choices.clone();
    Callback::from(move |chosen| {
        let mut now = (*choices).clone();
        choose(&mut now, chosen);
        choices.set(now);
    })
}

fn input(id: &str) -> Option<HtmlInputElement> {
    gloo::utils::document().get_element_by_id(id)?.dyn_into().ok()
}

/// What stands in a line, without space around it; nothing where the line is not shown.
fn typed(id: &str) -> String {
    input(id).map(|input| input.value().trim().to_owned()).unwrap_or_default()
}

fn focus(id: &str) {
    if let Some(input) = input(id) {
        let _ = input.focus();
    }
}
