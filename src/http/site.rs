//! What every request sees: how the server was set up, and the hub once the store is open.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use super::asset_tree::tree_hash;
use super::error::HttpError;
use super::preload::Preload;
use crate::config::Config;
use crate::hub::{BoardKey, Hub, Room};
use crate::store::StoreError;

/// See the module.
pub struct Site {
    /// As set from outside.
    pub config: Config,
    /// Folder of the assets, as in `/assets/0123456789ab`.
    pub assets: String,
    pub(super) preload: Preload,
    hub: OnceLock<Arc<Hub>>,
    leaving: AtomicBool,
}

impl Site {
    /// A site whose store is not open yet.
    pub fn new(config: Config) -> Self {
        let assets = format!("/assets/{}", tree_hash());
        let preload = Preload::new(&assets);
        Self { config, assets, preload, hub: OnceLock::new(), leaving: AtomicBool::new(false) }
    }

    /// The store is open: requests for boards are answered from now on.
    pub fn open(&self, hub: Arc<Hub>) {
        // Called once; a second hub would be a second order of the same edits.
        assert!(self.hub.set(hub).is_ok(), "a site is opened once");
    }

    /// The hub, once there is one.
    pub fn hub(&self) -> Option<&Arc<Hub>> {
        self.hub.get()
    }

    /// From now on the server is not ready.
    pub fn leave(&self) {
        self.leaving.store(true, Ordering::Relaxed);
    }

    /// Whether edits are taken (SPEC A6).
    pub fn is_ready(&self) -> bool {
        !self.leaving.load(Ordering::Relaxed) && self.hub().is_some_and(|hub| hub.is_writable())
    }

    pub(super) fn ready_hub(&self) -> Result<&Arc<Hub>, HttpError> {
        self.hub().ok_or(HttpError::NotReady)
    }

    /// The board that a path names, if there is one (SPEC A5).
    pub(super) async fn find_board(&self, key: &str) -> Result<BoardKey, HttpError> {
        let key: BoardKey = key.parse().map_err(|_| HttpError::NoBoard)?;
        let found = self.ready_hub()?.has_board(&key).await.map_err(HttpError::Store)?;
        if found { Ok(key) } else { Err(HttpError::NoBoard) }
    }

    pub(super) async fn room(&self, key: &str) -> Result<Arc<Room>, HttpError> {
        let key: BoardKey = key.parse().map_err(|_| HttpError::NoBoard)?;
        self.ready_hub()?.room(&key).await.map_err(|error| match error {
            StoreError::NotFound => HttpError::NoBoard,
            error => HttpError::Store(error),
        })
    }
}
