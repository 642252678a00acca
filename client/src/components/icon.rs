//! Icons in one hand: 24 units square, 1.8 units of stroke, always beside a word.

use madobe_shared::codes::ContactMethod;
use yew::prelude::*;

macro_rules! glyphs {
    ($($(#[$doc:meta])* $name:ident = $path:literal,)+) => {
        /// What an icon shows.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Glyph { $($(#[$doc])* $name,)+ }

        impl Glyph {
            const fn path(self) -> &'static str {
                match self { $(Self::$name => $path,)+ }
            }
        }
    };
}

glyphs! {
    /// A house.
    Home = "M4 11.2 12 4l8 7.2V20h-5v-5.5h-6V20H4z",
    /// Two people.
    People = "M12.5 8.5a3.5 3.5 0 1 1-7 0 3.5 3.5 0 0 1 7 0zM2.8 20c0-3.6 2.7-6 6.2-6s6.2 2.4 6.2 6M15.5 5.2a3.5 3.5 0 0 1 0 6.6M17.6 14.4c2.2.7 3.6 2.7 3.6 5.6",
    /// A book.
    Book = "M6.5 3.5H19v17H6.5A2.5 2.5 0 0 1 4 18V6a2.5 2.5 0 0 1 2.5-2.5zM4 18a2.5 2.5 0 0 1 2.5-2.5H19",
    /// A pencil.
    Pencil = "m4.5 19.5.9-4L15.8 5.1a2.1 2.1 0 0 1 3 3L8.5 18.6zM13.8 7.1l3 3",
    /// A telephone receiver.
    Phone = "M5 4h3.6l1.8 4.6-2.3 1.5a12 12 0 0 0 5.8 5.8l1.5-2.3L20 15.4V19a1.5 1.5 0 0 1-1.6 1.5C10.6 20 4 13.4 3.5 5.6A1.5 1.5 0 0 1 5 4z",
    /// A door.
    Door = "M6.5 20.5v-16h11v16M3.5 20.5h17M14 12.5v.1",
    /// Somebody walking.
    Walk = "M14.8 4.5a1.6 1.6 0 1 1-3.2 0 1.6 1.6 0 0 1 3.2 0zM9 21l2.6-6-2-3.4 1.6-4.4 2.3 1.5 1.2 2.4 2.8 1M6.8 12.4l1.4-3.4 3-1.8M11.6 15l3 2.4 1 3.6",
    /// A letter.
    Mail = "M3.5 5.5h17v13h-17zM4 6.5l8 6.5 8-6.5",
    /// An office building.
    Office = "M4.5 20.5v-17h10v17M14.5 9h5v11.5M2.5 20.5h19M8 7.5h3M8 11.5h3M8 15.5h3",
    /// A video camera.
    Video = "M3.5 6.5h11v11h-11zM14.5 11l6-3.5v9l-6-3.5",
    /// A sheet of paper.
    Form = "M6 3.5h12v17H6zM9 8h6M9 12h6M9 16h3.5",
    /// A tick.
    Check = "m4.5 12.5 5 5 10-11",
    /// A plus.
    Plus = "M12 4.5v15M4.5 12h15",
    /// A lens.
    Search = "M17 10.5a6.5 6.5 0 1 1-13 0 6.5 6.5 0 0 1 13 0zM15.5 15.5l5 5",
    /// A calendar.
    Calendar = "M4 5.5h16v15H4zM4 10h16M8 3v4.5M16 3v4.5",
    /// A clock.
    Clock = "M20.5 12a8.5 8.5 0 1 1-17 0 8.5 8.5 0 0 1 17 0zM12 7v5l3.5 2",
    /// Onwards.
    Onwards = "m9 5 7 7-7 7",
    /// Back.
    Back = "m15 5-7 7 7 7",
    /// A cross.
    Cross = "m5.5 5.5 13 13M18.5 5.5l-13 13",
    /// A triangle with an exclamation mark.
    Warning = "M12 4 2.8 20h18.4zM12 10.5v4M12 17.2v.1",
    /// A tablet.
    Device = "M5.5 3.5h13v17h-13zM10.5 17.5h3",
    /// An arrow down onto a line.
    Install = "M12 4v11M7.5 10.5 12 15l4.5-4.5M4.5 20h15",
    /// Two arrows in a circle.
    Again = "M20 11.5A8 8 0 0 0 5.5 7.2M5 3.5V8h4.5M4 12.5a8 8 0 0 0 14.5 4.3M19 20.5V16h-4.5",
}

/// The icon of a contact method.
#[must_use]
pub const fn method_glyph(method: &ContactMethod) -> Glyph {
    match method {
        ContactMethod::Phone => Glyph::Phone,
        ContactMethod::Email => Glyph::Mail,
        ContactMethod::OfficeVisit => Glyph::Office,
        ContactMethod::HomeVisit => Glyph::Door,
        ContactMethod::Video => Glyph::Video,
        ContactMethod::Accompaniment => Glyph::Walk,
        _ => Glyph::Form,
    }
}

/// An icon, hidden from screen readers: the word beside it says the same.
pub fn icon(glyph: Glyph) -> Html {
    html! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d={glyph.path()} />
        </svg>
    }
}
