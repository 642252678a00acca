//! Finding a thing by its role and name, and waiting for it. What can be done with it is in `action.rs`.

use std::fmt;
use std::panic::Location;
use std::path::Path;
use std::time::Duration;

use fantoccini::elements::{Element, ElementRef};
use fantoccini::error::CmdError;
use serde::Serialize;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use super::Browser;

/// Whoever has waited this long calls it broken. A person would sooner; but an engine that is driven without a screen, beside two others on two
/// cores, stands still for ten seconds now and then, WebKit most of all.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);
pub(super) const POLL_INTERVAL: Duration = Duration::from_millis(50);

const SCRIPT: &str = include_str!("queries.js");
/// The member under which WebDriver sends an element, by its standard.
pub(super) const ELEMENT_KEY: &str = "element-6066-11e4-a52e-4f735466cecf";

/// Something on the page, described as a person would; looked for anew whenever something is done with it.
///
/// Names are compared without spaces. An element whose whole name matches is preferred; else one whose name contains the words.
/// Hidden things are never found. If several fit, actions fail: say which with [`within`](Self::button) a part of the page, or
/// [`first`](Self::first).
#[derive(Clone)]
pub struct Query<'b> {
    pub(super) browser: &'b Browser,
    steps: Vec<Step>,
    place: &'static Location<'static>,
}

#[derive(Clone, Default, Serialize)]
struct Step {
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    first: bool,
}

/// What the page answered.
struct Look {
    element: Option<Element>,
    count: u64,
    seen: String,
}

macro_rules! finders {
    ($($(#[$doc:meta])* $finder:ident => $role:literal;)*) => {
        impl Browser {
            $($(#[$doc])* #[track_caller] pub fn $finder(&self, name: &str) -> Query<'_> { self.role($role, name) })*
        }
        impl<'b> Query<'b> {
            $($(#[$doc])* #[track_caller] pub fn $finder(&self, name: &str) -> Query<'b> { self.role($role, name) })*
        }
    };
}

finders! {
    /// A button.
    button => "button";
    /// A check box.
    checkbox => "checkbox";
    /// A selection list.
    combobox => "combobox";
    /// A heading.
    heading => "heading";
    /// A link.
    link => "link";
    /// One of several exclusive choices.
    radio => "radio";
    /// A field for text; also for a date, a time or a password.
    textbox => "textbox";
}

impl Browser {
    /// Anything with this ARIA role and accessible name.
    #[track_caller]
    pub fn role(&self, role: &str, name: &str) -> Query<'_> {
        self.query(Step { role: Some(role.into()), name: Some(name.into()), ..Step::default() })
    }

    /// Anything with this ARIA role, whatever its name.
    #[track_caller]
    pub fn any(&self, role: &str) -> Query<'_> {
        self.query(Step { role: Some(role.into()), ..Step::default() })
    }

    /// The innermost element that shows this text. Text inside a field is its [`value`](Query::value), not text.
    #[track_caller]
    pub fn text(&self, text: &str) -> Query<'_> {
        self.query(Step { text: Some(text.into()), ..Step::default() })
    }

    #[track_caller]
    fn query(&self, step: Step) -> Query<'_> {
        Query { browser: self, steps: vec![step], place: Location::caller() }
    }
}

impl<'b> Query<'b> {
    /// Anything inside this with this role and name: `tablet.role("listitem", "高橋").button("開く")`.
    #[track_caller]
    pub fn role(&self, role: &str, name: &str) -> Query<'b> {
        self.inside(Step { role: Some(role.into()), name: Some(name.into()), ..Step::default() })
    }

    /// Anything inside this with this role.
    #[track_caller]
    pub fn any(&self, role: &str) -> Query<'b> {
        self.inside(Step { role: Some(role.into()), ..Step::default() })
    }

    /// The innermost element inside this that shows the text.
    #[track_caller]
    pub fn text(&self, text: &str) -> Query<'b> {
        self.inside(Step { text: Some(text.into()), ..Step::default() })
    }

    /// The first of several, in the order of the page.
    pub fn first(mut self) -> Self {
        self.steps.last_mut().into_iter().for_each(|step| step.first = true);
        self
    }

    #[track_caller]
    fn inside(&self, step: Step) -> Query<'b> {
        let steps = self.steps.iter().cloned().chain([step]).collect();
        Query { browser: self.browser, steps, place: Location::caller() }
    }

    /// Waits until it is there: once or several times.
    pub async fn wait(&self) {
        self.until("is not there", |look| (look.count > 0).then_some(())).await;
    }

    /// Waits until it is not there any more.
    pub async fn wait_gone(&self) {
        self.until("is still there", |look| (look.count == 0).then_some(())).await;
    }

    /// Whether it is there now.
    pub async fn is_shown(&self) -> bool {
        self.look().await.is_some_and(|look| look.count > 0)
    }

    /// How many of it are there now.
    pub async fn count(&self) -> u64 {
        self.look().await.map_or(0, |look| look.count)
    }

    /// Does something with the one element; tries again while the page is still changing under it.
    pub(super) async fn act<T>(&self, complaint: &str, action: impl AsyncFn(&Element) -> Result<T, CmdError>) -> T {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let element = self.until("cannot be told apart or is not there", |look| look.element).await;
            match self.browser.answer(action(&element)).await {
                Ok(value) => return value,
                Err(error) if Instant::now() > deadline => self.fail(complaint, error.to_string()).await,
                Err(_) => sleep(POLL_INTERVAL).await,
            }
        }
    }

    async fn until<T>(&self, complaint: &str, accept: impl Fn(Look) -> Option<T>) -> T {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let look = self.look().await;
            let seen = look.as_ref().map_or_else(
                || "the page did not answer".to_owned(),
                |look| format!("{} fit; on the page:\n{}", look.count, look.seen),
            );
            if let Some(value) = look.and_then(&accept) {
                return value;
            }
            if Instant::now() > deadline {
                self.fail(complaint, seen).await;
            }
            sleep(POLL_INTERVAL).await;
        }
    }

    /// Looks once. `None` while a page is going and the next is not there yet.
    async fn look(&self) -> Option<Look> {
        let answer = self.browser.answer(self.browser.client().execute(SCRIPT, vec![json!(self.steps)])).await.ok()?;
        let id = answer["found"][ELEMENT_KEY].as_str().map(|id| ElementRef::from(id.to_owned()));
        let element = id.map(|id| Element::from_element_id(self.browser.client().clone(), id));
        let seen =
            answer["seen"].as_array().into_iter().flatten().filter_map(Value::as_str).collect::<Vec<_>>().join("\n");
        Some(Look { element, count: answer["count"].as_u64().unwrap_or_default(), seen })
    }

    pub(super) async fn fail(&self, complaint: &str, seen: String) -> ! {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/e2e");
        let picture = folder.join(format!("failed-{}-{}.png", self.browser.engine(), self.place.line()));
        let pictured = match self.browser.answer(self.browser.client().screenshot()).await {
            Ok(bytes) if std::fs::create_dir_all(&folder).and_then(|()| std::fs::write(&picture, &bytes)).is_ok() => {
                picture.display().to_string()
            }
            _ => "none".to_owned(),
        };
        panic!(
            "{}, {}: {self} {complaint} within {PATIENCE:?}\n{seen}\nscreenshot: {pictured}",
            self.place,
            self.browser.engine()
        )
    }
}

impl fmt::Display for Query<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, step) in self.steps.iter().enumerate() {
            let between = if index > 0 { " › " } else { "" };
            let role = step.role.as_deref().unwrap_or("text");
            let name = step.name.as_deref().or(step.text.as_deref()).unwrap_or_default();
            write!(formatter, "{between}{role}「{name}」")?;
        }
        Ok(())
    }
}
