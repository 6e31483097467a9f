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
    let value = only(request.headers(), &HeaderName::from_static(name))?;
    let listed: Vec<&str> = value.split(',').map(str::trim).collect();
    // A proxy that overwrites instead of appending leaves fewer entries than there are hops.
    listed.get(listed.len().saturating_sub(hops)).copied().filter(|value| !value.is_empty())
}

/// Scheme and host of this server as the person sees them.
pub fn own_origin(request: &HttpRequest, config: &Config) -> String {
    if let Some(origin) = config.public_origin() {
        return origin.to_owned();
    }
    let hops = config.trust_proxy;
    let scheme = forwarded(request, "x-forwarded-proto", hops).unwrap_or("http");
    let host = forwarded(request, "x-forwarded-host", hops);
    let host = host.or_else(|| only(request.headers(), &HeaderName::from_static("host"))).unwrap_or("localhost");
    format!("{scheme}://{host}").to_ascii_lowercase()
}

/// Whether the request's `Origin` is this server, to the letter. A missing one is foreign.
pub fn is_own(request: &HttpRequest, config: &Config) -> bool {
    only(request.headers(), &ORIGIN).is_some_and(|origin| origin.eq_ignore_ascii_case(&own_origin(request, config)))
}

/// Whether a form may be carried out. Old browsers send no `Origin` with one, but say where it came from.
pub fn is_own_form(request: &HttpRequest, config: &Config) -> bool {
    let site = only(request.headers(), &HeaderName::from_static("sec-fetch-site"));
    if request.headers().contains_key(ORIGIN) {
        // Our pages send no referrer, and then some browsers call the origin of a form `null`.
        let is_hidden = only(request.headers(), &ORIGIN) == Some("null") && site == Some("same-origin");
        return is_hidden || is_own(request, config);
    }
    matches!(site, Some("same-origin" | "none"))
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

    // [C1] [A1] Only the very same scheme, host and port is our own.
    #[test]
    fn origins_are_compared_whole() {
        let plain = config(&[]);
        let ask = |origin| is_own(&request(&[("host", "board.test:8080"), ("origin", origin)]), &plain);
        assert!(ask("http://board.test:8080") && ask("http://BOARD.test:8080"));
        for foreign in
            ["null", "", "http://board.test", "https://board.test:8080", "http://board.test:8080.evil.example"]
        {
            assert!(!ask(foreign), "{foreign}");
        }
        assert!(!is_own(&request(&[("host", "board.test")]), &plain));
        let two = request(&[("host", "a.test"), ("origin", "http://a.test"), ("origin", "http://evil.example")]);
        assert!(!is_own(&two, &plain));
    }

    #[test]
    fn proxies_are_believed_only_when_counted() {
        let through =
            [("host", "10.0.0.1"), ("x-forwarded-host", "evil.example, board.test"), ("x-forwarded-proto", "https")];
        assert_eq!(own_origin(&request(&through), &config(&[])), "http://10.0.0.1");
        assert_eq!(own_origin(&request(&through), &config(&["--trust-proxy", "1"])), "https://board.test");
        assert_eq!(own_origin(&request(&through), &config(&["--public-url", "https://x.org"])), "https://x.org");
    }

    // [A1] A form without an origin is ours only when the browser says so.
    #[test]
    fn forms_come_from_here() {
        let ask = |headers: &[(&'static str, &'static str)]| is_own_form(&request(headers), &config(&[]));
        assert!(ask(&[("host", "a.test"), ("sec-fetch-site", "same-origin")]));
        assert!(ask(&[("host", "a.test"), ("origin", "null"), ("sec-fetch-site", "same-origin")]));
        assert!(!ask(&[("host", "a.test"), ("origin", "null"), ("sec-fetch-site", "cross-site")]));
        assert!(!ask(&[("host", "a.test")]));
        assert!(!ask(&[("host", "a.test"), ("origin", "http://evil.example"), ("sec-fetch-site", "same-origin")]));
    }
}
