//! The HTTP server, and how its library and the kernel are to treat connections, so that sockets end when they are
//! closed and what a slow peer has not read stays here.

use std::fmt::Debug;
use std::net::TcpListener;
use std::num::NonZero;
use std::thread::available_parallelism;
use std::time::Duration;

use actix_http::{HttpService, Request, Response};
use actix_service::{IntoServiceFactory, ServiceFactoryExt, apply_fn_factory, map_config};
use actix_web::Error;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{AppConfig, Server, Service, ServiceFactory};
use actix_web::rt::net::TcpStream;
use socket2::SockRef;

use super::connection::{Connection, KEEP_ALIVE, REQUEST_PATIENCE};
use super::read_gate::{Answer, begin};

/// Seconds that requests under way have when the server stops.
const SHUTDOWN: u64 = 1;
/// Stale frames that the kernel may hold for a peer that does not read; the rest stays with us, where it can be merged.
const UNSENT_BYTES: u32 = 16 * 1024;
/// A peer that takes nothing is cut off by the kernel after this.
const UNACKNOWLEDGED: Duration = Duration::from_secs(25);

/// Starts a server of an app, with the settings that [`pump`](super::pump) needs; it handles no signals. actix-web's
/// `HttpServer` serves plain sockets only, so this one is built of the same parts around [`Connection`]. Connections
/// beyond `most` wait in the listener's queue until others end.
///
/// # Errors
/// When the listener cannot be used.
pub fn server<F, I, S, B>(listener: TcpListener, most: usize, app: F) -> std::io::Result<Server>
where
    F: Fn() -> I + Send + Clone + 'static,
    I: IntoServiceFactory<S, Request>,
    S: ServiceFactory<Request, Config = AppConfig> + 'static,
    S::Error: Into<Error> + 'static,
    S::InitError: Debug,
    S::Response: Into<Response<B>> + 'static,
    S::Future: 'static,
    S::Service: 'static,
    <S::Service as Service<Request>>::Future: 'static,
    B: MessageBody + 'static,
{
    let workers = available_parallelism().map_or(2, NonZero::get);
    let builder = Server::build()
        .workers(workers)
        .max_concurrent_connections((most / workers).max(1))
        .shutdown_timeout(SHUTDOWN)
        .disable_signals();
    let leaving = builder.graceful_shutdown_signal();
    let connections = move || {
        let leaving = leaving.clone();
        let app = app()
            .into_factory()
            .map(|response| Answer::mark(response.into()))
            .map_err(|error| Answer::mark(error.into().error_response().into()).map_body(|_, body| BoxBody::new(body)));
        let app = apply_fn_factory(app, |mut request: Request, app: &_| {
            begin(&mut request);
            Service::call(app, request)
        });
        let http = HttpService::build()
            .graceful_shutdown_signal(move || {
                let leaving = leaving.clone();
                async move { leaving.notified().await }
            })
            // 0 and not less than 1 s: values between never close a WebSocket.
            .client_disconnect_timeout(Duration::ZERO)
            .h1_allow_half_closed(false)
            .client_request_timeout(REQUEST_PATIENCE)
            .keep_alive(KEEP_ALIVE)
            .h1(map_config(app, |()| AppConfig::default()));
        apply_fn_factory(http, |stream: TcpStream, http: &_| {
            tune(&stream);
            Connection::new(stream, |socket| Service::call(http, socket))
        })
    };
    Ok(builder.listen("http", listener, connections)?.run())
}

/// Options of each connection's socket (see the constants).
fn tune(stream: &TcpStream) {
    let socket = SockRef::from(stream);
    let set = socket
        .set_tcp_nodelay(true)
        .and(socket.set_tcp_notsent_lowat(UNSENT_BYTES))
        .and(socket.set_tcp_user_timeout(Some(UNACKNOWLEDGED)));
    if let Err(error) = set {
        tracing::debug!(%error, "a socket keeps the system's buffers");
    }
}
