//! What ties one text area to one text.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use madobe_shared::edit::EditError;
use madobe_shared::form::TextRef;
use madobe_shared::text::{caret_after, chars_to_utf16, utf16_to_chars};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlTextAreaElement};
use yew::Callback;
use yew::platform::spawn_local;

use crate::hooks::typed_now;
use crate::repo::OpenCase;

/// Words that are still being composed are told to the case after this pause, so that a dead battery costs half a second of work
/// there too.
const COMPOSING_PAUSE_MS: u32 = 400;

/// WebKit may report the end of a composition before the input event that carries its words. Others' words wait this long.
const AFTER_COMPOSITION_MS: u32 = 60;

/// What can be said around the text area.
#[derive(Clone)]
pub struct Report {
    /// Why the case refused the latest words. They still stand in the text area.
    pub refused: Option<EditError>,
    /// Characters in the text area.
    pub chars: usize,
}

/// One text area bound to one text.
pub(super) struct Binding {
    element: HtmlTextAreaElement,
    case: OpenCase,
    text: TextRef,
    report: Callback<Report>,
    /// What the case and the text area last agreed on.
    agreed: RefCell<String>,
    composing: Cell<bool>,
    holding: Cell<bool>,
    refused: RefCell<Option<EditError>>,
    timer: RefCell<Option<Timeout>>,
    grows_by_itself: bool,
}

impl Binding {
    pub(super) fn new(
        element: HtmlTextAreaElement,
        case: OpenCase,
        text: TextRef,
        report: Callback<Report>,
    ) -> Rc<Self> {
        let agreed = case.text(text);
        element.set_value(&agreed);
        let bound = Self {
            element,
            case,
            text,
            report,
            agreed: RefCell::new(agreed),
            composing: Cell::new(false),
            holding: Cell::new(false),
            refused: RefCell::new(None),
            timer: RefCell::new(None),
            grows_by_itself: supports_field_sizing(),
        };
        bound.shown_changed();
        Rc::new(bound)
    }

    /// The text area's content changed under the user's fingers.
    pub(super) fn input(self: &Rc<Self>) {
        if self.composing.get() {
            self.shown_changed();
            self.after(COMPOSING_PAUSE_MS, |bound| bound.tell());
        } else {
            self.tell();
        }
    }

    /// Listens for the beginning and the end of a composition, as long as what it returns is kept.
    pub(super) fn follow_compositions(self: &Rc<Self>) -> [EventListener; 2] {
        let listen = |name: &'static str, act: fn(&Rc<Self>)| {
            let weak = Rc::downgrade(self);
            EventListener::new(&self.element, name, move |_| {
                if let Some(bound) = weak.upgrade() {
                    act(&bound);
                }
            })
        };
        [listen("compositionstart", Self::composition_start), listen("compositionend", Self::composition_end)]
    }

    fn composition_start(self: &Rc<Self>) {
        self.timer.take();
        self.composing.set(true);
        if !self.holding.replace(true) {
            self.case.hold();
        }
    }

    fn composition_end(self: &Rc<Self>) {
        self.composing.set(false);
        self.tell();
        self.after(AFTER_COMPOSITION_MS, |bound| {
            bound.tell();
            bound.let_go();
        });
    }

    /// The page may be about to end: what is on the screen goes to the device now.
    pub(super) fn page_hides(self: &Rc<Self>) {
        self.tell();
        let case = self.case.clone();
        spawn_local(async move {
            // A failure shows in the badge; there is nobody left here to tell.
            let _ = case.flush().await;
        });
    }

    /// The component goes: nothing typed stays behind.
    pub(super) fn leave(&self) {
        self.timer.take();
        self.composing.set(false);
        self.tell();
        self.let_go();
    }

    /// The text may have been changed by others: shows it, with the caret where the user left it.
    pub(super) fn take_over(&self) {
        if self.composing.get() || self.holding.get() || self.refused.borrow().is_some() {
            return;
        }
        // An engine may show a letter before it tells of it: what stands here unheard must not be written over.
        if self.element.value() != *self.agreed.borrow() {
            self.tell();
        }
        let shown = self.element.value();
        let now = self.case.text(self.text);
        if shown == now {
            self.agreed.replace(now);
            return;
        }
        let has_focus = gloo::utils::document().active_element().is_some_and(|active| active == **self.element);
        let selection = has_focus.then(|| self.selection(&shown, &now)).flatten();
        let scrolled_px = self.element.scroll_top();
        self.element.set_value(&now);
        if let Some((start, end, direction)) = selection {
            // Refused only for text areas without a selection, which this is not.
            let _ = self.element.set_selection_range_with_direction(start, end, &direction);
        }
        self.element.set_scroll_top(scrolled_px);
        self.agreed.replace(now);
        self.shown_changed();
    }

    /// Both ends of the selection, in UTF-16 units, as they will be once the text reads `now`.
    fn selection(&self, shown: &str, now: &str) -> Option<(u32, u32, String)> {
        let moved = |units: u32| {
            let chars = utf16_to_chars(shown, units as usize);
            u32::try_from(chars_to_utf16(now, caret_after(shown, now, chars))).unwrap_or(u32::MAX)
        };
        let start = self.element.selection_start().ok()??;
        let end = self.element.selection_end().ok()??;
        let direction = self.element.selection_direction().ok()?.unwrap_or_else(|| "none".to_owned());
        Some((moved(start), moved(end), direction))
    }

    /// Tells the case what stands in the text area.
    fn tell(&self) {
        let shown = self.element.value();
        let before = self.agreed.borrow().clone();
        if shown != before {
            let caret_units = self.element.selection_end().ok().flatten().unwrap_or(u32::MAX);
            let caret_chars = utf16_to_chars(&shown, caret_units as usize);
            typed_now();
            // Agreed on before the call: it tells the subscribers, of which this is one.
            self.agreed.replace(shown.clone());
            let refused = self.case.type_text(self.text, &before, &shown, caret_chars).err();
            if refused.is_some() {
                self.agreed.replace(before);
            }
            self.refused.replace(refused);
        } else {
            self.refused.replace(None);
        }
        self.shown_changed();
    }

    fn let_go(&self) {
        if self.holding.replace(false) {
            self.case.release();
            self.take_over();
        }
    }

    fn shown_changed(&self) {
        if !self.grows_by_itself {
            self.grow();
        }
        let chars = self.element.value().chars().count();
        self.report.emit(Report { refused: self.refused.borrow().clone(), chars });
    }

    /// Fits the height to the content where CSS cannot: `field-sizing` is young.
    fn grow(&self) {
        let element = &self.element;
        let set_height = |height: &str| {
            // Refused only for a height that is none.
            let _ = element.style().set_property("height", height);
        };
        // A text area never says that its content shrank until it is made small itself, and the page then scrolls.
        let scrolled = scrolled_ancestors(element);
        set_height("auto");
        let borders_px = element.offset_height() - element.client_height();
        set_height(&format!("{}px", element.scroll_height() + borders_px));
        for (ancestor, scrolled_px) in scrolled {
            ancestor.set_scroll_top(scrolled_px);
        }
    }

    /// Does something after a pause, unless something else comes first.
    fn after(self: &Rc<Self>, pause_ms: u32, act: fn(&Self)) {
        let weak = Rc::downgrade(self);
        let timer = Timeout::new(pause_ms, move || {
            if let Some(bound) = weak.upgrade() {
                act(&bound);
            }
        });
        self.timer.replace(Some(timer));
    }
}

fn scrolled_ancestors(element: &Element) -> Vec<(Element, i32)> {
    let ancestors = std::iter::successors(element.parent_element(), |ancestor| ancestor.parent_element());
    ancestors
        .map(|ancestor| {
            let top_px = ancestor.scroll_top();
            (ancestor, top_px)
        })
        .filter(|(_, top_px)| *top_px > 0)
        .collect()
}

fn supports_field_sizing() -> bool {
    let css = js_sys::Reflect::get(&gloo::utils::window(), &"CSS".into()).ok();
    let supports = css.as_ref().and_then(|css| js_sys::Reflect::get(css, &"supports".into()).ok());
    let supports = supports.and_then(|supports| supports.dyn_into::<js_sys::Function>().ok());
    supports
        .zip(css)
        .and_then(|(supports, css)| supports.call2(&css, &"field-sizing".into(), &"content".into()).ok())
        .is_some_and(|answer| answer.is_truthy())
}
