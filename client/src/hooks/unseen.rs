//! What others changed in a case while its user was away.

use std::cell::Cell;
use std::rc::Rc;

use madobe_shared::case::Case;
use madobe_shared::document::unseen::Unseen;
use yew::platform::spawn_local;
use yew::prelude::*;

use crate::repo::OpenCase;

/// What others changed.
#[derive(PartialEq)]
pub struct WhileAway {
    /// The case as it was found: what is written since is not theirs.
    pub case: Rc<Case>,
    /// What they changed in it.
    pub unseen: Vec<Unseen>,
}

/// What was changed, until it is said to have been read, and how to say so. What changes before the eyes of the user is no news: as long as
/// nothing waits to be read, leaving the case counts as having seen all of it.
#[hook]
pub fn use_unseen(open: &OpenCase) -> (Rc<WhileAway>, Callback<()>) {
    let away = use_state(|| Rc::new(WhileAway { case: open.view(), unseen: Vec::new() }));
    let all_read = use_mut_ref(|| false);
    use_effect_with(open.clone(), {
        let (away, all_read) = (away.clone(), all_read.clone());
        move |open| {
            let is_here = Rc::new(Cell::new(true));
            all_read.replace(false);
            away.set(Rc::new(WhileAway { case: open.view(), unseen: Vec::new() }));
            spawn_local({
                let (open, all_read, is_here) = (open.clone(), all_read.clone(), is_here.clone());
                async move {
                    let Ok(unseen) = open.unseen().await else { return };
                    if is_here.get() {
                        all_read.replace(unseen.is_empty());
                        away.set(Rc::new(WhileAway { case: open.view(), unseen }));
                    }
                }
            });
            let open = open.clone();
            move || {
                is_here.set(false);
                if *all_read.borrow() {
                    open.see();
                }
            }
        }
    });
    let read = {
        let (open, away) = (open.clone(), away.clone());
        Callback::from(move |()| {
            all_read.replace(true);
            away.set(Rc::new(WhileAway { case: open.view(), unseen: Vec::new() }));
            open.see();
        })
    };
    ((*away).clone(), read)
}
