//! What the user likes on this device: language, text size, and when it locks. Kept in the browser, since it holds nothing of anybody's case.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::browser::english_words;
use crate::i18n::{Language, knows, language, learn_english, set_language};

const LANGUAGE_KEY: &str = "madobe.language";
const TEXT_SIZE_KEY: &str = "madobe.text_size";
const LOCK_AFTER_KEY: &str = "madobe.lock_after";

/// How large the text is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum TextSize {
    /// 標準.
    #[default]
    Standard,
    /// 大.
    Large,
    /// 特大.
    ExtraLarge,
}

impl TextSize {
    /// All sizes, smallest first.
    pub const ALL: [Self; 3] = [Self::Standard, Self::Large, Self::ExtraLarge];

    /// The name in the style sheet and in the browser's storage.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Large => "large",
            Self::ExtraLarge => "extra-large",
        }
    }
}

/// After how many minutes without anybody the app locks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum LockAfter {
    /// Five.
    Five,
    /// Ten.
    #[default]
    Ten,
    /// Thirty, for a desk behind a door.
    Thirty,
}

impl LockAfter {
    /// All, shortest first.
    pub const ALL: [Self; 3] = [Self::Five, Self::Ten, Self::Thirty];

    /// In minutes.
    #[must_use]
    pub const fn minutes(self) -> u32 {
        match self {
            Self::Five => 5,
            Self::Ten => 10,
            Self::Thirty => 30,
        }
    }
}

/// After how many milliseconds without anybody the app locks.
#[must_use]
pub fn lock_after_ms() -> u64 {
    u64::from(read().lock_after.minutes()) * 60_000
}

/// What the user likes.
#[derive(Clone, Default, PartialEq)]
pub struct Preferences {
    /// What it is now.
    pub liked: Liked,
    change: Callback<Liked>,
}

/// The choices themselves.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Liked {
    /// The language of the interface.
    pub language: Language,
    /// The size of the text.
    pub text_size: TextSize,
    /// When the app locks by itself.
    pub lock_after: LockAfter,
}

impl Preferences {
    /// Likes something else from now on.
    pub fn set(&self, liked: Liked) {
        self.change.emit(liked);
    }
}

/// The browser's storage, where it lets the page keep such things.
fn storage() -> Option<web_sys::Storage> {
    gloo::utils::window().local_storage().ok().flatten()
}

/// Reads what is liked on this device. The browser's storage may be closed to the page; then the defaults hold.
fn read() -> Liked {
    let storage = storage();
    let kept = |key| storage.as_ref()?.get_item(key).ok().flatten();
    let text_size = kept(TEXT_SIZE_KEY).and_then(|name| TextSize::ALL.into_iter().find(|size| size.name() == name));
    let lock_after = kept(LOCK_AFTER_KEY)
        .and_then(|minutes| LockAfter::ALL.into_iter().find(|after| after.minutes().to_string() == minutes));
    Liked {
        language: Language::from_tag(&kept(LANGUAGE_KEY).unwrap_or_default()),
        text_size: text_size.unwrap_or_default(),
        lock_after: lock_after.unwrap_or_default(),
    }
}

/// Makes the page speak and look so.
fn apply(liked: Liked) {
    set_language(liked.language);
    if let Some(root) = gloo::utils::document().document_element() {
        let _ = root.set_attribute("lang", liked.language.tag());
        let _ = root.set_attribute("data-text-size", liked.text_size.name());
    }
}

/// The same, in Japanese where the words of the language are not here.
fn speakable(liked: Liked) -> Liked {
    if knows(liked.language) { liked } else { Liked { language: Language::Japanese, ..liked } }
}

/// Makes the page speak and look as wished: at once where it can, and in English as soon as its words are here.
fn follow(wished: &Rc<Cell<Liked>>, liked: UseStateSetter<Liked>) {
    // Applied before anything is rendered anew, which looks its words up.
    let show = move |now: Liked| {
        apply(now);
        liked.set(now);
    };
    show(speakable(wished.get()));
    if !knows(wished.get().language) {
        let wished = wished.clone();
        spawn_local(async move {
            learn_english(english_words().await);
            // Something else may be wished by now.
            show(speakable(wished.get()));
        });
    }
}

/// Properties of [`PreferencesProvider`].
#[derive(PartialEq, Properties)]
pub struct PreferencesProviderProps {
    /// What follows the preferences.
    pub children: Html,
}

/// Gives [`Preferences`] to everything inside.
#[component]
pub fn PreferencesProvider(props: &PreferencesProviderProps) -> Html {
    let liked = use_state_eq(|| {
        let liked = speakable(read());
        apply(liked);
        liked
    });
    let wished = use_memo((), |()| Cell::new(read()));
    {
        let (wished, liked) = (wished.clone(), liked.setter());
        use_effect_with((), move |()| follow(&wished, liked));
    }
    let change = {
        let liked = liked.setter();
        use_callback((), move |now: Liked, ()| {
            if let Some(storage) = storage() {
                // Whoever changes something else while their language is not to be had keeps it for another time.
                if now.language != language() {
                    let _ = storage.set_item(LANGUAGE_KEY, now.language.tag());
                }
                let _ = storage.set_item(TEXT_SIZE_KEY, now.text_size.name());
                let _ = storage.set_item(LOCK_AFTER_KEY, &now.lock_after.minutes().to_string());
            }
            wished.set(now);
            follow(&wished, liked.clone());
        })
    };
    let preferences = Preferences { liked: *liked, change };
    html! { <ContextProvider<Preferences> context={preferences}>{ props.children.clone() }</ContextProvider<Preferences>> }
}
