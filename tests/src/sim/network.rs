//! Lines between tablets and the office: two queues of frames each, and what happens to frames on the way.
//!
//! An honest line is a WebSocket's: frames arrive whole and in order until it breaks, and those under way are lost with it. A garbling one
//! damages, doubles and overtakes them as well.

use std::collections::BTreeMap;

use super::agenda::{Agenda, Happening, LineKey, TabKey};
use super::chance::Chance;
use super::machine::Ticket;
use super::weather::Weather;

/// A connection.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) tablet: usize,
    pub(super) tab: TabKey,
    /// The number by which the device knows it.
    pub(super) number: Ticket,
    pub(super) is_open_at_tablet: bool,
    pub(super) is_open_at_office: bool,
    /// Frames vanish and nobody is told, as when a tablet leaves the range of its network.
    pub(super) is_silent: bool,
    /// When the last frame sent in each direction arrives.
    up_ms: u64,
    down_ms: u64,
    pub(super) traffic: Traffic,
}

impl Line {
    /// When the last frame to the tablet arrives.
    pub(super) fn last_down_ms(&self) -> u64 {
        self.down_ms
    }
}

/// What went over a line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Traffic {
    pub(super) frames_up: u64,
    pub(super) frames_down: u64,
    pub(super) bytes_up: u64,
    pub(super) bytes_down: u64,
}

/// Which way a frame goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Up,
    Down,
}

/// All lines of the world.
#[derive(Debug, Default)]
pub(super) struct Network {
    pub(super) lines: BTreeMap<LineKey, Line>,
    last: LineKey,
    /// Frames sent since the beginning.
    pub(super) frames: u64,
}

impl Network {
    /// A tab asks for a connection; what comes of it is noted in the agenda.
    pub(super) fn connect(
        &mut self,
        agenda: &mut Agenda,
        delay_ms: u64,
        (tablet, tab, number): (usize, TabKey, Ticket),
    ) -> LineKey {
        self.last += 1;
        let line = Line {
            tablet,
            tab,
            number,
            is_open_at_tablet: false,
            is_open_at_office: false,
            is_silent: false,
            up_ms: 0,
            down_ms: 0,
            traffic: Traffic::default(),
        };
        self.lines.insert(self.last, line);
        agenda.after(delay_ms, Happening::Connected(self.last));
        self.last
    }

    /// The line that a tab knows by this number.
    pub(super) fn find(&self, tab: TabKey, number: Ticket) -> Option<LineKey> {
        self.lines.iter().find(|(_, line)| line.tab == tab && line.number == number).map(|(key, _)| *key)
    }

    /// Sends a frame on its way.
    pub(super) fn send(
        &mut self,
        agenda: &mut Agenda,
        chance: &mut Chance,
        weather: &Weather,
        (key, way): (LineKey, Way),
        mut frame: Vec<u8>,
    ) {
        let Some(line) = self.lines.get_mut(&key) else { return };
        self.frames += 1;
        let bytes = frame.len() as u64;
        let last_ms = match way {
            Way::Up => {
                line.traffic.frames_up += 1;
                line.traffic.bytes_up += bytes;
                &mut line.up_ms
            }
            Way::Down => {
                line.traffic.frames_down += 1;
                line.traffic.bytes_down += bytes;
                &mut line.down_ms
            }
        };
        if line.is_silent {
            return;
        }
        let happening = |frame| match way {
            Way::Up => Happening::FrameUp(key, frame),
            Way::Down => Happening::FrameDown(key, frame),
        };
        let delay_ms = chance.spread(1, weather.frame_ms_max);
        let mut arrives_ms = (agenda.now_ms + delay_ms).max(*last_ms);
        if weather.is_garbling {
            if chance.in_thousand(8) && !frame.is_empty() {
                let at = chance.below(frame.len());
                frame[at] ^= 1 << chance.below(8);
            }
            if chance.in_thousand(5) {
                frame.truncate(chance.below(frame.len().max(1)));
            }
            if chance.in_thousand(8) {
                agenda.at(arrives_ms + chance.spread(1, 500), happening(frame.clone()));
            }
            if chance.in_thousand(10) {
                // It overtakes what was sent before it.
                arrives_ms = agenda.now_ms + 1;
            }
        }
        *last_ms = arrives_ms.max(*last_ms);
        agenda.at(arrives_ms, happening(frame));
    }

    /// Forgets a line that neither end holds any more.
    pub(super) fn forget_if_closed(&mut self, key: LineKey) {
        if self.lines.get(&key).is_some_and(|line| !line.is_open_at_tablet && !line.is_open_at_office) {
            self.lines.remove(&key);
        }
    }
}
