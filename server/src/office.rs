//! What all requests and connections of one server share.

use std::sync::{Arc, Mutex, PoisonError};

use madobe_shared::protocol::StaffList;
use tokio::sync::Semaphore;

use crate::auth::Auth;
use crate::committer::Committer;
use crate::config::Config;
use crate::file_room::FileRoom;
use crate::hub::Hub;
use crate::limits::SYNC_CONNECTIONS_MAX;
use crate::metrics::Metrics;
use crate::platform::Clock;
use crate::presence::Presence;
use crate::store::{Store, StoreError};
use crate::trials::Trials;

/// The parts of a running server.
pub struct Office {
    /// How it is run.
    pub config: Config,
    /// Where everything is kept. Ask it on a blocking thread.
    pub store: Arc<dyn Store>,
    /// What time it is.
    pub clock: Clock,
    /// Who may come in.
    pub auth: Auth,
    /// The one writer of the log.
    pub committer: Committer,
    /// What concerns all connections.
    pub hub: Hub,
    /// Who has what open.
    pub presence: Presence,
    /// What is counted.
    pub metrics: Arc<Metrics>,
    /// Room for sync connections.
    pub sync_room: Arc<Semaphore>,
    /// Room for files on their way in.
    pub file_room: FileRoom,
    /// Whether the listener can be reached from this machine alone, so that its requests have to be addressed to this machine.
    pub is_loopback: bool,
    staff: Mutex<Arc<StaffList>>,
}

impl Office {
    /// Puts the parts together and starts the writer.
    ///
    /// # Errors
    ///
    /// Where the store cannot be read or no thread can be started.
    pub fn open(
        store: Arc<dyn Store>,
        mut config: Config,
        clock: Clock,
        is_loopback: bool,
    ) -> Result<Self, StoreError> {
        let hub = Hub::new(store.head()?);
        let metrics = Arc::new(Metrics::default());
        let trials = Some(Trials::new(Arc::clone(&store)));
        let committer = Committer::start(Arc::clone(&store), trials, hub.clone(), clock.clone(), Arc::clone(&metrics))
            .map_err(|error| StoreError::Failed(format!("the writer's thread could not be started: {error}")))?;
        let auth = Auth::new(Arc::clone(&store), clock.clone(), hub.clone(), Arc::clone(&metrics))
            .with_setup_code(config.setup_code.take());
        let sync_room = Arc::new(Semaphore::new(SYNC_CONNECTIONS_MAX));
        let (file_room, presence, staff) = (FileRoom::default(), Presence::default(), Mutex::default());
        Ok(Self {
            config,
            store,
            clock,
            auth,
            committer,
            hub,
            presence,
            metrics,
            sync_room,
            file_room,
            is_loopback,
            staff,
        })
    }

    /// Asks the store on a thread that may wait for the disk.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn on_store<T: Send + 'static>(
        self: &Arc<Self>,
        ask: impl FnOnce(&Self) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let office = Arc::clone(self);
        let asked = tokio::task::spawn_blocking(move || ask(&office)).await;
        asked.unwrap_or_else(|_| Err(StoreError::Failed("the store panicked".into())))
    }

    /// The staff list as it is now. Blocks. Connections share one copy as long as it does not change.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub fn staff(&self) -> Result<Arc<StaffList>, StoreError> {
        let current = self.store.staff()?;
        let mut shared = self.staff.lock().unwrap_or_else(PoisonError::into_inner);
        if shared.version != current.version {
            *shared = Arc::new(current);
        }
        Ok(Arc::clone(&shared))
    }
}
