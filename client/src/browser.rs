//! The browser as the machine under a tab: everything that touches `window` on behalf of the tab's core.
//!
//! Never decides anything; see [`crate::platform`] for what each part promises.

mod channel;
mod clock;
mod files;
mod indexeddb;
mod locks;
mod page;
mod passkeys;
mod quota;
mod saving;
mod socket;

use std::rc::Rc;

use futures_util::FutureExt;
use gloo::timers::callback::Timeout;
use jiff::civil::DateTime;
use js_sys::Uint8Array;
use madobe_shared::blob::BlobKey;
use madobe_shared::ids::UserId;
use wasm_bindgen_futures::spawn_local;

pub use clock::{new_device_id, now_ms};
pub use indexeddb::open_database;
pub(crate) use page::{boot, english_words, program_build};
pub(crate) use passkeys::{has_passkeys, make_passkey, secret_of_passkey, show_passkey};
pub use saving::save_file;

use crate::account::who_is_signed_in;
use crate::platform::{
    Channel, ConnectError, Guard, Heard, Leadership, Lock, PageEvent, Pending, Platform, Socket, Untransferred, Visitor,
};
use crate::storage::StorageInfo;

/// This page's browser.
#[derive(Debug, Clone, Copy, Default)]
pub struct Browser;

impl Platform for Browser {
    fn now_ms(&self) -> u64 {
        now_ms()
    }

    fn now_local(&self) -> DateTime {
        clock::now_local()
    }

    fn elapsed_ms(&self) -> u64 {
        clock::elapsed_ms()
    }

    fn fill_random(&self, bytes: &mut [u8]) {
        clock::fill_random(bytes);
    }

    fn spawn(&self, task: Pending<()>) {
        spawn_local(task);
    }

    fn timer(&self, delay_ms: u64, ring: Box<dyn FnOnce()>) -> Guard {
        Box::new(Timeout::new(u32::try_from(delay_ms).unwrap_or(u32::MAX), ring))
    }

    fn idle(&self) -> Pending<()> {
        page::idle().boxed_local()
    }

    fn is_visible(&self) -> bool {
        page::is_visible()
    }

    fn watch_page(&self, hear: Rc<dyn Fn(PageEvent)>) -> Guard {
        page::watch(&hear)
    }

    fn join_tabs(&self, name: &str, hear: Box<dyn Fn(Vec<u8>)>) -> Option<Box<dyn Channel>> {
        channel::join(name, hear)
    }

    fn queue_for_lock(&self, name: &str, hear: Rc<dyn Fn(Leadership)>) -> Box<dyn Lock> {
        locks::queue(name, hear)
    }

    fn connect(&self, user: UserId, hear: Box<dyn Fn(Heard)>) -> Result<Box<dyn Socket>, ConnectError> {
        socket::open(user, hear)
    }

    fn visitor(&self) -> Pending<Visitor> {
        who_is_signed_in().boxed_local()
    }

    fn upload(&self, key: BlobKey, bytes: &[u8]) -> Pending<Result<(), Untransferred>> {
        files::upload(key, Uint8Array::from(bytes)).boxed_local()
    }

    fn download(&self, key: BlobKey) -> Pending<Result<Vec<u8>, Untransferred>> {
        files::download(key).boxed_local()
    }

    fn storage_info(&self) -> Pending<StorageInfo> {
        quota::estimate().boxed_local()
    }

    fn ask_to_persist(&self) -> Pending<()> {
        quota::ask_to_persist().boxed_local()
    }
}
