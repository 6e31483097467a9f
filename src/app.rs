//! Puts the parts together: listens at once, opens the store behind, and leaves in order.

use std::io::IsTerminal;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use actix_web::App;
use actix_web::dev::ServerHandle;
use actix_web::middleware::from_fn;
use anyhow::{Context, anyhow};
use socket2::{Domain, Protocol, Socket, Type};

use crate::config::{Config, LogFormat, Switch};
use crate::http::{self, Site};
use crate::hub::{self, BoardKey, BoardMemory, Hub};
use crate::store::{Store, StoreError};

/// A second process waits this long for the first to let go of the database; deploys overlap that long.
const STORE_PATIENCE: Duration = Duration::from_secs(60);
/// Queue of connections that wait to be accepted: a class that opens the page at one word.
const BACKLOG: i32 = 2_048;
/// The process has 3 s to end (SPEC A7); what still holds it up after this is not waited for.
const END: Duration = Duration::from_millis(2_900);
/// Open files: connections of some full schools.
const OPEN_FILES: u64 = 65_536;
/// Open files that are no connections: of the database, of a backup, of the runtime.
const OTHER_FILES: u64 = 256;

/// Serves until a signal or a failure ends it.
///
/// # Errors
/// When the address cannot be used, or the store cannot be opened.
pub fn run(config: Config) -> anyhow::Result<()> {
    let files = rlimit::increase_nofile_limit(OPEN_FILES).unwrap_or_else(|error| {
        tracing::warn!(%error, "the limit of open files stays as it is");
        OPEN_FILES
    });
    // Were connections to take the last file, the store could open none, and nobody could save.
    let connections = files.saturating_sub(OTHER_FILES).max(files / 2);
    actix_web::rt::System::new().block_on(serve(config, usize::try_from(connections)?))
}

async fn serve(config: Config, connections: usize) -> anyhow::Result<()> {
    let listener = listen(&config)
        .with_context(|| format!("cannot listen on {} port {}; another PORT may be free", config.host, config.port))?;
    let address = listener.local_addr()?;
    let local_network = local_network(address);
    let site = Arc::new(Site::new(Config { port: address.port(), ..config.clone() }, local_network.clone()));
    let shared = site.clone();
    let server = http::server(listener, connections, move || {
        App::new()
            .configure(|routes| http::routes(routes, &shared))
            .wrap(from_fn(http::hosts))
            .wrap(from_fn(http::headers))
    })?;
    let handle = server.handle();
    let running = actix_web::rt::spawn(server);
    let mut signal = std::pin::pin!(signal());
    let outcome = tokio::select! {
        opened = open(&config, &site) => opened.inspect(|()| greet(&config, address, local_network)),
        () = &mut signal => Ok(()),
    };
    if outcome.is_ok()
        && let Some(hub) = site.hub()
    {
        tokio::select! {
            () = signal => {}
            () = hub.disk_lost() => return Err(end_at_once(&site, DISK_LOST)),
            part = hub::lost_part() => return Err(end_at_once(&site, &part_lost(part))),
        }
    }
    end_in_time(outcome.as_ref().err());
    leave(&site, &handle).await;
    running.await??;
    outcome
}

const DISK_LOST: &str = "the disk did not keep what was written (fsync failed), so this server ends. Nothing that was shown as \
                         saved is lost. Look after the disk (dmesg, smartctl), then start again.";

fn part_lost(part: &str) -> String {
    format!(
        "a part of this server is lost ({part}), so it ends. Nothing that was shown as saved is lost. Start it again \
         and report the lines of the log before this one."
    )
}

/// Ends without another write, not even what closing the database would write: after a failed fsync nobody knows what
/// the disk holds (SPEC S9), and after a lost part nobody knows what memory holds (SPEC S14). The next start reads what is there.
fn end_at_once(site: &Arc<Site>, why: &str) -> anyhow::Error {
    std::mem::forget(site.clone());
    anyhow!("{why}")
}

/// Ends the process when leaving takes too long, from a thread of its own: a runtime that hangs runs no timers.
/// Everything that was acknowledged is on the disk, and the next start repairs the rest.
fn end_in_time(failure: Option<&anyhow::Error>) {
    let failure = failure.map(|error| format!("lavagna: {error:#}"));
    std::thread::spawn(move || {
        std::thread::sleep(END);
        tracing::error!("leaving takes too long; the process ends now");
        if let Some(failure) = &failure {
            eprintln!("{failure}");
        }
        std::process::exit(i32::from(failure.is_some()));
    });
}

fn listen(config: &Config) -> std::io::Result<TcpListener> {
    let host: IpAddr = config.host.parse().map_err(|_| {
        std::io::Error::new(std::io::ErrorKind::InvalidInput, "HOST must be an address such as 0.0.0.0 or ::")
    })?;
    match listen_on(SocketAddr::from((host, config.port))) {
        // Without IPv6 there is no such address; every one that there is remains meant.
        Err(error) if host == Ipv6Addr::UNSPECIFIED && error.kind() != std::io::ErrorKind::AddrInUse => {
            listen_on(SocketAddr::from((Ipv4Addr::UNSPECIFIED, config.port)))
        }
        outcome => outcome,
    }
}

fn listen_on(address: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    socket.set_reuse_address(true)?;
    if address.is_ipv6() {
        // `::` is every address of this machine, of both kinds.
        socket.set_only_v6(false)?;
    }
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    socket.set_nonblocking(true)?;
    Ok(socket.into())
}

async fn open(config: &Config, site: &Site) -> anyhow::Result<()> {
    if config.is_ephemeral() {
        tracing::warn!("the disk of this platform is lost at each restart: attach one and set DATA_DIR");
    }
    // Its errors say in their own text what lies beneath.
    let store = Store::open(&config.data_dir(), STORE_PATIENCE).await.map_err(|error| anyhow!("{error}"))?;
    // People on boards may take twice what boards are to take.
    let memory = config.board_memory().map(|bytes| BoardMemory::new(bytes, 2 * bytes));
    let hub = Hub::with_memory(store, memory.unwrap_or_else(BoardMemory::of_this_machine));
    if config.demo_board == Switch::On {
        hub.create_board(&BoardKey::demo()).await.map_err(|error| match error {
            StoreError::Unavailable(why) => anyhow!("cannot write to the database: {why}"),
            other => other.into(),
        })?;
    }
    site.open(hub);
    Ok(())
}

/// Either signal: platforms send SIGTERM or SIGINT, and mean the same.
async fn signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let wait = |kind| async move {
        match signal(kind) {
            Ok(mut signals) => drop(signals.recv().await),
            Err(error) => {
                tracing::error!(%error, "signals cannot be heard");
                std::future::pending::<()>().await;
            }
        }
    };
    tokio::select! {
        () = wait(SignalKind::terminate()) => {}
        () = wait(SignalKind::interrupt()) => {}
    }
}

/// Not ready, the last commit, goodbye to everybody, then the rest (SPEC A7).
async fn leave(site: &Site, handle: &ServerHandle) {
    site.leave();
    if let Some(hub) = site.hub() {
        hub.drain().await;
    }
    handle.stop(true).await;
    if let Some(hub) = site.hub() {
        hub.close().await;
    }
}

/// Where others in the same network find the server, if it listens there.
fn local_network(address: SocketAddr) -> Option<String> {
    if !address.ip().is_unspecified() {
        return None;
    }
    let ip = local_ip_address::local_ip().ok()?;
    Some(format!("http://{}", SocketAddr::from((ip, address.port()))))
}

/// Says where the server is, for the person who started it and for the class.
fn greet(config: &Config, address: SocketAddr, local_network: Option<String>) {
    if config.log_format == LogFormat::Json {
        tracing::info!(%address, "listening");
        return;
    }
    let port = address.port();
    println!("Lavagna is open.\n\n  On this machine   http://localhost:{port}");
    let for_class = config.public_origin().map(str::to_owned).or(local_network);
    let Some(url) = for_class else { return };
    println!("  For the class     {url}\n");
    match qrcode::QrCode::new(&url) {
        Ok(code) => show(&code.render::<qrcode::render::unicode::Dense1x2>().build()),
        Err(error) => tracing::debug!(%error, "no QR code for this address"),
    }
}

/// Black on white whatever the terminal's colours are: not every camera reads a code the other way round.
fn show(code: &str) {
    let (before, after) = if std::io::stdout().is_terminal() { ("\u{1b}[30;107m", "\u{1b}[0m") } else { ("", "") };
    code.lines().for_each(|line| println!("{before}{line}{after}"));
}
