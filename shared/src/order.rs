//! Putting things in order, at the price of a few bytes of the download.
//!
//! `sort` and `collect` generate some 4 KB of wasm for every type they order; two dozen types would be a fiftieth of the app. Here one
//! routine orders all of them. It takes a few more steps, which does not show in lists, and it never orders what runs into millions.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// Sorts by what `key` gives; equals keep their order.
pub fn sort_by_key<T, K: Ord>(items: &mut Vec<T>, key: impl Fn(&T) -> K) {
    sort_by(items, |a, b| key(a).cmp(&key(b)));
}

/// Sorts by a comparison; equals keep their order.
pub fn sort_by<T>(items: &mut Vec<T>, compare: impl Fn(&T, &T) -> Ordering) {
    let places = sorted_places(items.len(), &|a, b| compare(&items[a], &items[b]));
    let mut unsorted: Vec<Option<T>> = items.drain(..).map(Some).collect();
    items.extend(places.into_iter().filter_map(|place| unsorted[place].take()));
}

/// The places of a list in the order in which they are to stand.
fn sorted_places(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).collect();
    places.sort_by(|a, b| compare(*a, *b));
    places
}

/// Gathers a set, one after another.
pub fn set<T: Ord>(items: impl IntoIterator<Item = T>) -> BTreeSet<T> {
    let mut set = BTreeSet::new();
    items.into_iter().for_each(|item| _ = set.insert(item));
    set
}

/// Gathers a map, one after another; of equal keys the last counts.
pub fn map<K: Ord, V>(items: impl IntoIterator<Item = (K, V)>) -> BTreeMap<K, V> {
    let mut map = BTreeMap::new();
    items.into_iter().for_each(|(key, value)| _ = map.insert(key, value));
    map
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equals_keep_their_order() {
        let mut words = vec!["雪", "ab", "c", "de", ""];
        sort_by_key(&mut words, |word| word.chars().count());
        assert_eq!(words, ["", "雪", "c", "ab", "de"]);
        sort_by(&mut words, |a, b| b.len().cmp(&a.len()));
        assert_eq!(words, ["雪", "ab", "de", "c", ""]);
    }

    #[test]
    fn of_equal_keys_the_last_counts() {
        assert_eq!(map([(2, 'b'), (1, 'a'), (2, 'c')]), BTreeMap::from([(1, 'a'), (2, 'c')]));
        assert_eq!(set([2, 1, 2]), BTreeSet::from([1, 2]));
    }
}
