//! Who has what open, over all connections of a server, in memory alone. Whether somebody may know of a document is not decided here.

use std::collections::{BTreeMap, BTreeSet};

use crate::ids::{DocId, UserId};
use crate::limits::LOOKERS_TOLD_MAX;
use crate::order;
use crate::protocol::Looked;

/// See the module. `K` names a connection.
#[derive(Debug)]
pub struct Lookers<K> {
    connections: BTreeMap<K, Vec<DocId>>,
    documents: BTreeMap<DocId, BTreeMap<K, UserId>>,
}

impl<K> Default for Lookers<K> {
    fn default() -> Self {
        Self { connections: BTreeMap::new(), documents: BTreeMap::new() }
    }
}

impl<K: Ord + Copy> Lookers<K> {
    /// A connection of a user has these documents open now, and no others. Returns whether that is news.
    pub fn look(&mut self, connection: K, user: UserId, docs: &[DocId]) -> bool {
        let docs: Vec<DocId> = order::set(docs.iter().copied()).into_iter().collect();
        let before = self.connections.remove(&connection).unwrap_or_default();
        for doc in &before {
            if let Some(lookers) = self.documents.get_mut(doc) {
                lookers.remove(&connection);
                if lookers.is_empty() {
                    self.documents.remove(doc);
                }
            }
        }
        for doc in &docs {
            self.documents.entry(*doc).or_default().insert(connection, user);
        }
        let is_news = before != docs;
        if !docs.is_empty() {
            self.connections.insert(connection, docs);
        }
        is_news
    }

    /// Who else has open what this connection of a user has open. They themselves are nobody else, on whatever device.
    #[must_use]
    pub fn others(&self, connection: K, user: UserId) -> Vec<Looked> {
        let docs = self.connections.get(&connection).into_iter().flatten();
        let looked = docs.filter_map(|doc| {
            let users: BTreeSet<UserId> = order::set(self.documents.get(doc)?.values().copied());
            let users: Vec<UserId> = users.into_iter().filter(|other| *other != user).take(LOOKERS_TOLD_MAX).collect();
            (!users.is_empty()).then_some(Looked { doc: *doc, users })
        });
        looked.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everyone_is_told_of_everyone_else_at_what_they_have_open_themselves() {
        let (case, other) = (DocId::from_parts(1, [1; 10]), DocId::from_parts(2, [2; 10]));
        let (sato, suzuki) = (UserId(1), UserId(2));
        let mut lookers = Lookers::default();
        assert!(lookers.look(1, sato, &[case, other]) && !lookers.look(1, sato, &[other, case]));
        lookers.look(2, sato, &[case]);
        assert_eq!(lookers.others(1, sato), [], "her own tablet is nobody else");
        lookers.look(3, suzuki, &[case]);
        let at = |user| vec![Looked { doc: case, users: vec![user] }];
        assert_eq!((lookers.others(1, sato), lookers.others(2, sato)), (at(suzuki), at(suzuki)));
        assert_eq!(lookers.others(3, suzuki), at(sato), "once, however many devices she has");
        assert!(lookers.look(3, suzuki, &[]));
        assert_eq!((lookers.others(1, sato), lookers.others(3, suzuki)), (vec![], vec![]));
        assert_eq!(lookers.connections.keys().collect::<Vec<_>>(), [&1, &2], "who has nothing open is not kept");
        (4..20).for_each(|number| _ = lookers.look(number, UserId(number), &[other]));
        assert_eq!(lookers.others(1, sato)[0].users.len(), LOOKERS_TOLD_MAX);
    }
}
