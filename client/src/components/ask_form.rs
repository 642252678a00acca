//! A short form whose answers are sent and not kept: passwords, codes, a name. It keeps what was typed until the answer is there, says
//! what is wrong beside the line that it concerns, and stands in the first line that is still empty.

use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::t;

/// What a line is for, which tells browsers and password managers how to help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A login.
    Login,
    /// A person's name.
    Name,
    /// A password that is there.
    Password,
    /// A password to be.
    NewPassword,
    /// The digits of an authenticator app.
    Digits,
    /// The digits of a PIN.
    Pin,
    /// Letters to copy from paper or a screen.
    Letters,
    /// A day and a time of it.
    Moment,
    /// A few words.
    Words,
}

impl Kind {
    /// The input's type, what a browser may fill in, and which keys a tablet shows.
    const fn attributes(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Login => ("text", "username", "text"),
            Self::Name => ("text", "name", "text"),
            Self::Password => ("password", "current-password", "text"),
            Self::NewPassword => ("password", "new-password", "text"),
            Self::Digits => ("text", "one-time-code", "numeric"),
            Self::Pin => ("password", "off", "numeric"),
            Self::Letters | Self::Words => ("text", "off", "text"),
            Self::Moment => ("datetime-local", "off", "text"),
        }
    }
}

/// One line.
#[derive(Clone, PartialEq)]
pub struct Line {
    /// Its id on the screen.
    pub id: &'static str,
    /// What it is for.
    pub kind: Kind,
    /// Its label.
    pub label: AttrValue,
    /// What helps to fill it in.
    pub hint: Option<AttrValue>,
    /// What it begins with.
    pub known: Option<AttrValue>,
    /// Whether what it begins with stands, out of sight, for a password manager.
    pub is_hidden: bool,
    /// Whether it may stay empty.
    pub is_optional: bool,
}

impl Line {
    /// An empty line.
    pub const fn new(id: &'static str, kind: Kind, label: AttrValue) -> Self {
        Self { id, kind, label, hint: None, known: None, is_hidden: false, is_optional: false }
    }

    /// With a hint.
    pub fn with_hint(self, hint: AttrValue) -> Self {
        Self { hint: Some(hint), ..self }
    }

    /// With something in it, which can be changed.
    pub fn beginning_with(self, known: AttrValue) -> Self {
        Self { known: Some(known), ..self }
    }

    /// One that may stay empty.
    pub const fn optional(mut self) -> Self {
        self.is_optional = true;
        self
    }

    fn input(&self) -> Option<HtmlInputElement> {
        gloo::utils::document().get_element_by_id(self.id)?.dyn_into().ok()
    }

    fn value(&self) -> String {
        self.input().map(|input| input.value()).unwrap_or_default()
    }

    fn is_missing(&self) -> bool {
        !self.is_optional && self.value().trim().is_empty()
    }
}

/// What was typed, and the way to answer.
#[derive(Clone)]
pub struct Asked {
    /// The value of each line.
    pub values: Vec<String>,
    outcome: Callback<Option<Mistake>>,
}

impl Asked {
    /// It was done; the form may be used again.
    pub fn done(&self) {
        self.outcome.emit(None);
    }

    /// It was not done, and no line is to blame.
    pub fn failed(&self, words: AttrValue) {
        self.wrong(usize::MAX, words);
    }

    /// Something is wrong with a line, counted from 0.
    pub fn wrong(&self, line: usize, words: AttrValue) {
        self.outcome.emit(Some(Mistake { line, words }));
    }
}

/// What is wrong, and with which line; with none of them where there are not so many.
#[derive(Clone, PartialEq)]
struct Mistake {
    line: usize,
    words: AttrValue,
}

/// Properties of [`AskForm`].
#[derive(PartialEq, Properties)]
pub struct AskFormProps {
    /// What is asked.
    pub lines: Vec<Line>,
    /// The words of the button.
    pub button: AttrValue,
    /// Whether the button takes something away.
    #[prop_or_default]
    pub takes_away: bool,
    /// Whether it stands beside another form that is used more.
    #[prop_or_default]
    pub is_second: bool,
    /// Called with what was typed. The form is busy until it hears the outcome.
    pub on_submit: Callback<Asked>,
    /// What stands above the lines.
    #[prop_or_default]
    pub children: Html,
}

/// See the module.
#[component]
pub fn AskForm(props: &AskFormProps) -> Html {
    let busy = use_state_eq(|| false);
    let mistake = use_state_eq(|| None::<Mistake>);
    let ids: Vec<&'static str> = props.lines.iter().map(|line| line.id).collect();
    use_effect_with(ids, {
        let (lines, mistake) = (props.lines.clone(), mistake.clone());
        move |_| {
            // What was wrong with other lines is over.
            mistake.set(None);
            for line in &lines {
                if let (Some(known), Some(input)) = (&line.known, line.input().filter(|input| input.value().is_empty()))
                {
                    input.set_value(known);
                }
            }
            if let Some(input) = lines.iter().find(|line| line.is_missing()).and_then(Line::input) {
                let _ = input.focus();
            }
        }
    });
    use_effect_with(((*mistake).clone(), *busy), {
        let lines = props.lines.clone();
        move |(mistake, busy)| {
            if *busy {
                return;
            }
            let line = mistake.as_ref().and_then(|mistake| lines.get(mistake.line));
            if let Some(input) = line.and_then(Line::input) {
                input.select();
                let _ = input.focus();
            }
        }
    });
    let onsubmit = {
        let (busy, mistake) = (busy.clone(), mistake.clone());
        let (lines, on_submit) = (props.lines.clone(), props.on_submit.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if *busy {
                return;
            }
            let values: Vec<String> = lines.iter().map(Line::value).collect();
            if let Some(line) = lines.iter().position(Line::is_missing) {
                mistake.set(Some(Mistake { line, words: t!("form.needed", what = lines[line].label) }));
                return;
            }
            busy.set(true);
            let (busy, mistake) = (busy.clone(), mistake.clone());
            let outcome = Callback::from(move |found| {
                mistake.set(found);
                busy.set(false);
            });
            on_submit.emit(Asked { values, outcome });
        })
    };
    // While the form is busy the words of the last mistake are out of sight and keep their place: nothing may move under a thumb.
    let error = classes!("field-error", busy.then_some("is-out-of-sight"));
    let first_open = props.lines.iter().position(|line| line.known.is_none() && !line.is_optional);
    let line = |(at, line): (usize, &Line)| {
        let (kind, autocomplete, inputmode) = line.kind.attributes();
        let wrong = mistake.as_ref().filter(|mistake| mistake.line == at);
        let [hint_id, error_id] = ["hint", "error"].map(|what| format!("{}-{what}", line.id));
        let described_by = if wrong.is_some() { format!("{error_id} {hint_id}") } else { hint_id.clone() };
        html! {
            <div class="field" key={line.id} hidden={line.is_hidden}>
                <label class="field-label" for={line.id}>{ line.label.clone() }</label>
                <input class="input input-large" id={line.id} name={line.id} type={kind} {autocomplete} {inputmode}
                       autocapitalize="none" spellcheck="false" autofocus={first_open == Some(at)}
                       aria-invalid={wrong.is_some().to_string()} aria-describedby={described_by} />
                <p class="field-hint" id={hint_id}>{ line.hint.clone().unwrap_or_default() }</p>
                if let Some(wrong) = wrong {
                    <p class={error.clone()} id={error_id} role="alert">{ wrong.words.clone() }</p>
                }
            </div>
        }
    };
    // A list of its own: among the form's other children a new line would take the place, and the words, of an old one.
    let lines: Html = props.lines.iter().enumerate().map(line).collect();
    let tone = match (props.takes_away, props.is_second) {
        (true, _) => "button-persimmon",
        (false, true) => "button-outline",
        (false, false) => "button-main",
    };
    html! {
        // Nothing listens where the app has died. What was typed may not end up in an address then, as it would with "get".
        <form class="ask-form" method="post" {onsubmit} novalidate=true>
            { props.children.clone() }
            { lines }
            if let Some(mistake) = mistake.as_ref().filter(|mistake| mistake.line >= props.lines.len()) {
                <p class={error.clone()} role="alert">{ mistake.words.clone() }</p>
            }
            <button type="submit" class={classes!("button", "button-large", tone)} aria-disabled={busy.to_string()}>
                { if *busy { t!("form.busy") } else { props.button.clone() } }
            </button>
        </form>
    }
}
