//! Who wants to hear of changes.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;
use std::rc::Rc;

use yew::Callback;

/// Callbacks that live as long as their [`Subscription`]s.
pub(crate) struct Listeners<T>(Rc<RefCell<Registry<T>>>);

struct Registry<T> {
    next: u64,
    callbacks: BTreeMap<u64, Callback<T>>,
}

/// Keeps a callback in place; dropping it ends that.
#[must_use = "dropping a subscription ends it"]
pub struct Subscription {
    end: Option<Box<dyn FnOnce()>>,
}

impl<T: Clone + 'static> Listeners<T> {
    pub(crate) fn subscribe(&self, callback: Callback<T>) -> Subscription {
        let mut registry = self.0.borrow_mut();
        let number = registry.next;
        registry.next += 1;
        registry.callbacks.insert(number, callback);
        let listeners = self.0.clone();
        Subscription { end: Some(Box::new(move || _ = listeners.borrow_mut().callbacks.remove(&number))) }
    }

    /// Tells everyone. A callback may subscribe or end subscriptions.
    pub(crate) fn emit(&self, event: &T) {
        let callbacks: Vec<_> = self.0.borrow().callbacks.values().cloned().collect();
        for callback in callbacks {
            callback.emit(event.clone());
        }
    }
}

impl<T> Default for Listeners<T> {
    fn default() -> Self {
        Self(Rc::new(RefCell::new(Registry { next: 0, callbacks: BTreeMap::new() })))
    }
}

impl<T> fmt::Debug for Listeners<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} listeners", self.0.borrow().callbacks.len())
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        if let Some(end) = self.end.take() {
            end();
        }
    }
}

impl fmt::Debug for Subscription {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Subscription")
    }
}
