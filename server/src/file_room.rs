//! Room for files on their way in: for so many, and for so many of one user, so that whoever sends slowly holds up themselves alone.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use madobe_shared::ids::UserId;

use crate::limits::{BLOBS_AT_ONCE, BLOBS_AT_ONCE_PER_USER};

/// See the module.
#[derive(Debug, Default)]
pub struct FileRoom {
    /// How many files each user sends now; nobody who sends none.
    taken: Mutex<BTreeMap<UserId, usize>>,
}

/// A place in it, which is given back when it is dropped.
#[derive(Debug)]
pub struct FilePlace<'a> {
    room: &'a FileRoom,
    user: UserId,
}

impl FileRoom {
    /// A place for a file of a user; `None` where there is none now.
    #[must_use]
    pub fn enter(&self, user: UserId) -> Option<FilePlace<'_>> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let own = taken.get(&user).copied().unwrap_or_default();
        if own >= BLOBS_AT_ONCE_PER_USER || taken.values().sum::<usize>() >= BLOBS_AT_ONCE {
            return None;
        }
        taken.insert(user, own + 1);
        Some(FilePlace { room: self, user })
    }
}

impl Drop for FilePlace<'_> {
    fn drop(&mut self) {
        let mut taken = self.room.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = taken.get_mut(&self.user) {
            *own -= 1;
            if *own == 0 {
                taken.remove(&self.user);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_sends_slowly_holds_up_themselves_alone() {
        let room = FileRoom::default();
        let mut slow: Vec<_> = (0..BLOBS_AT_ONCE_PER_USER).map(|_| room.enter(UserId(1))).collect();
        assert!(slow.iter().all(Option::is_some));
        assert!(room.enter(UserId(1)).is_none());
        assert!(room.enter(UserId(2)).is_some(), "a colleague finds a place");
        slow.pop();
        assert!(room.enter(UserId(1)).is_some(), "and so does whoever is through");
    }

    #[test]
    fn all_together_are_bounded_too_and_nothing_is_kept_of_who_left() {
        let room = FileRoom::default();
        let all: Vec<_> = (0..).map_while(|user| room.enter(UserId(user))).collect();
        assert_eq!(all.len(), BLOBS_AT_ONCE);
        drop(all);
        assert!(room.taken.lock().unwrap().is_empty());
    }
}
