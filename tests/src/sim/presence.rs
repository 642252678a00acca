//! In the evening everyone is told who else has open what is on their screen.

use std::collections::BTreeSet;

use madobe_shared::ids::{DocId, UserId};
use madobe_shared::limits::{HEARTBEAT_INTERVAL_MS, SILENCE_MS_MAX};

use super::agenda::TabKey;
use super::world::World;
use super::{Checked, Violation};

impl World {
    /// Everyone has some case on the screen, and is told who else has.
    pub(super) fn check_presence(&mut self) -> Checked {
        let tabs: Vec<(usize, TabKey)> = self
            .tablets
            .iter()
            .enumerate()
            .flat_map(|(at, tablet)| tablet.tabs.keys().map(move |tab| (at, *tab)))
            .collect();
        for (at, tab) in tabs.iter().copied() {
            self.tab(at, tab, |tab| tab.look_at(None))?;
        }
        // By then connections that fell silent are given up.
        self.live_for(SILENCE_MS_MAX + 2 * HEARTBEAT_INTERVAL_MS)?;
        for (at, tab) in tabs.iter().copied() {
            let listed: Vec<DocId> =
                self.tablets[at].tabs.get(&tab).map(|tab| tab.listed()).into_iter().flatten().collect();
            let doc = self.chance.pick(&listed).copied();
            self.tab(at, tab, |tab| tab.look_at(doc))?;
        }
        self.live_for(5_000)?;
        self.until_quiet()?;
        let looks: Vec<(usize, UserId, DocId, Vec<UserId>)> = tabs
            .into_iter()
            .filter_map(|(at, tab)| {
                let (doc, others) = self.tablets[at].tabs.get(&tab)?.looks_at()?;
                Some((at, self.tablets[at].author.user, doc, others))
            })
            .collect();
        for (at, user, doc, told) in &looks {
            let others: BTreeSet<UserId> = looks
                .iter()
                .filter(|(_, other, at, _)| at == doc && other != user)
                .map(|(_, other, ..)| *other)
                .collect();
            if !told.iter().eq(&others) {
                return Err(Violation(format!(
                    "tablet {at} is told that {told:?} have {doc} open, and {others:?} have"
                )));
            }
        }
        Ok(())
    }
}
