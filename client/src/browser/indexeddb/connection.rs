//! Opening a database, and what a read or write needs of it while it is open.

use futures_channel::oneshot;
use futures_util::future::{Either, select};
use gloo::timers::future::TimeoutFuture;
use madobe_shared::storage::Table;
use rexie::{ObjectStore, Rexie};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{IdbDatabase, IdbFactory, IdbOpenDbRequest};

use super::writer::settled;
use super::{of_exception, of_rexie, of_thrown};
use crate::storage::StorageError;

/// Raised whenever a table is added; IndexedDB then opens the database through its upgrade.
const SCHEMA_VERSION: u32 = 5;

/// Longer than any honest opening. A tab with an older version that does not let go, and WebKit's openings that never answer, end
/// here instead of in a blank page.
const OPEN_MS_MAX: u32 = 10_000;

/// An open database. `rexie` creates it and reads; writes go through a second connection of their own, because a write must ask
/// for strict durability and must learn why it was taken back, and `rexie` passes on neither.
#[derive(Debug)]
pub(super) struct Connection {
    pub(super) reader: Rexie,
    pub(super) writer: IdbDatabase,
}

impl Connection {
    /// Opens the database, creating it and its tables where they are missing.
    pub(super) async fn open(name: &str, tables: &'static [Table]) -> Result<Self, StorageError> {
        let (sender, opened) = oneshot::channel();
        let name = name.to_owned();
        // In a task of its own: an opening that is given up must still find someone there when the browser answers at last.
        spawn_local(async move {
            let _ = sender.send(open(&name, tables).await);
        });
        match select(opened, TimeoutFuture::new(OPEN_MS_MAX)).await {
            Either::Left((Ok(opened), _)) => opened,
            Either::Left((Err(_), _)) | Either::Right(_) => Err(StorageError::Blocked),
        }
    }
}

async fn open(name: &str, tables: &[Table]) -> Result<Connection, StorageError> {
    let builder = tables.iter().fold(Rexie::builder(name).version(SCHEMA_VERSION), |builder, table| {
        builder.add_object_store(ObjectStore::new(table.name()))
    });
    let reader = builder.build().await.map_err(|error| of_rexie(&error))?;
    let writer = open_writer(name).await?;
    Ok(Connection { reader, writer })
}

async fn open_writer(name: &str) -> Result<IdbDatabase, StorageError> {
    let thrown = |thrown: JsValue| of_thrown(&thrown);
    let factory = js_sys::Reflect::get(&gloo::utils::window(), &"indexedDB".into()).map_err(thrown)?;
    let factory: IdbFactory = factory.dyn_into().map_err(|_| StorageError::Refused)?;
    let request: IdbOpenDbRequest = factory.open(name).map_err(thrown)?;
    if settled(&request, "success", &["error"]).await {
        let database: IdbDatabase = request.result().map_err(thrown)?.unchecked_into();
        close_for_newer_versions(&database);
        return Ok(database);
    }
    Err(match request.error() {
        Ok(Some(error)) => of_exception(&error.name(), &error.message()),
        _ => StorageError::Failed("the database did not open".to_owned()),
    })
}

/// A newer version of the app in another tab upgrades the database and must not wait for this one.
fn close_for_newer_versions(database: &IdbDatabase) {
    let closing = database.clone();
    gloo::events::EventListener::new(database, "versionchange", move |_| closing.close()).forget();
}
