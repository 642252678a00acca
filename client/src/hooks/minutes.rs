//! Following the minutes of a conference that are for its attendees alone: whether they are on this device, and when they come and go.

use std::cell::RefCell;
use std::rc::Rc;

use madobe_shared::ids::{DocId, EntryId};
use yew::platform::spawn_local;
use yew::prelude::*;

use super::use_repo;
use crate::repo::{OpenCase, OpenError, Repo, RepoEvent, Subscription};

/// How the minutes of a conference stand for the user, on this device.
#[derive(Clone, PartialEq)]
pub enum Minutes {
    /// They are being looked for.
    Loading,
    /// They are not here: nobody wrote them, or they are not for the user.
    Absent,
    /// They are here.
    Here(OpenCase),
    /// They were here while the screen showed them, and are not any more.
    Left,
    /// They could not be opened.
    Failed(OpenError),
}

struct Watch {
    conference: EntryId,
    repo: Repo,
    minutes: RefCell<Minutes>,
    subscription: RefCell<Option<Subscription>>,
    again: UseForceUpdateHandle,
}

impl Watch {
    /// Looks for them, or with `begins` begins them.
    fn open(self: &Rc<Self>, begins: bool) {
        let watch = self.clone();
        spawn_local(async move {
            let opened = match begins {
                true => watch.repo.begin_minutes(watch.conference).await.map(Some),
                false => watch.repo.open_minutes(watch.conference).await,
            };
            match opened {
                Ok(Some(minutes)) => {
                    let followed = watch.clone();
                    let subscription = minutes.subscribe(Callback::from(move |()| followed.notice()));
                    watch.subscription.replace(Some(subscription));
                    watch.show(Minutes::Here(minutes));
                }
                // What has left says more than that nothing is here.
                Ok(None) if *watch.minutes.borrow() == Minutes::Left => {}
                Ok(None) => watch.show(Minutes::Absent),
                Err(error) => watch.show(Minutes::Failed(error)),
            }
        });
    }

    fn notice(&self) {
        let has_left = matches!(&*self.minutes.borrow(), Minutes::Here(minutes) if minutes.has_left());
        if has_left {
            self.show(Minutes::Left);
        }
    }

    fn show(&self, minutes: Minutes) {
        if *self.minutes.borrow() != minutes {
            self.minutes.replace(minutes);
            self.again.force_update();
        }
    }
}

/// The minutes of a conference, as they come and go, and what begins them. One component shows those of one conference only.
#[hook]
pub fn use_minutes(conference: EntryId) -> (Minutes, Callback<()>) {
    let repo = use_repo();
    let again = use_force_update();
    let watch = use_memo((), move |()| {
        let (minutes, subscription) = (RefCell::new(Minutes::Loading), RefCell::default());
        Rc::new(Watch { conference, repo, minutes, subscription, again })
    });
    use_effect_with((), {
        let watch = (*watch).clone();
        move |()| {
            watch.open(false);
            let following = watch.clone();
            let arriving = watch.repo.subscribe(Callback::from(move |event: RepoEvent| {
                let is_here = matches!(&*following.minutes.borrow(), Minutes::Here(minutes) if !minutes.has_left());
                if !is_here && event == RepoEvent::Minutes(DocId::minutes_of(following.conference)) {
                    following.open(false);
                }
            }));
            move || {
                drop(arriving);
                watch.subscription.take();
            }
        }
    });
    let begin = {
        let watch = (*watch).clone();
        Callback::from(move |()| watch.open(true))
    };
    let minutes = watch.minutes.borrow().clone();
    (minutes, begin)
}
