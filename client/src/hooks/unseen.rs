//! What others changed in a case while its user was away.

use std::cell::Cell;
use std::rc::Rc;

use madobe_shared::document::unseen::Unseen;
use yew::platform::spawn_local;
use yew::prelude::*;

use crate::repo::OpenCase;

/// What was changed, until it is said to have been read, and how to say so. What changes before the eyes of the user is no news: as long as
/// nothing waits to be read, leaving the case counts as having seen all of it.
#[hook]
pub fn use_unseen(open: &OpenCase) -> (Rc<Vec<Unseen>>, Callback<()>) {
    let unseen = use_state(|| Rc::new(Vec::new()));
    let all_read = use_mut_ref(|| false);
    use_effect_with(open.clone(), {
        let (unseen, all_read) = (unseen.clone(), all_read.clone());
        move |open| {
            let is_here = Rc::new(Cell::new(true));
            all_read.replace(false);
            unseen.set(Rc::new(Vec::new()));
            spawn_local({
                let (open, all_read, is_here) = (open.clone(), all_read.clone(), is_here.clone());
                async move {
                    let Ok(found) = open.unseen().await else { return };
                    if is_here.get() {
                        all_read.replace(found.is_empty());
                        unseen.set(Rc::new(found));
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
        let (open, unseen) = (open.clone(), unseen.clone());
        Callback::from(move |()| {
            all_read.replace(true);
            unseen.set(Rc::new(Vec::new()));
            open.see();
        })
    };
    ((*unseen).clone(), read)
}
