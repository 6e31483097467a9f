//! How the HTTP library and the kernel are to treat connections, so that sockets end when they are closed and
//! what a slow peer has not read stays here.

use std::fmt::Debug;
use std::time::Duration;

use actix_http::{Request, Response};
use actix_service::IntoServiceFactory;
use actix_web::body::MessageBody;
use actix_web::dev::{AppConfig, ServiceFactory};
use actix_web::{Error, HttpServer};
use socket2::SockRef;

/// A request's head has to come within this time.
const REQUEST_PATIENCE: Duration = Duration::from_secs(5);
/// An idle connection stays this long. Proxies keep theirs for 60 s: one that is closed here first fails a request now
/// and then.
const KEEP_ALIVE: Duration = Duration::from_secs(75);
const _: () = assert!(KEEP_ALIVE.as_secs() > 60);
/// Stale frames that the kernel may hold for a peer that does not read; the rest stays with us, where it can be merged.
const UNSENT_BYTES: u32 = 16 * 1024;
/// A peer that takes nothing is cut off by the kernel after this.
const UNACKNOWLEDGED: Duration = Duration::from_secs(25);

/// A server with the settings that [`pump`](super::pump) needs.
pub fn tuned<F, I, S, B>(server: HttpServer<F, I, S, B>) -> HttpServer<F, I, S, B>
where
    F: Fn() -> I + Send + Clone + 'static,
    I: IntoServiceFactory<S, Request>,
    S: ServiceFactory<Request, Config = AppConfig> + 'static,
    S::Error: Into<Error>,
    S::InitError: Debug,
    S::Response: Into<Response<B>>,
    B: MessageBody + 'static,
{
    server
        .on_connect(|connection, _| tune(connection))
        .tcp_nodelay(true)
        // 0 and not less than 1 s: values between never close a WebSocket.
        .client_disconnect_timeout(Duration::ZERO)
        .h1_allow_half_closed(false)
        .client_request_timeout(REQUEST_PATIENCE)
        .keep_alive(KEEP_ALIVE)
}

/// Options of each connection's socket (see the constants).
fn tune(connection: &dyn std::any::Any) {
    let Some(stream) = connection.downcast_ref::<actix_web::rt::net::TcpStream>() else { return };
    let socket = SockRef::from(stream);
    let set = socket.set_tcp_notsent_lowat(UNSENT_BYTES).and(socket.set_tcp_user_timeout(Some(UNACKNOWLEDGED)));
    if let Err(error) = set {
        tracing::debug!(%error, "a socket keeps the system's buffers");
    }
}
