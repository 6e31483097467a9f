//! State that all requests share: the configuration, and the hub once the store is open.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Instant;

use actix_web::HttpRequest;

use super::answers::Answers;
use super::asset_tree::tree_hash;
use super::body::Bodies;
use super::error::HttpError;
use super::foreign::MismatchLog;
use super::origin::{is_local, own_origin};
use super::preload::Preload;
use super::socketio::Sessions;
use super::streams::Streams;
use crate::board::limits::LECTURE_RATE;
use crate::config::{Config, Switch};
use crate::hub::{BoardKey, Hub, Rate, Room, TokenBucket};

/// State that all requests share.
pub struct Site {
    /// The configuration.
    pub config: Config,
    /// Folder of the assets, as in `/assets/0123456789ab`.
    pub assets: String,
    /// Origin of this server in the local network, if other machines there can reach it.
    local_network: Option<String>,
    pub(super) preload: Preload,
    pub(super) answers: Answers,
    pub(super) bodies: Bodies,
    pub(super) streams: Streams,
    /// Sessions of Socket.IO.
    pub(super) sessions: Arc<Sessions>,
    /// Requests to the frame reader of the lecture page.
    pub(super) lecture_rate: Mutex<TokenBucket>,
    mismatches: MismatchLog,
    hub: OnceLock<Arc<Hub>>,
    is_leaving: AtomicBool,
}

impl Site {
    /// A site whose store is not open yet; `local_network` is its origin in the local network.
    pub fn new(config: Config, local_network: Option<String>) -> Self {
        let assets = format!("/assets/{}", tree_hash());
        let preload = Preload::new();
        let (bodies, streams, sessions) = (Bodies::default(), Streams::default(), Arc::default());
        let (hub, is_leaving) = (OnceLock::new(), AtomicBool::new(false));
        let lecture_rate = Mutex::new(TokenBucket::new(Rate::of(LECTURE_RATE), Instant::now()));
        let (mismatches, answers) = (MismatchLog::default(), Answers::default());
        Self {
            config,
            assets,
            local_network,
            preload,
            answers,
            bodies,
            streams,
            sessions,
            lecture_rate,
            mismatches,
            hub,
            is_leaving,
        }
    }

    /// Opens the boards to requests. Called once, because a second hub would order the same edits again.
    pub fn open(&self, hub: Arc<Hub>) {
        assert!(self.hub.set(hub).is_ok(), "a site is opened once");
    }

    /// The hub, once the store is open.
    pub fn hub(&self) -> Option<&Arc<Hub>> {
        self.hub.get()
    }

    /// Makes the server not ready, because it is shutting down.
    pub fn leave(&self) {
        self.is_leaving.store(true, Ordering::Relaxed);
    }

    /// Whether the server accepts edits (SPEC A6).
    pub fn is_ready(&self) -> bool {
        !self.is_leaving.load(Ordering::Relaxed) && self.hub().is_some_and(|hub| hub.is_writable())
    }

    /// Scheme and host for links to others. A person on the server's own machine uses `localhost`, which leads others
    /// to their own machines.
    pub(super) fn shared_origin(&self, request: &HttpRequest) -> String {
        let own = own_origin(request, &self.config);
        self.local_network.clone().filter(|_| is_local(&own)).unwrap_or(own)
    }

    /// The error for a request whose origin is not this server's.
    pub(super) fn refuse_foreign(&self, request: &HttpRequest) -> HttpError {
        HttpError::ForeignOrigin(self.mismatches.record(request, &self.config))
    }

    pub(super) fn ready_hub(&self) -> Result<&Arc<Hub>, HttpError> {
        self.hub().ok_or(HttpError::NotReady)
    }

    /// Parses a board's id. A demo board that was made before it was switched off counts as missing.
    pub(super) fn key(&self, text: &str) -> Result<BoardKey, HttpError> {
        let key: BoardKey = text.parse().map_err(|_| HttpError::NoBoard)?;
        let is_off = self.config.demo_board == Switch::Off && key == BoardKey::demo();
        if is_off { Err(HttpError::NoBoard) } else { Ok(key) }
    }

    /// Finds the board that a path names (SPEC A5).
    pub(super) async fn find_board(&self, key: &str) -> Result<BoardKey, HttpError> {
        let key = self.key(key)?;
        let found = self.ready_hub()?.has_board(&key).await?;
        if found { Ok(key) } else { Err(HttpError::NoBoard) }
    }

    pub(super) async fn room(&self, key: &str) -> Result<Arc<Room>, HttpError> {
        let key = self.key(key)?;
        Ok(self.ready_hub()?.room(&key).await?)
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;
    use clap::Parser;

    use super::*;
    use crate::config::Cli;

    fn site(arguments: &[&str], local_network: Option<&str>) -> Site {
        let config = Cli::parse_from(["lavagna"].iter().chain(arguments)).config;
        Site::new(config, local_network.map(str::to_owned))
    }

    // [A5] A demo board that is switched off is not found by page, API or socket.
    #[test]
    fn the_demo_board_can_be_switched_off() {
        assert!(site(&[], None).key("demo").is_ok());
        let off = site(&["--demo-board", "off"], None);
        assert!(matches!(off.key("demo"), Err(HttpError::NoBoard)));
        assert!(off.key("0123456789abcdefghijkl").is_ok());
    }

    #[test]
    fn links_made_on_the_own_machine_work_for_others() {
        let network = site(&[], Some("http://192.168.1.5:8080"));
        let ask = |site: &Site, host| {
            site.shared_origin(&TestRequest::default().insert_header(("host", host)).to_http_request())
        };
        assert_eq!(ask(&network, "localhost:8080"), "http://192.168.1.5:8080");
        assert_eq!(ask(&network, "board.test"), "http://board.test");
        assert_eq!(ask(&site(&[], None), "localhost:8080"), "http://localhost:8080");
        let public = site(&["--public-url", "https://x.org"], Some("http://192.168.1.5:8080"));
        assert_eq!(ask(&public, "localhost:8080"), "https://x.org");
    }
}
