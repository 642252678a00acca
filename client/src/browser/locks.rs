//! Which tab keeps the line: the one that holds a Web Lock, for as long as it lives.
//!
//! The browser gives the lock to the next tab the moment this one is gone, however it went. Where there are no Web Locks, every tab
//! keeps a line of its own: that costs traffic and is otherwise harmless, since every step of the sync may be repeated.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

use crate::platform::{Leadership, Lock};

#[derive(Debug)]
struct Lead(Rc<Place>);

struct Place {
    lock_name: String,
    held: RefCell<Option<Held>>,
    left: Cell<bool>,
    requests: Cell<u32>,
    tell: Rc<dyn Fn(Leadership)>,
}

/// The lead, while it is this tab's.
struct Held {
    /// The request that won it. Several may be waiting, and each ends for itself.
    request: u32,
    /// Lets go of the lock; `None` where there are no locks.
    release: Option<Function>,
}

impl std::fmt::Debug for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Place").field("lock_name", &self.lock_name).finish_non_exhaustive()
    }
}

/// Queues for the lock of this name.
pub(super) fn queue(name: &str, tell: Rc<dyn Fn(Leadership)>) -> Box<dyn Lock> {
    let place = Rc::new(Place {
        lock_name: name.to_owned(),
        held: RefCell::default(),
        left: Cell::new(false),
        requests: Cell::new(0),
        tell,
    });
    place.request(false);
    Box::new(Lead(place))
}

impl Lock for Lead {
    fn is_mine(&self) -> bool {
        self.0.held.borrow().is_some()
    }

    fn take(&self) {
        if !self.is_mine() {
            self.0.request(true);
        }
    }
}

impl Drop for Lead {
    fn drop(&mut self) {
        self.0.left.set(true);
        self.0.let_go();
    }
}

impl Place {
    fn request(self: &Rc<Self>, steal: bool) {
        let number = self.requests.get() + 1;
        self.requests.set(number);
        let place = self.clone();
        spawn_local(async move {
            let ended = match place.ask(number, steal) {
                // It ends when this tab lets go, and fails when another tab takes the lock away or the browser has none to give.
                Ok(Some(held)) => JsFuture::from(held).await.map(|_| ()),
                Ok(None) | Err(_) => Err(JsValue::UNDEFINED),
            };
            if ended.is_ok() || place.left.get() {
                return;
            }
            let was_held = place.held.borrow_mut().take_if(|held| held.request == number).is_some();
            if was_held {
                (place.tell)(Leadership::Lost);
                place.request(false);
            } else if place.held.borrow().is_none() {
                place.gained(number, None);
            }
        });
    }

    /// Asks the browser for the lock; `None` where it has none to give. The bindings do not know Web Locks yet, so this goes by name.
    fn ask(self: &Rc<Self>, number: u32, steal: bool) -> Result<Option<Promise>, JsValue> {
        let locks = Reflect::get(&gloo::utils::window().navigator(), &"locks".into())?;
        if !locks.is_object() {
            return Ok(None);
        }
        let options = Object::new();
        Reflect::set(&options, &"mode".into(), &"exclusive".into())?;
        Reflect::set(&options, &"steal".into(), &steal.into())?;
        let place = self.clone();
        let granted = Closure::once_into_js(move || {
            // The lock is held for as long as this promise is not resolved.
            Promise::new(&mut |release, _| place.gained(number, Some(release)))
        });
        let request: Function = Reflect::get(&locks, &"request".into())?.dyn_into()?;
        request.call3(&locks, &self.lock_name.as_str().into(), &options, &granted)?.dyn_into().map(Some)
    }

    fn gained(self: &Rc<Self>, request: u32, release: Option<Function>) {
        let before = self.held.borrow_mut().replace(Held { request, release });
        if self.left.get() {
            return self.let_go();
        }
        if before.is_none() {
            let place = self.clone();
            spawn_local(async move { (place.tell)(Leadership::Gained) });
        }
    }

    fn let_go(&self) {
        if let Some(release) = self.held.borrow_mut().take().and_then(|held| held.release) {
            let _ = release.call0(&JsValue::UNDEFINED);
        }
    }
}
