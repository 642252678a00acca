//! 留守中の変更: what others changed since the case was last looked at, by whom, and in which words.

use std::ops::Range;
use std::rc::Rc;

use jiff::civil::Date;
use madobe_shared::case::Case;
use madobe_shared::document::unseen::{Unseen, What};
use madobe_shared::form::{Entry, EntryKind, FieldRef, TextRef};
use yew::prelude::*;

use crate::components::fields::{field_words, members_words, text_words, value_words};
use crate::components::timeline::how;
use crate::hooks::{WhileAway, use_now, use_repo};
use crate::i18n::{moment_of_s, plain_day, shortened};
use crate::repo::Repo;
use crate::t;

/// So many stand open; what is beyond is behind a line.
const SHOWN_MAX: usize = 6;

/// How many characters around new words are shown, and how many of them.
const AROUND_CHARS: usize = 10;
const NEW_CHARS_MAX: usize = 80;

/// How many new stretches of a text are shown.
const STRETCHES_MAX: usize = 3;

/// Properties of [`UnseenCard`].
#[derive(PartialEq, Properties)]
pub struct UnseenCardProps {
    /// What others changed.
    pub away: Rc<WhileAway>,
    /// Called when it has been read.
    pub on_read: Callback<()>,
}

/// All of it, until it has been read; nothing where there is none.
#[component]
pub fn UnseenCard(props: &UnseenCardProps) -> Html {
    let repo = use_repo();
    let today = use_now().date();
    let WhileAway { case, unseen } = &*props.away;
    if unseen.is_empty() {
        return Html::default();
    }
    let items = |part: &[Unseen]| -> Html {
        let by: Vec<String> = part.iter().map(|one| by(&repo, one, today)).collect();
        // Who and when stand once below what they did in one go.
        let is_last = |at: usize| by.get(at + 1) != by.get(at);
        part.iter()
            .zip(0..)
            .map(|(one, at)| item(&repo, case, one, is_last(at).then(|| by[at].clone()), today))
            .collect()
    };
    let (shown, more) = unseen.split_at(unseen.len().min(SHOWN_MAX));
    html! {
        <section class="card unseen" aria-labelledby="unseen-title">
            <div class="section-head">
                <h2 id="unseen-title">{ t!("unseen.title") }</h2><span>{ t!("count.items", count = unseen.len()) }</span>
            </div>
            <ul class="unseen-items">{ items(shown) }</ul>
            if !more.is_empty() {
                <details>
                    <summary>{ t!("unseen.more", count = more.len()) }</summary>
                    <ul class="unseen-items">{ items(more) }</ul>
                </details>
            }
            <button type="button" class="button button-outline" onclick={props.on_read.reform(|_: MouseEvent| ())}>{ t!("unseen.read") }</button>
        </section>
    }
}

/// Who, and when.
fn by(repo: &Repo, unseen: &Unseen, today: Date) -> String {
    let who = unseen.author.map(|author| repo.staff_name(author.user));
    [who, moment_of_s(unseen.at_s, today)].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn item(repo: &Repo, case: &Case, unseen: &Unseen, by: Option<String>, today: Date) -> Html {
    let name_of = |user| repo.staff_name(user);
    let words = match &unseen.what {
        What::Value { field, before } => {
            let value = |value: &str| value_words(case, *field, value, today, &name_of);
            let now = value(&case.value(*field));
            html! {
                <>
                    <span class="unseen-where">{ field_words(*field, case) }</span>
                    if !before.is_empty() { <del>{ value(before) }</del>{ " " } }
                    <ins>{ now }</ins>
                </>
            }
        }
        What::Member { set, member, present } => {
            let (label, words) = members_words(*set, &[member], &name_of);
            html! {
                <>
                    <span class="unseen-where">{ label }</span>
                    if *present { <ins>{ words }</ins> } else { <del>{ words }</del> }
                </>
            }
        }
        What::Added(entry) => html! {
            <><span class="unseen-where">{ t!("unseen.added", kind = kind_words(entry.kind)) }</span><ins>{ entry_words(case, *entry) }</ins></>
        },
        What::Removed(kind) => {
            html! { <span class="unseen-where">{ t!("unseen.removed", kind = kind_words(*kind)) }</span> }
        }
        What::Written { text, stretches } => html! {
            <><span class="unseen-where">{ place_words(case, *text) }</span>{ excerpt(case.text(*text), stretches) }</>
        },
    };
    html! {
        <li>
            <p>{ words }</p>
            if let Some(by) = by { <p class="unseen-by">{ by }</p> }
        </li>
    }
}

/// The new words among a few of those around them.
fn excerpt(text: &str, stretches: &[Range<usize>]) -> Html {
    if stretches.is_empty() {
        return html! { <span>{ t!("unseen.shortened") }</span> };
    }
    let letters: Vec<char> = text.chars().collect();
    let words = |range: Range<usize>| -> String {
        letters.get(range.start..range.end.min(letters.len())).unwrap_or_default().iter().collect()
    };
    let cut = |is_cut: bool| if is_cut { "…" } else { "" };
    let shown = stretches.iter().take(STRETCHES_MAX).map(|new| {
        let from = new.start.saturating_sub(AROUND_CHARS);
        let end = new.end.min(new.start + NEW_CHARS_MAX);
        let to = if end < new.end { end } else { (end + AROUND_CHARS).min(letters.len()) };
        html! {
            <span class="unseen-words">
                { cut(from > 0) }{ words(from..new.start) }<ins>{ words(new.start..end) }</ins>{ words(end..to) }{ cut(to < letters.len()) }
            </span>
        }
    });
    html! { <>{ for shown }{ cut(stretches.len() > STRETCHES_MAX) }</> }
}

/// What a prose is called, with what it belongs to.
fn place_words(case: &Case, text: TextRef) -> AttrValue {
    let words = text_words(text);
    match text {
        TextRef::Note(id) => {
            let day = case.consultation(id).map(|contact| plain_day(contact.date, contact.date)).unwrap_or_default();
            t!("field.of_consultation", day = day, field = words)
        }
        TextRef::PlanGoal(_) | TextRef::PlanSupport(_) | TextRef::PlanMonitoring(_) | TextRef::PlanEvaluation(_) => {
            t!("field.of_plan", field = words)
        }
        TextRef::ReferralCourse(id) => {
            t!("field.of_entry", what = entry_words(case, EntryKind::Referral.entry(id)), field = words)
        }
        TextRef::ParticipationCourse(id) => {
            t!("field.of_entry", what = entry_words(case, EntryKind::Participation.entry(id)), field = words)
        }
        TextRef::Minutes(_) => t!("field.of_conference", field = words),
        TextRef::Question(_) | TextRef::Answer(_) => t!("field.of_advice", field = words),
        TextRef::Goal
        | TextRef::History
        | TextRef::Sheet(_)
        | TextRef::Assessment(_)
        | TextRef::TemplateWords(_)
        | TextRef::AttendeesMinutes => words,
    }
}

fn kind_words(kind: EntryKind) -> AttrValue {
    match kind {
        EntryKind::Consultation => t!("kind.consultation"),
        EntryKind::FamilyMember => t!("basics.family"),
        EntryKind::Alert => t!("basics.alerts"),
        EntryKind::Consent => t!("consents.title"),
        EntryKind::Task => t!("tasks.title"),
        EntryKind::Plan => t!("plan.title"),
        EntryKind::PlanAction => t!("kind.plan_action"),
        EntryKind::Referral => t!("referrals.title"),
        EntryKind::Participation => t!("participations.title"),
        EntryKind::Conference => t!("conferences.title"),
        EntryKind::Advice => t!("advice.title"),
        EntryKind::Attachment => t!("files.title"),
        EntryKind::Agency => t!("nav.directory"),
        EntryKind::NoteTemplate => t!("templates.title"),
        EntryKind::Gathering => t!("gatherings.title"),
    }
}

/// An entry in a few words: the first that somebody has typed into it, and of a contact when and how it was.
fn entry_words(case: &Case, entry: Entry) -> String {
    let Some(one) = case.one_recorded(entry) else { return String::new() };
    let is_typed = |(field, value): &(FieldRef, String)| field.sort().is_typed() && !value.trim().is_empty();
    let typed = one.values().into_iter().find(is_typed).map(|(_, value)| value);
    let written =
        || one.texts().into_iter().map(|(_, words)| words.trim()).find(|words| !words.is_empty()).map(str::to_owned);
    let words = shortened(&typed.or_else(written).unwrap_or_default());
    match case.consultation(entry.id).filter(|_| entry.kind == EntryKind::Consultation) {
        Some(contact) => {
            format!("{} {} {words}", plain_day(contact.date, contact.date), how(contact)).trim_end().to_owned()
        }
        None => words,
    }
}
