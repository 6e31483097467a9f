//! Whose page a request comes from (SPEC A1, C1).

use actix_web::HttpRequest;
use actix_web::http::header::{HeaderMap, HeaderName, ORIGIN};

use crate::config::Config;

/// The one value of a header; several count as none, because nobody honest sends them.
fn only<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    let mut values = headers.get_all(name);
    let value = values.next()?;
    if values.next().is_some() { None } else { value.to_str().ok() }
}

/// What the outermost trusted proxy wrote: each appends to the list, so it is counted from the right.
fn forwarded<'a>(request: &'a HttpRequest, name: &'static str, hops: usize) -> Option<&'a str> {
    if hops == 0 {
        return None;
    }
    let lines = request.headers().get_all(HeaderName::from_static(name)).map(|line| line.to_str().unwrap_or(""));
    let listed: Vec<&str> = lines.flat_map(|line| line.split(',')).map(str::trim).collect();
    // A proxy that overwrites instead of appending leaves fewer entries than there are hops.
    listed.get(listed.len().saturating_sub(hops)).copied().filter(|value| !value.is_empty())
}

/// The host that the request itself names.
pub fn named_host(request: &HttpRequest) -> Option<&str> {
    only(request.headers(), &HeaderName::from_static("host"))
}

/// Host and port that the person asked for.
pub fn own_host<'a>(request: &'a HttpRequest, config: &Config) -> &'a str {
    let host = forwarded(request, "x-forwarded-host", config.trust_proxy);
    host.or_else(|| named_host(request)).unwrap_or("localhost")
}

/// The scheme, where somebody who can be believed says it.
fn own_scheme<'a>(request: &'a HttpRequest, config: &Config) -> Option<&'a str> {
    forwarded(request, "x-forwarded-proto", config.trust_proxy)
}

/// Scheme and host of this server as the person sees them.
pub fn own_origin(request: &HttpRequest, config: &Config) -> String {
    if let Some(origin) = config.public_origin() {
        return origin.to_owned();
    }
    let host = own_host(request, config);
    // A proxy that nobody told us of may end TLS before us. Browsers send this header to secure addresses
    // and to their own machine, and to no other.
    let is_secure = request.headers().contains_key("sec-fetch-site") && !is_own_machine(host);
    let scheme = own_scheme(request, config).unwrap_or(if is_secure { "https" } else { "http" });
    format!("{scheme}://{host}").to_ascii_lowercase()
}

/// Whether the request's `Origin` is this server, to the letter. A missing one is foreign.
///
/// The scheme counts when it is known. Platforms end TLS in front of us, and nothing has to be set there;
/// in front of the own machine nobody does.
pub fn is_own(request: &HttpRequest, config: &Config) -> bool {
    only(request.headers(), &ORIGIN).is_some_and(|origin| is_same(origin, request, config))
}

/// Whether an origin is the one under which this request came.
pub fn is_same(origin: &str, request: &HttpRequest, config: &Config) -> bool {
    if config.public_origin().is_some() || own_scheme(request, config).is_some() {
        return origin.eq_ignore_ascii_case(&own_origin(request, config));
    }
    let own = own_host(request, config);
    let secure = origin.strip_prefix("https://").filter(|_| !is_own_machine(own));
    let host = secure.or(origin.strip_prefix("http://"));
    host.is_some_and(|host| host.eq_ignore_ascii_case(own))
}

/// Whether a host, with or without port, is the machine that the browser runs on.
fn is_own_machine(host: &str) -> bool {
    let bare = host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit()));
    let bare = bare.map_or(host, |(name, _)| name);
    let is_loopback = bare.parse::<std::net::Ipv4Addr>().is_ok_and(|address| address.is_loopback());
    is_loopback || bare == "[::1]" || bare == "localhost" || bare.ends_with(".localhost")
}

/// Whether an origin is on the machine that the browser runs on, so that nobody else can open it.
pub fn is_local(origin: &str) -> bool {
    is_own_machine(origin.split_once("://").map_or(origin, |(_, host)| host))
}

/// Whether a request may come from a script or from our own pages: only browsers send an `Origin` or say
/// which site a request came from, and then it has to be ours.
pub fn is_not_foreign(request: &HttpRequest, config: &Config) -> bool {
    if request.headers().contains_key(ORIGIN) {
        return is_own(request, config);
    }
    let site = HeaderName::from_static("sec-fetch-site");
    !request.headers().contains_key(&site) || matches!(only(request.headers(), &site), Some("same-origin" | "none"))
}

/// Whether a form may be carried out: as any request, and some browsers call the origin of our own form `null`.
pub fn is_own_form(request: &HttpRequest, config: &Config) -> bool {
    let site = only(request.headers(), &HeaderName::from_static("sec-fetch-site"));
    let is_hidden = only(request.headers(), &ORIGIN) == Some("null") && site == Some("same-origin");
    is_hidden || is_not_foreign(request, config)
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;
    use clap::Parser;

    use super::*;
    use crate::config::Cli;

    fn config(arguments: &[&str]) -> Config {
        Cli::parse_from(["lavagna"].iter().chain(arguments)).config
    }

    fn request(headers: &[(&'static str, &'static str)]) -> HttpRequest {
        headers.iter().fold(TestRequest::default(), |request, header| request.append_header(*header)).to_http_request()
    }

    // [C1] [A1] Only the very same host and port is our own.
    #[test]
    fn origins_are_compared_whole() {
        let plain = config(&[]);
        let ask = |origin| is_own(&request(&[("host", "board.test:8080"), ("origin", origin)]), &plain);
        assert!(ask("http://board.test:8080") && ask("http://BOARD.test:8080"));
        for foreign in [
            "null",
            "",
            "board.test:8080",
            "ftp://board.test:8080",
            "http://board.test",
            "http://board.test:80801",
            "http://x.board.test:8080",
            "http://x@board.test:8080",
            "http://board.test:8080/",
            "http://board.test:8080.evil.example",
            "http://board.test:8080, http://evil.example",
        ] {
            assert!(!ask(foreign), "{foreign}");
        }
        assert!(!is_own(&request(&[("host", "board.test")]), &plain));
        let two = request(&[("host", "a.test"), ("origin", "http://a.test"), ("origin", "http://evil.example")]);
        assert!(!is_own(&two, &plain));
    }

    // [C1] [A1] TLS may end in a proxy that nobody told us of; a scheme that is known has to be the same.
    #[test]
    fn the_scheme_counts_when_it_is_known() {
        let secure = [("host", "board.test"), ("origin", "https://board.test"), ("x-forwarded-proto", "http")];
        assert!(is_own(&request(&secure), &config(&[])));
        assert!(!is_own(&request(&secure), &config(&["--trust-proxy", "1"])));
        assert!(!is_own(&request(&secure), &config(&["--public-url", "http://board.test"])));
        assert!(is_own(&request(&secure), &config(&["--public-url", "https://board.test"])));
        assert!(!is_own(&request(&[("host", "localhost:8080"), ("origin", "https://localhost:8080")]), &config(&[])));
    }

    #[test]
    fn links_have_the_scheme_of_the_page() {
        let ask = |host, site| {
            let headers = request(&[("host", host), site]);
            own_origin(&headers, &config(&[]))
        };
        let (by_browser, by_none) = (("sec-fetch-site", "none"), ("accept", "*/*"));
        assert_eq!(ask("board.test", by_browser), "https://board.test");
        assert_eq!(ask("192.168.1.5:8080", by_none), "http://192.168.1.5:8080");
        for own in ["localhost:8080", "127.0.0.1:8080", "[::1]:8080", "x.localhost", "localhost"] {
            assert_eq!(ask(own, by_browser), format!("http://{own}"));
            assert!(is_local(&format!("http://{own}")));
        }
        assert!(!is_local("http://192.168.1.5:8080") && !is_local("http://localhost.evil.example"));
    }

    #[test]
    fn proxies_are_believed_only_when_counted() {
        let through =
            [("host", "10.0.0.1"), ("x-forwarded-host", "evil.example, board.test"), ("x-forwarded-proto", "https")];
        assert_eq!(own_origin(&request(&through), &config(&[])), "http://10.0.0.1");
        assert_eq!(own_origin(&request(&through), &config(&["--trust-proxy", "1"])), "https://board.test");
        let lines = [("host", "x"), ("x-forwarded-host", "evil.example"), ("x-forwarded-host", "board.test")];
        assert_eq!(own_origin(&request(&lines), &config(&["--trust-proxy", "1"])), "http://board.test");
        assert_eq!(own_origin(&request(&through), &config(&["--public-url", "https://x.org"])), "https://x.org");
    }

    // [H5] Scripts say nothing of where they come from; pages of other sites cannot help saying it.
    #[test]
    fn scripts_may_and_foreign_pages_may_not() {
        let ask = |headers: &[(&'static str, &'static str)]| is_not_foreign(&request(headers), &config(&[]));
        assert!(ask(&[("host", "a.test")]));
        assert!(ask(&[("host", "a.test"), ("sec-fetch-site", "same-origin")]));
        assert!(ask(&[("host", "a.test"), ("origin", "http://a.test"), ("sec-fetch-site", "same-origin")]));
        assert!(!ask(&[("host", "a.test"), ("sec-fetch-site", "cross-site")]));
        assert!(!ask(&[("host", "a.test"), ("sec-fetch-site", "same-site")]));
        assert!(!ask(&[("host", "a.test"), ("origin", "http://evil.example")]));
        assert!(!ask(&[("host", "a.test"), ("origin", "null"), ("sec-fetch-site", "same-origin")]));
    }

    // [A1] Scripts, which say nothing, may make boards; pages of other sites may not.
    #[test]
    fn forms_come_from_here() {
        let ask = |headers: &[(&'static str, &'static str)]| is_own_form(&request(headers), &config(&[]));
        assert!(ask(&[("host", "a.test"), ("sec-fetch-site", "same-origin")]));
        assert!(ask(&[("host", "a.test"), ("origin", "null"), ("sec-fetch-site", "same-origin")]));
        assert!(!ask(&[("host", "a.test"), ("origin", "null"), ("sec-fetch-site", "cross-site")]));
        assert!(ask(&[("host", "a.test")]));
        assert!(!ask(&[("host", "a.test"), ("sec-fetch-site", "cross-site")]));
        assert!(!ask(&[("host", "a.test"), ("origin", "null")]));
        assert!(!ask(&[("host", "a.test"), ("origin", "http://evil.example"), ("sec-fetch-site", "same-origin")]));
    }
}
