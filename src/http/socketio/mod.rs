//! Socket.IO at `/socket.io/` (SPEC I): Engine.IO 4 and Socket.IO 5 for stock clients, and for the page of the course.
//!
//! A session draws on a board as a peer of its own. [`endpoint`] checks requests, [`engine`] is the state of a session's
//! transports, [`sessions`] runs a task for each, and [`bridge`] joins it to its board.

mod batch;
mod bridge;
mod endpoint;
mod engine;
mod guests;
mod message;
mod outline;
mod own_message;
mod pace;
mod packet;
mod packet_queue;
mod pending;
mod redraw;
mod refusal;
mod segment;
mod session;
mod sessions;
mod stroke;
mod translator;
mod upgrade;
mod view;

pub use endpoint::{client_script, endpoint};
pub use sessions::Sessions;
