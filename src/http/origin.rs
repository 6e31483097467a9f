//! Origin checks: whether a request comes from a page of this server (SPEC A1, C1).

use actix_web::HttpRequest;
use actix_web::http::header::{HeaderMap, HeaderName, ORIGIN};

use crate::config::Config;

/// The single value of a header. Several values count as none, because no honest client sends them.
fn only<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    let mut values = headers.get_all(name);
    let value = values.next()?;
    if values.next().is_some() { None } else { value.to_str().ok() }
}

/// The value that the outermost trusted proxy wrote. Each proxy appends to the list, so hops count from the right.
fn forwarded<'a>(request: &'a HttpRequest, name: &'static str, hops: usize) -> Option<&'a str> {
    if hops == 0 {
        return None;
    }
    let lines = request.headers().get_all(HeaderName::from_static(name)).map(|line| line.to_str().unwrap_or(""));
    let listed: Vec<&str> = lines.flat_map(|line| line.split(',')).map(str::trim).collect();
    // A proxy that overwrites instead of appending leaves fewer entries than there are hops.
    listed.get(listed.len().saturating_sub(hops)).copied().filter(|value| !value.is_empty())
}

/// The request's `Host`.
pub fn named_host(request: &HttpRequest) -> Option<&str> {
    only(request.headers(), &HeaderName::from_static("host"))
}

/// Host and port that the person's browser requested.
pub fn own_host<'a>(request: &'a HttpRequest, config: &Config) -> &'a str {
    let host = forwarded(request, "x-forwarded-host", config.trust_proxy);
    host.or_else(|| named_host(request)).unwrap_or("localhost")
}

/// The scheme, if a trusted proxy sends it.
fn own_scheme<'a>(request: &'a HttpRequest, config: &Config) -> Option<&'a str> {
    forwarded(request, "x-forwarded-proto", config.trust_proxy)
}

/// Scheme and host of this server as the person's browser shows them.
pub fn own_origin(request: &HttpRequest, config: &Config) -> String {
    if let Some(origin) = config.public_origin() {
        return origin.to_owned();
    }
    let host = own_host(request, config);
    // An unconfigured proxy may end TLS in front of us. Browsers send this header only to secure addresses and to
    // their own machine.
    let is_secure = request.headers().contains_key("sec-fetch-site") && !is_own_machine(host);
    let scheme = own_scheme(request, config).unwrap_or(if is_secure { "https" } else { "http" });
    format!("{scheme}://{host}").to_ascii_lowercase()
}

/// Whether the request's `Origin` equals this server's origin. A missing `Origin` is foreign.
///
/// Compares the scheme only if it is known, because platforms end TLS in front of us without any configuration. On the
/// browser's own machine nothing ends TLS in front of us.
pub fn is_own(request: &HttpRequest, config: &Config) -> bool {
    only(request.headers(), &ORIGIN).is_some_and(|origin| is_same(origin, request, config))
}

/// Whether an origin equals the one that this request was sent to.
pub fn is_same(origin: &str, request: &HttpRequest, config: &Config) -> bool {
    if config.public_origin().is_some() || own_scheme(request, config).is_some() {
        return origin.eq_ignore_ascii_case(&own_origin(request, config));
    }
    let own = own_host(request, config);
    let secure = origin.strip_prefix("https://").filter(|_| !is_own_machine(own));
    let host = secure.or(origin.strip_prefix("http://"));
    host.is_some_and(|host| host.eq_ignore_ascii_case(own))
}

/// Whether a host, with or without port, is the browser's own machine.
fn is_own_machine(host: &str) -> bool {
    let name = host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit()));
    let name = name.map_or(host, |(name, _)| name);
    let is_loopback = name.parse::<std::net::Ipv4Addr>().is_ok_and(|address| address.is_loopback());
    is_loopback || name == "[::1]" || name == "localhost" || name.ends_with(".localhost")
}

/// Whether an origin is on the browser's own machine, so that no other machine can open it.
pub fn is_local(origin: &str) -> bool {
    is_own_machine(origin.split_once("://").map_or(origin, |(_, host)| host))
}

/// Whether a request comes from a script or from a page of this server. Only browsers send `Origin` or
/// `Sec-Fetch-Site`, and these must name this server.
pub fn is_not_foreign(request: &HttpRequest, config: &Config) -> bool {
    if request.headers().contains_key(ORIGIN) {
        return is_own(request, config);
    }
    let site = HeaderName::from_static("sec-fetch-site");
    !request.headers().contains_key(&site) || matches!(only(request.headers(), &site), Some("same-origin" | "none"))
}

/// Whether a form comes from a script or from a page of this server. Some browsers send our own form with the origin
/// `null`.
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

    // [C1] [A1] Only the same host and port is this server's own.
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

    // [C1] [A1] TLS may end in an unconfigured proxy; a known scheme must be equal.
    #[test]
    fn the_scheme_is_compared_if_it_is_known() {
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
    fn proxies_are_trusted_only_if_configured() {
        let through =
            [("host", "10.0.0.1"), ("x-forwarded-host", "evil.example, board.test"), ("x-forwarded-proto", "https")];
        assert_eq!(own_origin(&request(&through), &config(&[])), "http://10.0.0.1");
        assert_eq!(own_origin(&request(&through), &config(&["--trust-proxy", "1"])), "https://board.test");
        let lines = [("host", "x"), ("x-forwarded-host", "evil.example"), ("x-forwarded-host", "board.test")];
        assert_eq!(own_origin(&request(&lines), &config(&["--trust-proxy", "1"])), "http://board.test");
        assert_eq!(own_origin(&request(&through), &config(&["--public-url", "https://x.org"])), "https://x.org");
    }

    // [H5] Scripts send no origin; browsers send that of a foreign page.
    #[test]
    fn scripts_are_allowed_and_foreign_pages_are_not() {
        let ask = |headers: &[(&'static str, &'static str)]| is_not_foreign(&request(headers), &config(&[]));
        assert!(ask(&[("host", "a.test")]));
        assert!(ask(&[("host", "a.test"), ("sec-fetch-site", "same-origin")]));
        assert!(ask(&[("host", "a.test"), ("origin", "http://a.test"), ("sec-fetch-site", "same-origin")]));
        assert!(!ask(&[("host", "a.test"), ("sec-fetch-site", "cross-site")]));
        assert!(!ask(&[("host", "a.test"), ("sec-fetch-site", "same-site")]));
        assert!(!ask(&[("host", "a.test"), ("origin", "http://evil.example")]));
        assert!(!ask(&[("host", "a.test"), ("origin", "null"), ("sec-fetch-site", "same-origin")]));
    }

    // [A1] Scripts, which send no origin, may make boards; pages of other sites may not.
    #[test]
    fn forms_of_foreign_pages_are_refused() {
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
