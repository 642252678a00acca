//! 次にすること: the next contact that was agreed on.

use std::rc::Rc;

use jiff::Span;
use jiff::civil::{Date, Time};
use madobe_shared::calendar::{parse_full_date, read_time};
use madobe_shared::case::{CaseField, NextContact};
use madobe_shared::codes::ContactMethod;
use madobe_shared::edit::Edit;
use madobe_shared::form::FieldRef;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::chips::{Opener, toggle_chip};
use super::fields::{code_select, disputed_mark, staff_select};
use super::icon::Glyph;
use crate::hooks::{use_case, use_now, use_repo};
use crate::i18n::{day_and_weekday, edit_error, label, time_of_day};
use crate::repo::OpenCase;
use crate::t;

const FIELD: FieldRef = FieldRef::Case(CaseField::NextContact);

/// A next contact in words: 12月7日（月）10:30 訪問.
#[must_use]
pub fn next_contact_words(next: &NextContact, today: Date) -> String {
    let time = next.time.map(|time| format!(" {}", time_of_day(time))).unwrap_or_default();
    format!("{}{time} {}", day_and_weekday(next.date, today), label(&next.method))
}

/// The edit that sets or clears the next contact.
#[must_use]
pub fn set_next(next: Option<&NextContact>) -> Edit {
    Edit::Set { field: FIELD, value: next.map(NextContact::to_value) }
}

/// Properties of [`NextContactEditor`].
#[derive(PartialEq, Properties)]
pub struct NextContactEditorProps {
    /// The case.
    pub case: OpenCase,
    /// The day from which weeks are counted; today where nothing else is given.
    #[prop_or_default]
    pub from: Option<Date>,
    /// Date, time and method of the suggestion where nothing is agreed yet.
    #[prop_or_default]
    pub like: Option<(Option<Time>, ContactMethod)>,
    /// Whether what is agreed is shown among the choices, as an answer; else it stands in words beside them, and while it stands the
    /// quick choices keep out of sight until somebody wants to change it.
    #[prop_or_default]
    pub is_answer: Option<bool>,
}

/// The quick choices.
fn quick(from: Date) -> [(AttrValue, Option<Date>); 3] {
    let after = |span: Result<Span, jiff::Error>| from.checked_add(span.ok()?).ok();
    [
        (t!("next.in_1_week"), after(Span::new().try_weeks(1))),
        (t!("next.in_2_weeks"), after(Span::new().try_weeks(2))),
        (t!("next.in_1_month"), after(Span::new().try_months(1))),
    ]
}

/// Quick choices, and below them the date, time, method and staff to change one by one.
#[component]
pub fn NextContactEditor(props: &NextContactEditorProps) -> Html {
    let repo = use_repo();
    let today = use_now().date();
    let case = use_case(&props.case);
    let from = props.from.unwrap_or(today);
    let error = use_state_eq(|| None::<AttrValue>);
    let open = use_state_eq(|| false);
    let next = case.next_contact.clone();
    let (like_time, like_method) = props.like.clone().unwrap_or_else(|| {
        next.as_ref().map_or((None, ContactMethod::HomeVisit), |next| (next.time, next.method.clone()))
    });
    let me = repo.me().user;

    let save: Rc<dyn Fn(Option<NextContact>)> = {
        let (open_case, error) = (props.case.clone(), error.clone());
        Rc::new(move |next| {
            error.set(open_case.edit([set_next(next.as_ref())]).err().map(|error| edit_error(&error)));
        })
    };
    // What is changed, where nothing is agreed yet, is a contact like the last one.
    let base = {
        let next = next.clone();
        move |date: Date| match &next {
            Some(next) => NextContact { date, ..next.clone() },
            None => NextContact { date, time: like_time, method: like_method.clone(), staff: Some(me) },
        }
    };
    let quick_chip = |(words, date): (AttrValue, Option<Date>)| {
        let Some(date) = date else { return Html::default() };
        let pressed = next.as_ref().is_some_and(|next| next.date == date);
        let (save, contact) = (save.clone(), base(date));
        let onclick = Callback::from(move |()| save(Some(contact.clone())));
        toggle_chip(pressed, &words, &onclick)
    };
    let none = {
        let save = save.clone();
        Callback::from(move |()| save(None))
    };
    let toggle = {
        let open = open.clone();
        Callback::from(move |()| open.set(!*open))
    };
    let is_folded = props.is_answer.is_none() && next.is_some() && !*open;
    let answer = next.as_ref().filter(|_| props.is_answer == Some(true));
    let opener = Opener {
        open: *open,
        glyph: answer.map(|_| Glyph::Calendar),
        words: match (answer, is_folded) {
            (Some(next), _) => next_contact_words(next, today).into(),
            (None, true) => t!("next.edit"),
            (None, false) => t!("next.change"),
        },
        is_answer: answer.is_some(),
        ..Opener::default()
    };
    html! {
        <div class="next-contact">
            <div class="choices" role="group" aria-label={t!("field.next_contact")}>
                if !is_folded {
                    { for quick(from).into_iter().map(quick_chip) }
                    { toggle_chip(next.is_none(), &t!("next.none"), &none) }
                }
                { opener.chip(&toggle) }
            </div>
            if *open {
                <Details case={props.case.clone()} next={next.clone()} base={base(next.as_ref().map_or(from, |n| n.date))}
                         {from} save={Callback::from({ let save = save.clone(); move |next| save(next) })} />
            }
            if let Some(error) = (*error).clone() {
                <p class="field-error" role="alert">{ error }</p>
            }
        </div>
    }
}

#[derive(PartialEq, Properties)]
struct DetailsProps {
    case: OpenCase,
    next: Option<NextContact>,
    base: NextContact,
    from: Date,
    save: Callback<Option<NextContact>>,
}

#[component]
fn Details(props: &DetailsProps) -> Html {
    let repo = use_repo();
    let method = props.next.as_ref().map(|next| next.method.clone());
    let staff = props.next.as_ref().and_then(|next| next.staff);
    let error = use_state_eq(|| None::<AttrValue>);
    // What is agreed at the moment of a change: two changes may follow each other faster than the screen follows them.
    let now = {
        let (case, base) = (props.case.clone(), props.base.clone());
        move || case.view().next_contact.clone().unwrap_or_else(|| base.clone())
    };
    let with = |change: fn(NextContact, String) -> Option<NextContact>| {
        let (now, save, error) = (now.clone(), props.save.clone(), error.clone());
        Callback::from(move |event: Event| {
            let typed = event.target_unchecked_into::<HtmlInputElement>().value();
            match change(now(), typed) {
                Some(next) => {
                    error.set(None);
                    save.emit(Some(next));
                }
                None => error.set(Some(t!("error.date"))),
            }
        })
    };
    let on_date = with(|base, typed| parse_full_date(&typed).ok().map(|date| NextContact { date, ..base }));
    let on_time = with(|base, typed| match typed.trim() {
        "" => Some(NextContact { time: None, ..base }),
        typed => read_time(typed).map(|time| NextContact { time: Some(time), ..base }),
    });
    let on_method = {
        let (now, save) = (now.clone(), props.save.clone());
        Callback::from(move |method: Option<ContactMethod>| {
            save.emit(Some(NextContact { method: method.unwrap_or(ContactMethod::HomeVisit), ..now() }));
        })
    };
    let on_staff = {
        let save = props.save.clone();
        Callback::from(move |staff| save.emit(Some(NextContact { staff, ..now() })))
    };
    let date = props.next.as_ref().map(|next| next.date.to_string()).unwrap_or_default();
    let time = props.next.as_ref().and_then(|next| next.time).map(time_of_day).unwrap_or_default();
    html! {
        <div class="field-grid">
            <div class="field">
                <label class="field-label" for="next-date">
                    { t!("next.date") }{ disputed_mark(&props.case, FIELD) }
                </label>
                <input class="input" id="next-date" type="date" value={date} onchange={on_date} />
            </div>
            <div class="field">
                <label class="field-label" for="next-time">{ t!("next.time") }</label>
                <input class="input" id="next-time" type="time" step="300" value={time} onchange={on_time} />
            </div>
            { code_select("next-method", t!("next.method"), method.as_ref(), true, Html::default(), on_method) }
            { staff_select(&repo, "next-staff", t!("next.staff"), staff, Html::default(), on_staff) }
            if let Some(error) = (*error).clone() {
                <p class="field-error field-wide" role="alert">{ error }</p>
            }
        </div>
    }
}
