//! Protection against DNS rebinding: the host names that this server answers to (SPEC A8).
//!
//! A page of another site can have its name resolved to this machine. Then its origin and the request's `Host` agree, and
//! its scripts may read our answers. Only a public name can be rebound: IP addresses and names of local networks cannot.
//!
//! With `PUBLIC_URL`, the server refuses every other public name. Without it, the right names are unknown: a platform, a
//! proxy or a school's DNS may use any. Then the server refuses one case only: a browser on this machine that asks for a
//! public name at this server's own port, which no proxy in between would leave there. Boards in a class network stay
//! protected by their secret addresses.

use std::net::Ipv4Addr;
use std::sync::Once;

use actix_web::Error;
use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::web::Data;

use super::api::problem;
use super::error::HttpError;
use super::origin::named_host;
use super::site::Site;
use crate::config::Config;

/// Addresses for health checks, which platforms request under any name. They reveal nothing of boards.
const HEALTH: [&str; 2] = ["/healthz", "/readyz"];

/// Last labels of names that public DNS never resolves, so that no foreign site can own them.
const LOCAL: [&str; 9] = ["localhost", "local", "internal", "lan", "home", "arpa", "test", "localdomain", "intranet"];

/// Logs the first refusal only, because a page that tries it tries it often.
static LOGGED: Once = Once::new();

/// How a request reached this server.
struct Arrival {
    /// Whether the peer runs on this machine.
    is_from_here: bool,
    /// This server's port.
    port: u16,
}

fn split_port(host: &str) -> (&str, Option<u16>) {
    match host.rsplit_once(':') {
        Some((name, port)) if !name.ends_with(':') && port.bytes().all(|b| b.is_ascii_digit()) => {
            (name, port.parse().ok())
        }
        _ => (host, None),
    }
}

/// Whether public DNS can resolve the name.
fn is_public(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    let last = name.rsplit_once('.').map(|(_, last)| last.to_ascii_lowercase());
    let is_address = name.starts_with('[') || name.parse::<Ipv4Addr>().is_ok();
    !is_address && last.is_some_and(|last| !LOCAL.contains(&last.as_str()))
}

fn is_misdirected(host: &str, config: &Config, arrival: &Arrival) -> bool {
    let (name, port) = split_port(host);
    // A trusted proxy decides which names lead here.
    if config.trust_proxy > 0 || !is_public(name) {
        return false;
    }
    match config.public_origin().and_then(|origin| origin.split_once("://")) {
        Some((_, own)) => !split_port(own).0.eq_ignore_ascii_case(name),
        None => arrival.is_from_here && port == Some(arrival.port),
    }
}

/// Middleware that refuses misdirected requests.
pub async fn hosts(
    site: Data<Site>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<EitherBody<impl MessageBody>>, Error> {
    let is_from_here = request.peer_addr().is_some_and(|peer| peer.ip().to_canonical().is_loopback());
    let arrival = Arrival { is_from_here, port: site.config.port };
    let host = named_host(request.request()).unwrap_or_default();
    if HEALTH.contains(&request.path()) || !is_misdirected(host, &site.config, &arrival) {
        return next.call(request).await.map(ServiceResponse::map_into_left_body);
    }
    let refusal = HttpError::Misdirected { host: host.chars().take(100).collect() };
    LOGGED.call_once(|| tracing::warn!("{refusal}"));
    Ok(request.into_response(problem(refusal)).map_into_right_body())
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::config::Cli;

    fn asks(arguments: &[&str], is_from_here: bool) -> impl Fn(&str) -> bool {
        let config = Cli::parse_from(["lavagna"].iter().chain(arguments)).config;
        move |host| !is_misdirected(host, &config, &Arrival { is_from_here, port: 8080 })
    }

    const ANYWHERE: [&str; 10] = [
        "127.0.0.1:8080",
        "192.168.1.5:8080",
        "[::1]:8080",
        "[fe80::1]",
        "localhost:8080",
        "x.localhost:8080",
        "raspberrypi:8080",
        "board.local:8080",
        "board.lan:8080",
        "",
    ];

    // [A8] With PUBLIC_URL no other public name is answered.
    #[test]
    fn a_configured_name_is_the_only_public_one() {
        for is_from_here in [true, false] {
            let ask = asks(&["--public-url", "https://board.example.org"], is_from_here);
            assert!(ANYWHERE.iter().all(|host| ask(host)));
            assert!(ask("board.example.org") && ask("BOARD.example.org:443"));
            for other in ["evil.example", "evil.example:8080", "x.board.example.org", "evil.example."] {
                assert!(!ask(other), "{other}");
            }
        }
        assert!(asks(&["--public-url", "https://board.example.org", "--trust-proxy", "1"], false)("cdn.example.net"));
    }

    // [A8] Without it, only a browser on this machine that asks for a public name at our own port is refused.
    #[test]
    fn a_rebound_name_is_seen_on_the_own_machine() {
        let (here, network) = (asks(&[], true), asks(&[], false));
        assert!(ANYWHERE.iter().all(|host| here(host) && network(host)));
        assert!(!here("evil.example:8080"));
        assert!(here("board.example.org") && here("board.example.org:443"), "a proxy on this machine");
        assert!(network("board.school.example:8080"), "a name that the school's DNS has");
    }
}
