//! Names that this server answers to (SPEC A8).
//!
//! A page of another site can have its name resolved to this machine ("DNS rebinding"); then its origin and the
//! request's `Host` agree, and the browser takes our answers for its own. What gives it away is the name: an IP
//! address cannot be rebound, and neither can a name that only a local network knows.
//!
//! Where `PUBLIC_URL` is set, no other public name is answered. Where it is not, the right names are not known: a
//! platform, a proxy or a school's DNS may use any. Then only one case is certain enough to be refused, a browser on this
//! machine that asks for a public name at this server's own port, which no proxy in between would leave there. The
//! boards of a class network stay protected by their addresses, which are secrets.

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

/// Asked by platforms and containers under any name; they say nothing of boards.
const HEALTH: [&str; 2] = ["/healthz", "/readyz"];

/// Last labels of names that public DNS never has, so that nobody elsewhere can own them.
const LOCAL: [&str; 9] = ["localhost", "local", "internal", "lan", "home", "arpa", "test", "localdomain", "intranet"];

/// Said once: a page that tries it tries it often.
static TOLD: Once = Once::new();

/// Where a request came in.
struct Way {
    /// The browser runs on this machine.
    is_from_here: bool,
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

/// Whether somebody elsewhere can own the name.
fn is_public(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    let last = name.rsplit_once('.').map(|(_, last)| last.to_ascii_lowercase());
    let is_address = name.starts_with('[') || name.parse::<Ipv4Addr>().is_ok();
    !is_address && last.is_some_and(|last| !LOCAL.contains(&last.as_str()))
}

fn is_misdirected(host: &str, config: &Config, way: &Way) -> bool {
    let (name, port) = split_port(host);
    // The proxy that is trusted decides which names lead here.
    if config.trust_proxy > 0 || !is_public(name) {
        return false;
    }
    match config.public_origin().and_then(|origin| origin.split_once("://")) {
        Some((_, own)) => !split_port(own).0.eq_ignore_ascii_case(name),
        None => way.is_from_here && port == Some(way.port),
    }
}

/// The middleware that refuses the others.
pub async fn hosts(
    site: Data<Site>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<EitherBody<impl MessageBody>>, Error> {
    let is_from_here = request.peer_addr().is_some_and(|peer| peer.ip().to_canonical().is_loopback());
    let way = Way { is_from_here, port: site.config.port };
    let host = named_host(request.request()).unwrap_or_default();
    if HEALTH.contains(&request.path()) || !is_misdirected(host, &site.config, &way) {
        return next.call(request).await.map(ServiceResponse::map_into_left_body);
    }
    let refusal = HttpError::Misdirected { host: host.chars().take(100).collect() };
    TOLD.call_once(|| tracing::warn!("{refusal}"));
    Ok(request.into_response(problem(refusal)).map_into_right_body())
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::config::Cli;

    fn asks(arguments: &[&str], is_from_here: bool) -> impl Fn(&str) -> bool {
        let config = Cli::parse_from(["lavagna"].iter().chain(arguments)).config;
        move |host| !is_misdirected(host, &config, &Way { is_from_here, port: 8080 })
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

    // [A8] With PUBLIC_URL no other public name is answered, by whatever way it comes.
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
