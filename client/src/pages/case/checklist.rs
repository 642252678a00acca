//! Things to be done, written down in one line and ticked off with one tap.

use jiff::civil::Date;
use madobe_shared::case::{Case, PlanAction, PlanActionField, Task, TaskField};
use madobe_shared::edit::Edit;
use madobe_shared::form::{Entry, EntryKind, FieldRef};
use madobe_shared::ids::{EntryId, UserId};
use madobe_shared::order;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::components::chips::{ChipTone, chip};
use crate::components::fields::field;
use crate::components::versions::entry_foot;
use crate::hooks::{use_case, use_now, use_repo};
use crate::i18n::{day, edit_error, label};
use crate::repo::{OpenCase, Repo};
use crate::t;

/// Which things.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Things {
    /// The case's tasks.
    Tasks,
    /// What a plan says is done.
    Actions(EntryId),
}

/// Properties of [`Checklist`].
#[derive(PartialEq, Properties)]
pub struct ChecklistProps {
    /// The case.
    pub open: OpenCase,
    /// Which of its things.
    pub things: Things,
}

/// One of them.
struct Line {
    entry: Entry,
    what: AttrValue,
    /// Who does it, and what kind of thing it is.
    more: Vec<AttrValue>,
    due: Option<Date>,
    done_on: Option<Date>,
    outcome: AttrValue,
}

/// All of them, those that wait first, and the line that adds one.
#[component]
pub fn Checklist(props: &ChecklistProps) -> Html {
    let repo = use_repo();
    let today = use_now().date();
    let case = use_case(&props.open);
    let input = use_node_ref();
    let error = use_state_eq(|| None::<AttrValue>);
    let things = props.things;
    let (mut open, done): (Vec<Line>, Vec<Line>) =
        things.lines(&case, &repo).into_iter().partition(|line| line.done_on.is_none());
    order::sort_by_key(&mut open, |line| (line.due.is_none(), line.due));
    let add = {
        let (case, repo, input, error) = (props.open.clone(), repo.clone(), input.clone(), error.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let Some(line) = input.cast::<HtmlInputElement>() else { return };
            let words = line.value().trim().to_owned();
            if words.is_empty() {
                return;
            }
            match case.edit(things.begun(repo.new_entry_id(), words, repo.me().user)) {
                Ok(()) => {
                    line.set_value("");
                    error.set(None);
                }
                Err(failure) => error.set(Some(edit_error(&failure))),
            }
        })
    };
    let one = |line: &Line| one_line(&repo, &props.open, line, today);
    let prompt = things.prompt();
    html! {
        <>
            <ul class="entries">{ for open.iter().map(one) }</ul>
            <form class="task-new" method="post" onsubmit={add}>
                <input ref={input} class="input" type="text" autocomplete="off" enterkeyhint="done"
                       aria-label={prompt.clone()} placeholder={prompt} />
                <button type="submit" class="button button-outline">{ t!("tasks.add") }</button>
            </form>
            if let Some(error) = (*error).clone() { <p class="field-error" role="alert">{ error }</p> }
            if !done.is_empty() {
                <details class="tasks-done">
                    <summary>{ t!("tasks.done", count = done.len()) }</summary>
                    <ul class="entries">{ for done.iter().map(one) }</ul>
                </details>
            }
        </>
    }
}

impl Things {
    fn lines(self, case: &Case, repo: &Repo) -> Vec<Line> {
        match self {
            Self::Tasks => case.tasks.iter().map(|task| task_line(task, repo)).collect(),
            Self::Actions(plan) => case.actions_of(plan).map(|action| action_line(action, repo)).collect(),
        }
    }

    /// What is in the empty line.
    fn prompt(self) -> AttrValue {
        match self {
            Self::Tasks => t!("tasks.new"),
            Self::Actions(_) => t!("plan.action.new"),
        }
    }

    /// What begins one. A promise is mine until somebody else is named; what a plan says may be anybody's.
    fn begun(self, id: EntryId, words: String, me: UserId) -> Vec<Edit> {
        match self {
            Self::Tasks => vec![
                Edit::Add(EntryKind::Task.entry(id)),
                Edit::set(FieldRef::Task(id, TaskField::What), words),
                Edit::set(FieldRef::Task(id, TaskField::Staff), me.to_string()),
            ],
            Self::Actions(plan) => vec![
                Edit::Add(EntryKind::PlanAction.entry(id)),
                Edit::set(FieldRef::PlanAction(id, PlanActionField::Plan), plan.to_string()),
                Edit::set(FieldRef::PlanAction(id, PlanActionField::What), words),
            ],
        }
    }
}

fn task_line(task: &Task, repo: &Repo) -> Line {
    Line {
        entry: EntryKind::Task.entry(task.id),
        what: task.what.clone().into(),
        more: task.staff.map(|staff| repo.staff_name(staff).into()).into_iter().collect(),
        due: task.due,
        done_on: task.done_on,
        outcome: AttrValue::default(),
    }
}

fn action_line(action: &PlanAction, repo: &Repo) -> Line {
    let by = (!action.by.is_empty()).then(|| AttrValue::from(action.by.clone()));
    let staff = action.staff.map(|staff| AttrValue::from(repo.staff_name(staff)));
    Line {
        entry: EntryKind::PlanAction.entry(action.id),
        what: action.what.clone().into(),
        more: [action.activity.as_ref().map(label), by, staff].into_iter().flatten().collect(),
        due: action.due,
        done_on: action.done_on,
        outcome: action.outcome.clone().into(),
    }
}

fn one_line(repo: &Repo, open: &OpenCase, line: &Line, today: Date) -> Html {
    let (entry, what) = (line.entry, line.what.clone());
    let on_done = {
        let open = open.clone();
        Callback::from(move |event: Event| {
            let is_done = event.target_unchecked_into::<HtmlInputElement>().checked();
            let done_on = if is_done { today.to_string() } else { String::new() };
            let field = match entry.kind {
                EntryKind::PlanAction => FieldRef::PlanAction(entry.id, PlanActionField::DoneOn),
                _ => FieldRef::Task(entry.id, TaskField::DoneOn),
            };
            // Refused only for values far longer than any day.
            let _ = open.edit([Edit::set(field, done_on)]);
        })
    };
    let is_done = line.done_on.is_some();
    let when = match (line.done_on, line.due) {
        (Some(done_on), _) => day(done_on, today),
        (None, Some(due)) => t!("tasks.until", day = day(due, today)),
        (None, None) => t!("tasks.no_due"),
    };
    html! {
        <li class={classes!("task", is_done.then_some("task-done"))} key={entry.id.to_string()}>
            <label class="check">
                <input type="checkbox" checked={is_done} onchange={on_done} />
                <span>{ what.clone() }</span>
            </label>
            <details class="entry-folded">
                <summary aria-label={t!("tasks.change_label", what = what)}>
                    <span class="entry-more">
                        <span>{ when }</span>
                        { for line.more.iter().map(|words| html! { <span>{ words }</span> }) }
                        if !is_done && line.due.is_some_and(|due| due < today) {
                            { chip(ChipTone::Persimmon, t!("due.overdue")) }
                        }
                    </span>
                    if !line.outcome.is_empty() { <span class="task-outcome">{ line.outcome.clone() }</span> }
                </summary>
                <div class="field-grid">
                    { for FieldRef::of(entry).into_iter().map(|one| field(repo, open, one)) }
                </div>
                { entry_foot(open, entry, what) }
            </details>
        </li>
    }
}
