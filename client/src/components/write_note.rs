//! 訪問記録を書く: begins a note with everything filled in that is known, and opens it.

use jiff::civil::DateTime;
use madobe_shared::case::{Case, ConsultationField};
use madobe_shared::codes::ContactMethod;
use madobe_shared::edit::Edit;
use madobe_shared::form::{EntryKind, FieldRef, SetRef};
use madobe_shared::ids::{DocId, EntryId, UserId};
use yew::platform::spawn_local;
use yew::prelude::*;

use super::icon::{Glyph, icon};
use crate::hooks::{go_to, use_repo, use_ui};
use crate::i18n::{edit_error, open_error, time_of_day};
use crate::routes::Route;
use crate::t;

/// Properties of [`WriteNote`].
#[derive(PartialEq, Properties)]
pub struct WriteNoteProps {
    /// The case.
    pub case: DocId,
    /// Classes beside `button`.
    #[prop_or_default]
    pub class: Classes,
}

/// The button.
#[component]
pub fn WriteNote(props: &WriteNoteProps) -> Html {
    let repo = use_repo();
    let ui = use_ui();
    let opening = use_state(|| false);
    let error = use_state_eq(|| None::<AttrValue>);
    let onclick = {
        let (id, opening, error) = (props.case, opening.clone(), error.clone());
        Callback::from(move |_: MouseEvent| {
            // Two taps begin one note.
            if *opening {
                return;
            }
            opening.set(true);
            let (repo, ui, opening, error) = (repo.clone(), ui.clone(), opening.clone(), error.clone());
            spawn_local(async move {
                let entry = repo.new_entry_id();
                let begun = match repo.open_case(id).await {
                    Ok(open) => {
                        let edits = begin(entry, &open.view(), repo.now_local(), repo.me().user);
                        open.edit(edits).map_err(|error| edit_error(&error))
                    }
                    Err(error) => Err(open_error(&error)),
                };
                opening.set(false);
                match begun {
                    Ok(()) => {
                        ui.memory().untouched_notes.borrow_mut().insert(entry);
                        go_to(Route::Note { id, entry });
                    }
                    Err(words) => error.set(Some(words)),
                }
            });
        })
    };
    html! {
        <>
            <button type="button" class={classes!("button", props.class.clone())} {onclick}>
                { icon(Glyph::Pencil) }{ t!("note.write") }
            </button>
            if let Some(error) = (*error).clone() {
                <p class="field-error" role="alert">{ error }</p>
            }
        </>
    }
}

/// The edits that begin a note: now, the way that was agreed for today, by oneself, somebody met.
fn begin(entry: EntryId, case: &Case, now: DateTime, me: UserId) -> Vec<Edit> {
    let agreed = case.next_contact.as_ref().filter(|next| next.date == now.date());
    let method = agreed.map_or(ContactMethod::HomeVisit, |next| next.method.clone());
    begin_note(entry, &method, now, me)
}

/// The same, where the way is known.
pub fn begin_note(entry: EntryId, method: &ContactMethod, now: DateTime, me: UserId) -> Vec<Edit> {
    let field = |field, value: &str| Edit::set(FieldRef::Consultation(entry, field), value);
    vec![
        Edit::Add(EntryKind::Consultation.entry(entry)),
        field(ConsultationField::Date, &now.date().to_string()),
        field(ConsultationField::Time, &time_of_day(now.time())),
        field(ConsultationField::Method, method.code()),
        field(ConsultationField::Met, "true"),
        Edit::member(SetRef::Staff(entry), &me, true),
    ]
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use madobe_shared::document::{CaseDocument, Stamp};
    use madobe_shared::ids::{Author, DeviceId, OpeningTag};

    use super::*;

    #[test]
    fn a_note_begins_filled_in() {
        let author = Author { user: UserId(7), device: DeviceId(1) };
        let mut document = CaseDocument::create(DocId::from_parts(1, [0; 10]), author, OpeningTag(1));
        let (entry, case) = (EntryId::from_parts(1, [1; 10]), document.view());
        for edit in begin(entry, &case, date(2026, 11, 23).at(10, 34, 59, 0), author.user) {
            document.apply(&edit, Stamp { time_s: 1 }).expect("an edit of a new note");
        }
        let case = document.view();
        let note = case.consultation(entry).expect("the note");
        assert_eq!((note.date, &note.method, note.met), (date(2026, 11, 23), &ContactMethod::HomeVisit, true));
        assert_eq!(note.time.map(time_of_day).as_deref(), Some("10:34"));
        assert_eq!((note.staff.as_slice(), note.finished), ([UserId(7)].as_slice(), false));
    }
}
