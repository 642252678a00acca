//! What the notes of the population are made of.
//!
//! A note is an opening (how and with whom), one or two sentences of what was said, and perhaps what comes next. Sentences are sorted
//! by who speaks, by theme and by how far the story has come, so that any of them can stand beside any other of its place. Words in
//! braces stand for what is the case's own: `{i}` an interest, `{who}` the relative who speaks, `{place}` a place to belong,
//! `{agency}` a partner, `{health}` the health office. A sentence that begins with [`SPOKEN`] presumes a voice and is kept out of
//! mails.

pub(super) mod closing;
pub(super) mod family;
pub(super) mod first;
pub(super) mod frames;
pub(super) mod outside;
pub(super) mod person;
pub(super) mod sheet;

/// Marks a sentence that fits only where people hear each other.
pub(super) const SPOKEN: char = '♪';

/// What a conversation was about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Theme {
    Rhythm,
    Outing,
    Interest,
    Home,
    Health,
    Money,
    Work,
    People,
    School,
}

/// How far a story has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    Early,
    Middle,
    Late,
}

/// Sentences to choose from.
pub(super) type Bank = &'static [&'static str];

/// Sentences for the three stages.
pub(super) type Stages = [Bank; 3];

impl Stage {
    /// The sentences of this stage.
    pub fn of(self, [early, middle, late]: Stages) -> Bank {
        match self {
            Self::Early => early,
            Self::Middle => middle,
            Self::Late => late,
        }
    }
}
