//! Doing something with what was found: clicking, typing, reading.

use std::time::Duration;

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::elements::Element;
use fantoccini::error::CmdError;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use super::query::{ELEMENT_KEY, PATIENCE, POLL_INTERVAL, Query};

/// Characters put in at once by [`Query::insert_text`]: about what an input method commits.
const CHARACTERS_PER_COMMIT: usize = 20;

/// Keys that the driver is asked to press in one request, which must be answered before the patience with a single command ends.
const KEYS_PER_REQUEST: usize = 50;

/// How much of a value a failure shows.
const CHARACTERS_SHOWN: usize = 1_000;

impl Query<'_> {
    /// Clicks or taps it, once it is there and nothing lies over it.
    pub async fn click(&self) {
        self.act("cannot be clicked", async |element| element.click().await).await;
    }

    /// Types at the end of the field, key by key.
    pub async fn type_text(&self, text: &str) {
        self.act("cannot be typed into", async |element| element.send_keys(text).await).await;
    }

    /// Types at the cursor at a person's pace: each key is pressed, let go, and followed by a pause. Unlike [`type_text`](Self::type_text),
    /// which presses the next key as soon as the page has taken the last, this leaves the page the moments between keys that it has in
    /// life, and what it does in them may come in the way of the next key.
    pub async fn type_slowly(&self, text: &str, pause: Duration) {
        self.click().await;
        let press = |keys: KeyActions, value: char| {
            keys.then(KeyAction::Down { value })
                .then(KeyAction::Up { value })
                .then(KeyAction::Pause { duration: pause })
        };
        let characters: Vec<char> = text.chars().collect();
        for part in characters.chunks(KEYS_PER_REQUEST) {
            let keys = part.iter().copied().fold(KeyActions::new("keyboard".into()), press);
            self.act("cannot be typed into", async |_| self.browser.client().perform_actions(keys.clone()).await).await;
        }
    }

    /// Empties the field as a person would and types, key by key. For dates and times use [`set_value`](Self::set_value).
    pub async fn fill(&self, text: &str) {
        // Control and A, then backspace: keys an editor sees, unlike WebDriver's own `clear`, which changes the value behind its back.
        let empty_it = "\u{e009}a\u{e000}\u{e003}";
        self.act("cannot be emptied", async |element| element.send_keys(empty_it).await).await;
        if !text.is_empty() {
            self.type_text(text).await;
        }
    }

    /// Puts text in at the cursor, or at the end of a field that has none, some characters at a time: with the events of an input
    /// method's commits, and much faster than keys. For long Japanese text.
    pub async fn insert_text(&self, text: &str) {
        let put = "const field = arguments[0];\
            if (document.activeElement !== field) { field.focus(); \
                if ('selectionStart' in field) field.setSelectionRange(field.value.length, field.value.length); \
                else getSelection().selectAllChildren(field), getSelection().collapseToEnd(); }\
            const took = document.execCommand('insertText', false, arguments[1]);\
            if (!took || !field.isConnected) throw new Error('nothing was put in');";
        let characters: Vec<char> = text.chars().collect();
        for part in characters.chunks(CHARACTERS_PER_COMMIT) {
            let part: String = part.iter().collect();
            self.act("does not take text", async |element| self.on_element(element, put, &[json!(part)]).await).await;
        }
    }

    /// Pastes text at the end of a field in one piece, however long it is.
    pub async fn paste_text(&self, text: &str) {
        let paste = "const field = arguments[0], end = field.value.length;\
            field.focus();\
            field.setRangeText(arguments[1], end, end, 'end');\
            field.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertFromPaste' }));";
        self.act("does not take text", async |element| self.on_element(element, paste, &[json!(text)]).await).await;
    }

    /// Sets the value of a date, time, number or selection field, which every engine lets people edit in another way, and tells the
    /// page about it. The form is HTML's: `2026-12-07`, `10:30`, an option's value.
    pub async fn set_value(&self, value: &str) {
        let put = "const field = arguments[0];\
            field.focus();\
            Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), 'value').set.call(field, arguments[1]);\
            for (const type of ['input', 'change']) field.dispatchEvent(new Event(type, { bubbles: true }));";
        self.act("does not take a value", async |element| self.on_element(element, put, &[json!(value)]).await).await;
    }

    /// What stands in the field now.
    pub async fn value(&self) -> String {
        let read = "return arguments[0].value ?? arguments[0].innerText";
        let value = self.act("has no value", async |element| self.on_element(element, read, &[]).await).await;
        value.as_str().unwrap_or_default().to_owned()
    }

    /// Waits until this stands in the field.
    pub async fn wait_value(&self, expected: &str) {
        self.wait_one_of(&[expected]).await;
    }

    /// Waits until one of these stands in the field.
    pub async fn wait_one_of(&self, expected: &[&str]) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let value = self.value().await;
            if expected.contains(&value.as_str()) {
                return;
            }
            if Instant::now() > deadline {
                let expected = expected.iter().map(|text| beginning_of(text)).collect::<Vec<_>>().join("」 or 「");
                self.fail(&format!("holds 「{}」 and not 「{expected}」", beginning_of(&value)), String::new()).await;
            }
            sleep(POLL_INTERVAL).await;
        }
    }

    /// An attribute's value, such as `aria-checked`; `None` if it is absent.
    pub async fn attribute(&self, name: &str) -> Option<String> {
        self.act("cannot be asked", async |element| element.attr(name).await).await
    }

    /// The text it shows.
    pub async fn shown_text(&self) -> String {
        self.act("cannot be read", async |element| element.text().await).await
    }

    async fn on_element(&self, element: &Element, body: &str, arguments: &[Value]) -> Result<Value, CmdError> {
        let reference = json!({ ELEMENT_KEY: element.element_id().as_ref() });
        let all = [&[reference], arguments].concat();
        self.browser.answer(self.browser.client().execute(body, all)).await
    }
}

/// A text as far as a failure needs to show it.
fn beginning_of(text: &str) -> String {
    match text.char_indices().nth(CHARACTERS_SHOWN) {
        Some((end, _)) => format!("{}… ({} bytes)", &text[..end], text.len()),
        None => text.to_owned(),
    }
}
