//! Says back what it hears, over the same frame pump and the same server settings as a board's socket.

use std::net::TcpListener;
use std::sync::Arc;

use actix_web::dev::ServerHandle;
use actix_web::web::{self, Bytes};
use actix_web::{App, HttpRequest};
use lavagna::http::pump::{self, Listener};
use lavagna::http::{self, frames::Limits};
use lavagna::hub::{FrameKind, Outbox};
use lavagna::protocol::{Close, Frame};
use tokio::time::Instant;

/// The suite sends messages of up to 16 MiB, and 4 MiB in parts of 64 bytes.
const LIMITS: Limits = Limits { bytes: 16 << 20, fragments: 1 << 16 };

struct Echo(Arc<Outbox>);

impl Echo {
    /// Reads on only when the answer is nearly out, as a client with many answers must.
    async fn say(&self, frame: Frame) {
        // Data of any length is taken; only answers about the connection have a bound of their own.
        let _fits = self.0.push(FrameKind::Log(1), frame);
        self.0.drained().await;
    }
}

impl Listener for Echo {
    async fn on_message(&mut self, text: &str) -> Result<(), Close> {
        self.say(Frame::text(text.as_bytes())).await;
        Ok(())
    }

    async fn on_binary(&mut self, bytes: Bytes) -> Result<(), Close> {
        self.say(Frame::binary(&bytes)).await;
        Ok(())
    }

    fn deadline(&self) -> Option<(Instant, Close)> {
        None
    }

    fn limits(&self) -> Limits {
        LIMITS
    }
}

async fn echo(request: HttpRequest, payload: web::Payload) -> actix_web::Result<actix_web::HttpResponse> {
    let outbox = Arc::new(Outbox::new(1, Arc::default()));
    pump::open(&request, payload, outbox.clone(), Echo(outbox)).await
}

/// The server, on a thread of its own until it is dropped.
pub struct EchoServer {
    /// `127.0.0.1:port`.
    pub address: String,
    handle: ServerHandle,
}

impl EchoServer {
    /// Listens when it returns.
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
        let address = listener.local_addr().expect("it is bound").to_string();
        let (say, hear) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let app = || App::new().default_service(web::get().to(echo));
                let server = http::server(listener, 1_000, app).expect("it listens");
                say.send(server.handle()).expect("the test waits for it");
                server.await.expect("it serves until it is told to stop");
            });
        });
        let handle = hear.recv().expect("the server starts");
        Self { address, handle }
    }
}

impl Drop for EchoServer {
    fn drop(&mut self) {
        // It is told at once; nobody waits for the end, which the test's own end brings anyway.
        drop(self.handle.stop(false));
    }
}
