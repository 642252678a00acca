//! Carrying out one transaction: all of it or nothing, and said to be done only when it is durable.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use futures_channel::oneshot;
use gloo::events::EventListener;
use js_sys::{Array, Function, Object, Reflect, Uint8Array};
use madobe_shared::order;
use madobe_shared::storage::{Table, Transaction};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{EventTarget, IdbDatabase, IdbKeyRange, IdbObjectStore, IdbTransaction};

use crate::storage::Precondition;

/// What came of a write.
#[derive(Debug)]
pub(super) enum Outcome {
    /// Durable.
    Done,
    /// The rows it depends on had changed; nothing was written.
    Overtaken,
    /// The browser took it back, or refused it, for this reason; nothing was written.
    Failed(JsValue),
}

/// Carries a transaction out. All requests are issued before the first wait, so that a page that is going away leaves the browser
/// with a complete transaction and not with half of one to roll back.
pub(super) async fn write(
    database: &IdbDatabase,
    transaction: &Transaction,
    precondition: Option<Precondition>,
) -> Outcome {
    let pending = match begin(database, transaction, precondition.as_ref()) {
        Ok(pending) => pending,
        Err(thrown) => return Outcome::Failed(thrown),
    };
    let done = settled(&pending, "complete", &["abort"]);
    if let Some(precondition) = precondition
        && !holds(&pending, precondition).await
    {
        let _ = pending.abort();
        done.await;
        return Outcome::Overtaken;
    }
    if let Err(thrown) = issue(&pending, transaction) {
        let _ = pending.abort();
        done.await;
        return Outcome::Failed(thrown);
    }
    if done.await {
        return Outcome::Done;
    }
    Outcome::Failed(pending.error().map_or(JsValue::UNDEFINED, JsValue::from))
}

/// Resolves once the target says one of these events: `true` for the good one. The listeners are in place before this returns.
pub(super) fn settled(
    target: &EventTarget,
    good: &'static str,
    bad: &[&'static str],
) -> impl Future<Output = bool> + use<> {
    let (sender, receiver) = oneshot::channel();
    let sender = Rc::new(RefCell::new(Some(sender)));
    let events = bad.iter().map(|event| (*event, false)).chain([(good, true)]);
    let listeners: Vec<EventListener> = events
        .map(|(event, verdict)| {
            let sender = sender.clone();
            EventListener::new(target, event, move |_| {
                if let Some(sender) = sender.borrow_mut().take() {
                    let _ = sender.send(verdict);
                }
            })
        })
        .collect();
    async move {
        let verdict = receiver.await.unwrap_or(false);
        drop(listeners);
        verdict
    }
}

fn begin(
    database: &IdbDatabase,
    transaction: &Transaction,
    precondition: Option<&Precondition>,
) -> Result<IdbTransaction, JsValue> {
    let options = Object::new();
    let durability = if transaction.holds_own_words() { "strict" } else { "relaxed" };
    Reflect::set(&options, &"durability".into(), &durability.into())?;
    let tables = order::set(tables_of(transaction).chain(precondition.map(|precondition| precondition.table)));
    let names: Array = tables.iter().map(|table| JsValue::from_str(table.name())).collect();
    // By name, because the bindings do not know the options yet. Browsers that do not know them either ignore them.
    let begin: Function = Reflect::get(database, &"transaction".into())?.dyn_into()?;
    begin.call3(database, &names, &"readwrite".into(), &options)?.dyn_into()
}

fn tables_of(transaction: &Transaction) -> impl Iterator<Item = Table> {
    let deletes = transaction.deletes.iter().chain(&transaction.delete_prefixes).map(|(table, _)| *table);
    deletes.chain(transaction.puts.iter().map(|row| row.table))
}

async fn holds(pending: &IdbTransaction, precondition: Precondition) -> bool {
    let Ok(request) = store(pending, precondition.table)
        .and_then(|store| store.get_all_keys_with_key(&key_range(&precondition.prefix)?))
    else {
        return false;
    };
    if !settled(&request, "success", &["error"]).await {
        return false;
    }
    let keys = request.result().map(|keys| Array::from(&keys)).unwrap_or_default();
    keys.iter().filter_map(|key| key.as_string()).eq(precondition.keys)
}

fn issue(pending: &IdbTransaction, transaction: &Transaction) -> Result<(), JsValue> {
    let mut stores = BTreeMap::new();
    for table in tables_of(transaction) {
        stores.insert(table, store(pending, table)?);
    }
    for (table, key) in &transaction.deletes {
        stores[table].delete(&key.into())?;
    }
    for (table, prefix) in &transaction.delete_prefixes {
        stores[table].delete(&key_range(prefix)?)?;
    }
    for row in &transaction.puts {
        stores[&row.table].put_with_key(&Uint8Array::from(row.value.as_slice()), &row.key.as_str().into())?;
    }
    // Without waiting for the answers. A browser that does not know it, or an empty transaction, commits by itself.
    #[expect(deprecated, reason = "it left the standard's second edition and came back in the third")]
    let _ = pending.commit();
    Ok(())
}

fn store(pending: &IdbTransaction, table: Table) -> Result<IdbObjectStore, JsValue> {
    pending.object_store(table.name())
}

/// All keys that begin so.
fn key_range(prefix: &str) -> Result<JsValue, JsValue> {
    IdbKeyRange::bound(&prefix.into(), &format!("{prefix}\u{ffff}").into()).map(JsValue::from)
}
