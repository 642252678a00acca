//! How much of what the office has a device keeps, and what it gives up first.

use madobe_shared::blob::BlobKey;
use madobe_shared::order;
use madobe_shared::storage::KeptBlob;

/// So many bytes of files that the office has stay on a device: some hundred photos, where a browser gives a site some gigabytes. What waits
/// for the office comes on top and is never given up.
pub(super) const FILES_BYTES_MAX: u64 = 200 << 20;

/// The files that go so that the rest is at most so many bytes: those that were opened longest ago.
pub(super) fn to_give_up(mut kept: Vec<(BlobKey, KeptBlob)>, bytes_max: u64) -> Vec<BlobKey> {
    let mut bytes: u64 = kept.iter().map(|(_, kept)| kept.bytes).sum();
    order::sort_by_key(&mut kept, |(_, kept)| kept.opened_ms);
    let mut given_up = Vec::new();
    for (key, kept) in kept {
        if bytes <= bytes_max {
            break;
        }
        bytes -= kept.bytes;
        given_up.push(key);
    }
    given_up
}

#[cfg(test)]
mod tests {
    use madobe_shared::ids::{BlobHash, DocId};

    use super::*;

    #[test]
    fn what_was_opened_longest_ago_goes_first_and_no_more_than_has_to() {
        let key = |number| BlobKey { doc: DocId::from_parts(1, [1; 10]), hash: BlobHash([number; 32]) };
        let kept = |number, opened_ms| (key(number), KeptBlob { bytes: 10, opened_ms });
        let all = vec![kept(1, 30), kept(2, 10), kept(3, 20), kept(4, 40)];
        assert_eq!(to_give_up(all.clone(), 40), []);
        assert_eq!(to_give_up(all.clone(), 39), [key(2)]);
        assert_eq!(to_give_up(all.clone(), 20), [key(2), key(3)]);
        assert_eq!(to_give_up(all, 0), [key(2), key(3), key(1), key(4)]);
    }
}
