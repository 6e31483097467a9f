//! The API as a script meets it: its version, and requests that are nearly right.

use std::collections::BTreeSet;

use lavagna::http::{Audience, Method, ROUTES, Route};
use reqwest::Response;
use serde_json::Value;

use crate::harness::Server;

fn header<'a>(answer: &'a Response, name: &str) -> &'a str {
    answer.headers().get(name).map_or("", |value| value.to_str().expect("ASCII"))
}

/// The route's address on the demo board.
fn address(route: &Route) -> String {
    let hash = "0".repeat(64);
    route
        .path
        .replace("{board}", "demo")
        .replace("{hash}", &hash)
        .replace("{image}", "00000000000000aa.1")
        .replace("{tree}", "x")
        .replace("{path:.*}", "x.js")
}

async fn ask(server: &Server, method: &str, path: &str) -> Response {
    let method = reqwest::Method::from_bytes(method.as_bytes()).expect("a token");
    server.http.request(method, server.origin() + path).send().await.expect("an answer")
}

// [A15] No route takes a method that it does not name, and each says which it takes.
#[tokio::test]
async fn wrong_methods_are_told_the_right_ones() {
    let server = Server::start().await;
    for route in ROUTES {
        let takes = |method| ROUTES.iter().any(|other| other.path == route.path && other.method == method);
        let allowed = match [Method::Get, Method::Post, Method::Put, Method::Any].map(takes) {
            [true, false, true, false] => "GET, HEAD, PUT",
            [true, true, false, false] => "GET, HEAD, POST",
            [true, false, false, false] => "GET, HEAD",
            [false, true, false, false] => "POST",
            // Its handler answers every method, as another protocol demands.
            [false, false, false, true] => continue,
            other => unreachable!("{}: {other:?}", route.path),
        };
        let methods = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "QUERY"];
        let wrong = methods.into_iter().filter(|method| !allowed.split(", ").any(|known| known == *method));
        let path = address(route);
        for method in wrong {
            let answer = ask(&server, method, &path).await;
            assert_eq!((answer.status().as_u16(), header(&answer, "allow")), (405, allowed), "{method} {path}");
            if method != "HEAD" {
                assert_eq!(answer.json::<Value>().await.unwrap()["error"], "method", "{method} {path}");
            }
        }
    }
    assert_eq!(server.hash("demo").await.0, 0);
}

// [A15] HEAD has the status of GET, and no body.
#[tokio::test]
async fn head_is_answered_where_get_is() {
    let server = Server::start().await;
    for route in ROUTES.iter().filter(|route| route.method == Method::Get && !route.path.ends_with("/events")) {
        let path = address(route);
        let (head, get) = (ask(&server, "HEAD", &path).await, ask(&server, "GET", &path).await);
        assert_eq!(head.status(), get.status(), "{path}");
        assert!(head.bytes().await.unwrap().is_empty(), "{path}");
    }
}

// [A15] Answers of the API carry its version, refusals too; pages do not.
#[tokio::test]
async fn answers_carry_the_version() {
    let server = Server::start().await;
    for route in ROUTES {
        let path = address(route);
        let is_api = route.path.starts_with("/api/") || route.path == "/boards";
        let answer = ask(&server, "DELETE", &path).await;
        assert_eq!(header(&answer, "lavagna-api"), if is_api { "1" } else { "" }, "{path}");
        assert!(!route.path.starts_with("/api/") || route.audience == Audience::Api, "{path}");
    }
    for path in ["/api", "/api/", "/api/boards/demo/snapshot", "/api/boards/nobody/snapshot", "/api/nothing"] {
        assert_eq!(header(&server.get(path).await, "lavagna-api"), "1", "{path}");
    }
    let misdirected = server.http.get(server.origin() + "/api/boards/demo/hash");
    let answer = misdirected.header("Host", format!("evil.example:{}", server.port())).send().await.unwrap();
    assert_eq!((answer.status().as_u16(), header(&answer, "lavagna-api")), (421, "1"));
}

// [A15] [A5] Addresses that are nearly right are refused in JSON, by a status that is not the server's fault.
#[tokio::test]
async fn addresses_that_are_nearly_right_are_refused_in_words() {
    let server = Server::start().await;
    let odd = [
        "/api/boards/demo/snapshot/",
        "/api/boards/demo//snapshot",
        "/api//boards/demo/snapshot",
        "/API/boards/demo/snapshot",
        "/api/boards/DEMO/snapshot",
        "/api/boards/demo%2Fsnapshot",
        "/api/boards/demo/snapshot%00",
        "/api/boards/%ff%fe/snapshot",
        "/api/boards/demo/snapshot;a=b",
        "/api/boards/../healthz",
        "/api/boards/%2e%2e/healthz",
        "/api/boards/demo/chunks/",
        "/api/boards/demo/chunks/ABC",
        "/api/boards/demo/chunks/%F0%9F%98%80/timing",
    ];
    for path in odd {
        let answer = server.get(path).await;
        let is_json = path.starts_with("/api") && !path.contains("..");
        assert_eq!(answer.status().as_u16() / 100, 4, "{path}");
        if is_json {
            let refusal = answer.json::<Value>().await.unwrap();
            assert!(refusal["error"].is_string() && refusal["text"].is_string(), "{path}: {refusal}");
        }
    }
    for query in ["since=-1", "since=1.5", "since=", "since=1&since=2", "limit=x", "at=99999999999999999999", "x=1"] {
        let answer = server.get(&format!("/api/boards/demo/log?{query}")).await;
        assert_eq!(answer.status(), 400, "{query}");
        assert_eq!(answer.json::<Value>().await.unwrap()["error"], "unreadable", "{query}");
    }
    for accepted in ["", "*/*", "text/html", "application/json;q=0", "nonsense", "a/b,,;"] {
        let request = server.http.get(server.origin() + "/api/boards/demo/hash").header("Accept", accepted);
        assert_eq!(request.send().await.unwrap().status(), 200, "{accepted}: there is one form of each answer");
    }
}

// [A16] The description names exactly the routes for scripts, and is served as it is.
#[tokio::test]
async fn the_description_is_equal_to_the_route_table() {
    let description: Value = serde_json::from_str(include_str!("../../src/protocol/openapi.json")).unwrap();
    let mut described = BTreeSet::new();
    for (path, operations) in description["paths"].as_object().unwrap() {
        let methods = operations.as_object().unwrap().keys().filter(|key| key.as_str() != "parameters");
        described.extend(methods.map(|method| (method.clone(), path.clone())));
    }
    let method = |route: &Route| match route.method {
        Method::Get => "get",
        Method::Put => "put",
        Method::Post | Method::Any => "post",
    };
    let api = ROUTES.iter().filter(|route| route.audience == Audience::Api);
    let mounted: BTreeSet<_> = api.map(|route| (method(route).to_owned(), route.path.to_owned())).collect();
    assert_eq!(described, mounted);

    let server = Server::start().await;
    assert_eq!(server.json("/api/openapi.json").await, description);
}
