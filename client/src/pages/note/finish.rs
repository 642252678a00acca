//! 書き終える: the one main button, under the thumb.

use madobe_shared::case::{Consultation, ConsultationField};
use madobe_shared::edit::EditError;
use yew::platform::spawn_local;
use yew::prelude::*;

use super::next::fulfils_what_was_agreed;
use super::set;
use crate::components::icon::{Glyph, icon};
use crate::components::next_contact::set_next;
use crate::hooks::{use_go_back, use_ui};
use crate::i18n::{edit_error, save_error};
use crate::repo::OpenCase;
use crate::routes::Route;
use crate::t;

/// Properties of [`Finish`].
#[derive(PartialEq, Properties)]
pub struct FinishProps {
    /// The case.
    pub open: OpenCase,
    /// The contact.
    pub contact: Consultation,
    /// Why the case did not take the words on the screen.
    pub refused: Option<EditError>,
}

/// The foot of the editor. Leaves only once the device has the words.
#[component]
pub fn Finish(props: &FinishProps) -> Html {
    let ui = use_ui();
    let back = use_go_back(Route::Case { id: props.open.id() });
    let busy = use_state_eq(|| false);
    let error = use_state_eq(|| None::<AttrValue>);
    use_effect_with(props.refused.is_some(), {
        let error = error.clone();
        move |_| error.set(None)
    });
    let onclick = {
        let (open, contact, busy, error) = (props.open.clone(), props.contact.clone(), busy.clone(), error.clone());
        let refused = props.refused.clone();
        Callback::from(move |_: MouseEvent| {
            if *busy {
                return;
            }
            if let Some(refused) = &refused {
                error.set(Some(edit_error(refused)));
                return;
            }
            busy.set(true);
            error.set(None);
            ui.memory().untouched_notes.borrow_mut().remove(&contact.id);
            let mut edits = vec![set(contact.id, ConsultationField::Finished, "true")];
            if !contact.finished && fulfils_what_was_agreed(&open.view(), &contact) {
                edits.push(set_next(None));
            }
            let finished = open.edit(edits);
            let (open, ui, back, busy, error) = (open.clone(), ui.clone(), back.clone(), busy.clone(), error.clone());
            spawn_local(async move {
                let outcome = match finished {
                    Ok(()) => open.flush().await.map_err(|error| save_error(&error)),
                    Err(error) => Err(edit_error(&error)),
                };
                busy.set(false);
                match outcome {
                    Ok(()) => {
                        ui.say(t!("note.finished"));
                        back.emit(());
                    }
                    Err(words) => error.set(Some(words)),
                }
            });
        })
    };
    html! {
        <footer class="note-foot">
            if let Some(error) = (*error).clone() {
                <div class="notice notice-loud" role="alert">
                    <strong>{ t!("note.not_finished") }</strong>
                    <p>{ error }</p>
                </div>
            }
            <div class="note-foot-line">
                <p class="note-promise">{ t!("note.promise") }</p>
                <button type="button" class="button button-main button-large" aria-disabled={busy.to_string()} {onclick}>
                    { icon(Glyph::Check) }{ t!("note.finish") }
                </button>
            </div>
        </footer>
    }
}
