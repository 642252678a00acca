//! 端末: which devices the office has, for managers; what to do when one is lost.

use madobe_shared::ids::DocId;
use yew::platform::spawn_local;
use yew::prelude::*;

use crate::account::AccountError;
use crate::check_outs::{BookPage, CheckOut, book, give_back};
use crate::components::ask_form::{AskForm, Asked, Kind, Line};
use crate::components::case_list::{case_of, document_words};
use crate::components::check_out::{book_pages, check_out_form, is_overdue, print_button, who_has_it};
use crate::components::chips::{ChipTone, chip};
use crate::components::dialog::Dialog;
use crate::components::empty::{empty, loading};
use crate::components::qr::qr;
use crate::components::shell::PAGE_TITLE_ID;
use crate::hooks::{use_repo, use_ui};
use crate::i18n::{account_error, local_datetime, moment_of, short_id, time_of_day};
use crate::managing::{
    Devices, EnrolmentCode, KnownDevice, devices, enrolment_code, holdings, name_device, set_lost, set_must_enrol,
};
use crate::repo::Repo;
use crate::t;

/// What a dialog asks about a device.
#[derive(Debug, Clone, PartialEq)]
enum Asking {
    Name(KnownDevice),
    Lost(KnownDevice),
    /// What may be on it, once that is known.
    Holdings(KnownDevice, Option<Vec<DocId>>),
    /// Who takes it along.
    Out(KnownDevice),
    /// The book, as far as it was read.
    Book(Option<BookPage>),
    /// The code for a new one, once it is drawn.
    Enrol(Option<EnrolmentCode>),
}

type Listed = Option<Result<Devices, AccountError>>;

/// The list, and the question that one of its buttons asks.
#[component]
pub fn DevicesPage() -> Html {
    let (repo, ui) = (use_repo(), use_ui());
    let listed = use_state(|| None as Listed);
    let asking = use_state_eq(|| None::<Asking>);
    let error = use_state_eq(|| None::<AttrValue>);
    use_effect_with((), {
        let listed = listed.clone();
        move |()| spawn_local(async move { listed.set(Some(devices().await)) })
    });
    let ask = {
        let (asking, error) = (asking.clone(), error.clone());
        Callback::from(move |question: Option<Asking>| {
            error.set(None);
            if let Some(Asking::Holdings(device, None)) = &question {
                let (asking, error, device) = (asking.clone(), error.clone(), device.clone());
                spawn_local(async move {
                    match holdings(&device.id).await {
                        Ok(held) => asking.set(Some(Asking::Holdings(device, Some(held)))),
                        Err(failure) => error.set(Some(account_error(&failure))),
                    }
                });
            }
            if let Some(Asking::Book(read)) = &question {
                let (asking, error, read) = (asking.clone(), error.clone(), read.clone().unwrap_or_default());
                spawn_local(async move {
                    match book(read.next).await {
                        Ok(page) => {
                            let entries = read.entries.into_iter().chain(page.entries).collect();
                            asking.set(Some(Asking::Book(Some(BookPage { entries, next: page.next }))));
                        }
                        Err(failure) => error.set(Some(account_error(&failure))),
                    }
                });
            }
            if question == Some(Asking::Enrol(None)) {
                let (asking, error) = (asking.clone(), error.clone());
                spawn_local(async move {
                    match enrolment_code().await {
                        Ok(code) => asking.set(Some(Asking::Enrol(Some(code)))),
                        Err(failure) => error.set(Some(account_error(&failure))),
                    }
                });
            }
            asking.set(question);
        })
    };
    let rule = {
        let (listed, ui) = (listed.clone(), ui.clone());
        Callback::from(move |must: bool| {
            let (listed, ui) = (listed.clone(), ui.clone());
            spawn_local(async move {
                let ruled = set_must_enrol(must).await;
                if ruled.is_ok() {
                    ui.say(if must { t!("enrol.required.done") } else { t!("enrol.free.done") });
                }
                listed.set(Some(ruled));
            });
        })
    };
    let report = {
        let (listed, asking, error, ui) = (listed.clone(), asking.clone(), error.clone(), ui.clone());
        Callback::from(move |(id, lost): (String, bool)| {
            let (listed, asking, error, ui) = (listed.clone(), asking.clone(), error.clone(), ui.clone());
            spawn_local(async move {
                match set_lost(&id, lost).await {
                    Ok(devices) => {
                        ui.say(if lost { t!("devices.lost.done") } else { t!("devices.found.done") });
                        listed.set(Some(Ok(devices)));
                        asking.set(None);
                    }
                    Err(failure) => error.set(Some(account_error(&failure))),
                }
            });
        })
    };
    let on_named = {
        let (listed, asking) = (listed.clone(), asking.clone());
        Callback::from(move |devices| {
            listed.set(Some(Ok(devices)));
            asking.set(None);
        })
    };
    let reload = {
        let (listed, asking, ui) = (listed.clone(), asking.clone(), ui.clone());
        Callback::from(move |words: AttrValue| {
            let (listed, asking) = (listed.clone(), asking.clone());
            ui.say(words);
            spawn_local(async move {
                asking.set(None);
                listed.set(Some(devices().await));
            });
        })
    };
    let back = {
        let (listed, reload) = (listed.clone(), reload.clone());
        Callback::from(move |out: CheckOut| {
            let (listed, reload) = (listed.clone(), reload.clone());
            spawn_local(async move {
                match give_back(&out).await {
                    Ok(_) => reload.emit(t!("out.returned")),
                    Err(failure) => listed.set(Some(Err(failure))),
                }
            });
        })
    };
    let on_taken = reload.reform(|()| t!("out.done"));
    let on_close = ask.reform(|()| None);
    html! {
        <div class="page">
            <header class="page-head"><h1 id={PAGE_TITLE_ID} tabindex="-1">{ t!("devices.title") }</h1></header>
            <p class="quiet">{ t!("devices.lead") }</p>
            { match &*listed {
                None => loading(),
                Some(Err(failure)) => html! { <p class="field-error" role="alert">{ account_error(failure) }</p> },
                Some(Ok(Devices { must_enrol, build, known })) => html! {
                    <>
                        { outside(known, &repo, &ask) }
                        { enrolment(*must_enrol, &ask, &rule) }
                        if known.is_empty() { { empty(t!("devices.empty"), t!("devices.empty.hint")) } }
                        <ul class="devices">{ for known.iter().map(|device| row(&repo, (device, build.as_ref()), &ask, &report, &back)) }</ul>
                    </>
                },
            } }
            if let Some((question, Some(Ok(Devices { known, .. })))) = asking.as_ref().map(|asking| (asking, &*listed)) {
                <Dialog title={title(question)} {on_close}>
                    { inside(&repo, question, &ask, &report, &on_named, &on_taken, known) }
                    if let Some(error) = (*error).clone() { <p class="field-error" role="alert">{ error }</p> }
                </Dialog>
            }
        </div>
    }
}

/// How many devices are out, and the way to the book.
fn outside(known: &[KnownDevice], repo: &Repo, ask: &Callback<Option<Asking>>) -> Html {
    let out: Vec<_> = known.iter().filter_map(|device| device.out.as_ref()).collect();
    let late = out.iter().filter(|out| is_overdue(repo, out)).count();
    html! {
        <section class="card device-enrolment" aria-labelledby="out-title">
            <h2 id="out-title">{ t!("out.card.office") }</h2>
            <p class="device-out">
                <span>{ if out.is_empty() { t!("out.none") } else { t!("out.count", count = out.len()) } }</span>
                if late > 0 { { chip(ChipTone::Persimmon, t!("out.late", count = late)) } }
            </p>
            <div class="buttons">
                <button type="button" class="button button-outline"
                        onclick={ask.reform(|_: MouseEvent| Some(Asking::Book(None)))}>{ t!("out.book") }</button>
            </div>
        </section>
    }
}

/// Whether new devices are enrolled, and how.
fn enrolment(must_enrol: bool, ask: &Callback<Option<Asking>>, rule: &Callback<bool>) -> Html {
    html! {
        <section class="card device-enrolment" aria-labelledby="enrol-title">
            <h2 id="enrol-title">{ t!("enrol.card") }</h2>
            <p>{ if must_enrol { t!("enrol.required") } else { t!("enrol.free") } }</p>
            <div class="buttons">
                if must_enrol {
                    <button type="button" class="button button-outline"
                            onclick={ask.reform(|_: MouseEvent| Some(Asking::Enrol(None)))}>{ t!("enrol.button") }</button>
                    <button type="button" class="button button-text" onclick={rule.reform(|_: MouseEvent| false)}>
                        { t!("enrol.make_free") }
                    </button>
                } else {
                    <button type="button" class="button button-outline" onclick={rule.reform(|_: MouseEvent| true)}>
                        { t!("enrol.make_required") }
                    </button>
                }
            </div>
        </section>
    }
}

/// What people call a device: its name, or the beginning of its id.
fn called(device: &KnownDevice) -> AttrValue {
    let id = short_id(&device.id);
    if device.name.is_empty() { t!("devices.unnamed", id = id) } else { AttrValue::from(device.name.clone()) }
}

fn row(
    repo: &Repo,
    (device, served): (&KnownDevice, Option<&String>),
    ask: &Callback<Option<Asking>>,
    report: &Callback<(String, bool)>,
    back: &Callback<CheckOut>,
) -> Html {
    let is_old = !device.build.is_empty() && served.is_some_and(|served| *served != device.build);
    let today = repo.now_local().date();
    let when = |at_ms| moment_of(at_ms, today);
    let names: Vec<String> = device.users.iter().map(|user| repo.staff_name(*user)).collect();
    let button = |words: AttrValue, class: &'static str, onclick: Callback<MouseEvent>| {
        let label = t!("devices.button_label", device = called(device), what = words);
        html! { <button type="button" {class} aria-label={label} {onclick}>{ words }</button> }
    };
    let asks = |question: Asking| ask.reform(move |_: MouseEvent| Some(question.clone()));
    let found = {
        let id = device.id.clone();
        report.reform(move |_: MouseEvent| (id.clone(), false))
    };
    html! {
        <li key={device.id.clone()} class="card device-row">
            <p class="device-words">
                <strong>{ called(device) }</strong>
                if device.id == repo.device().to_string() { { chip(ChipTone::Plain, t!("sessions.here")) } }
                if let Some(at_ms) = device.wiped_at_ms {
                    { chip(ChipTone::Green, t!("devices.wiped", when = when(at_ms))) }
                } else if let Some(at_ms) = device.lost_at_ms {
                    { chip(ChipTone::Persimmon, t!("devices.lost", when = when(at_ms))) }
                }
                if let Some(out) = &device.out { { who_has_it(repo, out) } }
                <span class="device-line">{ names.join(t!("list.separator").as_str()) }</span>
                <span class="quiet device-line">{ t!("devices.met", when = when(device.last_met_ms)) }</span>
                if !device.build.is_empty() {
                    <span class="quiet device-build">{ t!("device.version", version = device.build) }</span>
                    if is_old { { chip(ChipTone::Indigo, t!("devices.old_build")) } }
                }
            </p>
            <div class="buttons">
                if let Some(out) = device.out.clone() {
                    { button(t!("out.return"), "button button-outline", back.reform(move |_: MouseEvent| out.clone())) }
                } else if device.lost_at_ms.is_none() {
                    { button(t!("out.take"), "button button-outline", asks(Asking::Out(device.clone()))) }
                }
                if device.lost_at_ms.is_none() {
                    { button(t!("devices.report"), "button button-outline", asks(Asking::Lost(device.clone()))) }
                } else if device.wiped_at_ms.is_none() {
                    { button(t!("devices.found"), "button button-outline", found) }
                }
                { button(t!("devices.holdings"), "button button-text", asks(Asking::Holdings(device.clone(), None))) }
                { button(t!("devices.name"), "button button-text", asks(Asking::Name(device.clone()))) }
            </div>
        </li>
    }
}

fn title(question: &Asking) -> AttrValue {
    match question {
        Asking::Name(_) => t!("devices.name.title"),
        Asking::Lost(device) => t!("devices.report.title", device = called(device)),
        Asking::Holdings(device, _) => t!("devices.holdings.title", device = called(device)),
        Asking::Out(device) => t!("out.title.of", device = called(device)),
        Asking::Book(_) => t!("out.book"),
        Asking::Enrol(_) => t!("enrol.title"),
    }
}

fn inside(
    repo: &Repo,
    question: &Asking,
    ask: &Callback<Option<Asking>>,
    report: &Callback<(String, bool)>,
    on_named: &Callback<Devices>,
    on_taken: &Callback<()>,
    known: &[KnownDevice],
) -> Html {
    match question {
        Asking::Name(device) => {
            let (id, on_named) = (device.id.clone(), on_named.clone());
            let on_submit = Callback::from(move |asked: Asked| {
                let (id, on_named) = (id.clone(), on_named.clone());
                spawn_local(async move {
                    let name = asked.values.first().cloned().unwrap_or_default();
                    match name_device(&id, name.trim()).await {
                        Ok(devices) => {
                            asked.done();
                            on_named.emit(devices);
                        }
                        Err(AccountError::BadName) => asked.wrong(0, t!("devices.name.bad")),
                        Err(failure) => asked.failed(account_error(&failure)),
                    }
                });
            });
            let lines =
                vec![Line::new("device-name", Kind::Name, t!("devices.name.label")).with_hint(t!("devices.name.hint"))];
            html! { <AskForm {lines} {on_submit} button={t!("devices.name.button")} /> }
        }
        Asking::Lost(device) => {
            let id = device.id.clone();
            html! {
                <>
                    if let Some(out) = &device.out { { who_has_it(repo, out) } }
                    <p>{ t!("devices.report.lead") }</p>
                    <p>{ t!("devices.report.unsent") }</p>
                    <div class="buttons">
                        <button type="button" class="button button-persimmon"
                                onclick={report.reform(move |_: MouseEvent| (id.clone(), true))}>{ t!("devices.report.button") }</button>
                        <button type="button" class="button button-outline" onclick={ask.reform(|_: MouseEvent| None)}>
                            { t!("cancel") }
                        </button>
                    </div>
                </>
            }
        }
        Asking::Holdings(_, None) | Asking::Enrol(None) | Asking::Book(None) => loading(),
        Asking::Out(device) => check_out_form(repo, &device.id, true, on_taken),
        Asking::Book(Some(read)) => {
            let more = read.clone();
            let name = |id: &str| known.iter().find(|device| device.id == id).map(called).unwrap_or_default();
            book_pages(repo, read, &name, ask.reform(move |_: MouseEvent| Some(Asking::Book(Some(more.clone())))))
        }
        Asking::Enrol(Some(EnrolmentCode { code, qr: drawing, until_ms })) => {
            let until = local_datetime(*until_ms).map(|at| time_of_day(at.time())).unwrap_or_default();
            html! {
                <>
                    <p>{ t!("enrol.scan") }</p>
                    if let Some(drawing) = drawing { { qr(drawing, t!("enrol.qr")) } }
                    <p class="quiet">{ t!("enrol.type") }</p>
                    <p class="secret" role="group" aria-label={t!("enrol.code")}><code>{ code }</code></p>
                    <p class="quiet">{ t!("enrol.until", when = until) }</p>
                </>
            }
        }
        Asking::Holdings(_, Some(held)) => {
            let summaries = repo.summaries();
            let case = |id: &DocId| {
                let known = case_of(&summaries, *id);
                let name = document_words(&summaries, *id).unwrap_or_else(|| t!("devices.holdings.hidden"));
                let number = known.map(|summary| summary.number.clone());
                html! { <li><span class="held-number">{ number }</span><span>{ name }</span></li> }
            };
            html! {
                <>
                    <p>{ t!("devices.holdings.lead", count = held.len()) }</p>
                    <ul class="held">{ for held.iter().map(case) }</ul>
                    { print_button() }
                </>
            }
        }
    }
}
