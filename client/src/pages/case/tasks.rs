//! やること: what somebody has promised, written down in one line and ticked off with one tap.

use jiff::civil::Date;
use madobe_shared::case::{Task, TaskField};
use madobe_shared::edit::Edit;
use madobe_shared::form::{EntryKind, FieldRef};
use madobe_shared::order;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::side::SideProps;
use crate::components::chips::{ChipTone, chip};
use crate::components::fields::{field, set};
use crate::components::remove::Remove;
use crate::hooks::{use_case, use_now, use_repo};
use crate::i18n::{day, edit_error};
use crate::repo::{OpenCase, Repo};
use crate::t;

/// All tasks of the case, those that wait first.
#[component]
pub fn Tasks(props: &SideProps) -> Html {
    let repo = use_repo();
    let today = use_now().date();
    let case = use_case(&props.open);
    let input = use_node_ref();
    let error = use_state_eq(|| None::<AttrValue>);
    let (mut open, done): (Vec<&Task>, Vec<&Task>) = case.tasks.iter().partition(|task| task.done_on.is_none());
    order::sort_by_key(&mut open, |task| (task.due.is_none(), task.due));
    let add = {
        let (case, repo, input, error) = (props.open.clone(), repo.clone(), input.clone(), error.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let Some(line) = input.cast::<HtmlInputElement>() else { return };
            let words = line.value().trim().to_owned();
            if words.is_empty() {
                return;
            }
            let id = repo.new_entry_id();
            let edits = [
                Edit::Add(EntryKind::Task.entry(id)),
                set(FieldRef::Task(id, TaskField::What), &words),
                set(FieldRef::Task(id, TaskField::Staff), &repo.me().user.to_string()),
            ];
            match case.edit(edits) {
                Ok(()) => {
                    line.set_value("");
                    error.set(None);
                }
                Err(failure) => error.set(Some(edit_error(&failure))),
            }
        })
    };
    let one = |task: &&Task| one_task(&repo, &props.open, task, today);
    html! {
        <section class="card tasks" aria-labelledby="tasks-title">
            <h2 id="tasks-title">{ t!("tasks.title") }</h2>
            if case.tasks.is_empty() { <p class="quiet">{ t!("tasks.none") }</p> }
            <ul class="entries">{ for open.iter().map(one) }</ul>
            <form class="task-new" method="post" onsubmit={add}>
                <input ref={input} class="input" type="text" autocomplete="off" enterkeyhint="done"
                       aria-label={t!("tasks.new")} placeholder={t!("tasks.new")} />
                <button type="submit" class="button button-outline">{ t!("tasks.add") }</button>
            </form>
            if let Some(error) = (*error).clone() { <p class="field-error" role="alert">{ error }</p> }
            if !done.is_empty() {
                <details class="tasks-done">
                    <summary>{ t!("tasks.done", count = done.len()) }</summary>
                    <ul class="entries">{ for done.iter().map(one) }</ul>
                </details>
            }
        </section>
    }
}

fn one_task(repo: &Repo, open: &OpenCase, task: &Task, today: Date) -> Html {
    let id = task.id;
    let (entry, what) = (EntryKind::Task.entry(id), AttrValue::from(task.what.clone()));
    let on_done = {
        let open = open.clone();
        Callback::from(move |event: Event| {
            let is_done = event.target_unchecked_into::<HtmlInputElement>().checked();
            let done_on = if is_done { today.to_string() } else { String::new() };
            // Refused only for values far longer than any day.
            let _ = open.edit([set(FieldRef::Task(id, TaskField::DoneOn), &done_on)]);
        })
    };
    let is_done = task.done_on.is_some();
    let when = match (task.done_on, task.due) {
        (Some(done_on), _) => day(done_on, today),
        (None, Some(due)) => t!("tasks.until", day = day(due, today)),
        (None, None) => t!("tasks.no_due"),
    };
    html! {
        <li class={classes!("task", is_done.then_some("task-done"))} key={id.to_string()}>
            <label class="check">
                <input type="checkbox" checked={is_done} onchange={on_done} />
                <span>{ what.clone() }</span>
            </label>
            <details class="entry-folded">
                <summary aria-label={t!("tasks.change_label", what = what)}>
                    <span class="entry-more">
                        <span>{ when }</span>
                        if let Some(staff) = task.staff { <span>{ repo.staff_name(staff) }</span> }
                        if !is_done && task.due.is_some_and(|due| due < today) {
                            { chip(ChipTone::Persimmon, t!("due.overdue")) }
                        }
                    </span>
                </summary>
                <div class="field-grid">
                    { for FieldRef::of(entry).into_iter().map(|one| field(repo, open, one)) }
                </div>
                <Remove case={open.clone()} {entry} label={t!("entry.remove_label", who = what)} />
            </details>
        </li>
    }
}
