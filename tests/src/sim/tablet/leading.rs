//! Which tab keeps the line: the first in the queue, as with a browser's lock.

use madobe_client::platform::Leadership;

use crate::sim::Checked;
use crate::sim::agenda::{Happening, TabKey};
use crate::sim::world::World;

impl World {
    pub(super) fn queue_for_line(&mut self, at: usize, key: TabKey) {
        self.tablets[at].line_queue.push_back(key);
        if self.tablets[at].leader() == Some(key) {
            self.lead_soon(at, key);
        }
    }

    pub(super) fn leave_line_queue(&mut self, at: usize, key: TabKey) {
        let had_it = self.tablets[at].leader() == Some(key);
        self.tablets[at].line_queue.retain(|waiting| *waiting != key);
        if had_it && let Some(next) = self.tablets[at].leader() {
            self.lead_soon(at, next);
        }
    }

    /// A tab takes the line from one that does not answer, which queues for it again.
    pub(super) fn take_line(&mut self, at: usize, key: TabKey) {
        let Some(leader) = self.tablets[at].leader().filter(|leader| *leader != key) else {
            return;
        };
        let queue = &mut self.tablets[at].line_queue;
        queue.retain(|waiting| *waiting != key && *waiting != leader);
        queue.push_front(key);
        queue.push_back(leader);
        let delay_ms = self.chance.spread(1, 60);
        self.agenda.after(delay_ms, Happening::Leads(at, leader, Leadership::Lost));
        self.lead_soon(at, key);
    }

    fn lead_soon(&mut self, at: usize, key: TabKey) {
        let delay_ms = self.chance.spread(1, 60);
        self.agenda.after(delay_ms, Happening::Leads(at, key, Leadership::Gained));
    }

    /// A tab learns how it stands with the line, unless that has changed since.
    pub(in crate::sim) fn leads(&mut self, at: usize, key: TabKey, leadership: Leadership) -> Checked {
        let has_it = self.tablets[at].leader() == Some(key);
        if has_it == (leadership == Leadership::Gained) {
            return self.tab(at, key, |tab| tab.machine.lead(leadership));
        }
        Ok(())
    }
}
