//! Rules for `src/`: `main → app → http → hub → store → board`, `protocol → board`, a pure board.

use std::collections::{BTreeMap, BTreeSet};

use super::graph::cycles;
use super::rust_modules::{RustModules, is_test_file};
use super::tree::{Language, Tree};
use super::{assert_none, forbidden};

/// Every top-level module and what it may use. `main` composes and may use everything. `config` and
/// `telemetry` are read once at the top and handed down as plain values.
const LAYERS: [(&str, &[&str]); 12] = [
    ("app", &["config", "telemetry", "http", "hub", "store", "protocol", "board"]),
    ("backup", &["store"]),
    ("doctor", &["hub", "store", "board"]),
    ("owner", &["hub", "protocol", "store"]),
    ("http", &["config", "hub", "store", "protocol", "board"]),
    ("hub", &["store", "protocol", "board"]),
    ("store", &["board"]),
    ("protocol", &["board"]),
    ("board", &[]),
    ("config", &[]),
    ("healthcheck", &[]),
    ("telemetry", &["config"]),
];

/// Names that a pure module must not use: runtimes, disks, clocks, randomness.
const IMPURE: [&str; 15] = [
    "tokio",
    "actix",
    "actix_web",
    "actix_http",
    "actix_ws",
    "sqlx",
    "rand",
    "getrandom",
    "std::time",
    "std::fs",
    "std::net",
    "std::thread",
    "std::env",
    "async",
    "await",
];

fn layer_breaks(tree: &Tree) -> Vec<String> {
    let allowed: BTreeMap<&str, &[&str]> = LAYERS.into_iter().collect();
    let mut complaints = Vec::new();
    for (layer, used) in RustModules::of(tree).layers() {
        if layer == "main" {
            continue;
        }
        let Some(may_use) = allowed.get(layer.as_str()) else {
            complaints.push(format!("src/{layer}: has no place in the layers"));
            continue;
        };
        let below: BTreeSet<&str> = may_use.iter().copied().collect();
        let known = |name: &&String| allowed.contains_key(name.as_str()) || name.as_str() == "main";
        for name in used.iter().filter(known).filter(|name| !below.contains(name.as_str())) {
            complaints.push(format!("src/{layer}: may not use {name}"));
        }
    }
    complaints
}

fn module_cycles(tree: &Tree) -> Vec<String> {
    cycles(&RustModules::of(tree).graph())
}

/// Parts of other layers that are state machines, driven by their layer and by the simulator.
const PURE_PARTS: [&str; 2] = ["src/hub/core.rs", "src/hub/fanout/log_cursor.rs"];

fn board_impurities(tree: &Tree) -> Vec<String> {
    tree.under("src/", &[".rs"])
        .filter(|(path, _)| path.starts_with("src/board/") || PURE_PARTS.contains(path))
        .filter(|(path, _)| !is_test_file(path))
        .flat_map(|(path, text)| forbidden(path, text, Language::Rust, &IMPURE))
        .collect()
}

fn stray_sql(tree: &Tree) -> Vec<String> {
    tree.under("src/", &[".rs"])
        .filter(|(path, _)| !path.starts_with("src/store/") && !is_test_file(path))
        .flat_map(|(path, text)| forbidden(path, text, Language::Rust, &["sqlx"]))
        .collect()
}

/// Starts tasks and locks so that a panic ends the process (SPEC S14).
const FAIL_STOP: &str = "src/hub/fail_stop.rs";

/// Tasks of the hub that nobody supervises, and poisoned locks that are used all the same.
fn unsupervised(tree: &Tree) -> Vec<String> {
    let tasks = tree.under("src/hub/", &[".rs"]).map(|file| (file, "tokio::spawn"));
    let locks = tree.under("src/", &[".rs"]).map(|file| (file, "PoisonError"));
    tasks
        .chain(locks)
        .filter(|((path, _), _)| *path != FAIL_STOP && !is_test_file(path))
        .flat_map(|((path, text), word)| forbidden(path, text, Language::Rust, &[word]))
        .collect()
}

#[test]
fn a_lost_task_or_lock_ends_the_process() {
    assert_none(unsupervised(&Tree::of_this_repository()));
}

#[test]
fn tasks_and_locks_that_go_on_after_a_panic_are_found() {
    let tree = Tree::made_up(&[
        ("src/hub/room.rs", "fn f() { tokio::spawn(g()); }"),
        ("src/http/streams.rs", "use std::sync::PoisonError;"),
        ("src/hub/fail_stop.rs", "fn f() { tokio::spawn(g()); }\nuse std::sync::PoisonError;"),
        ("src/http/pump.rs", "fn f() { tokio::spawn(g()); }"),
    ]);
    let expected = ["src/hub/room.rs:1: names tokio::spawn", "src/http/streams.rs:1: names PoisonError"];
    assert_eq!(unsupervised(&tree), expected);
}

#[test]
fn each_layer_uses_only_what_is_below_it() {
    assert_none(layer_breaks(&Tree::of_this_repository()));
}

#[test]
fn modules_do_not_import_each_other_in_circles() {
    assert_none(module_cycles(&Tree::of_this_repository()));
}

#[test]
fn the_board_and_the_core_of_a_room_are_pure() {
    assert_none(board_impurities(&Tree::of_this_repository()));
}

#[test]
fn sql_lives_in_the_store() {
    assert_none(stray_sql(&Tree::of_this_repository()));
}

#[test]
fn a_use_upwards_and_an_unplaced_module_are_found() {
    let tree = Tree::made_up(&[
        ("src/store/log.rs", "use crate::hub::Room;"),
        ("src/hub/mod.rs", "pub struct Room;"),
        ("src/store/mod.rs", "use crate::protocol::Frame;"),
        ("src/protocol/mod.rs", "use crate::board::Op;"),
        ("src/board/mod.rs", ""),
        ("src/gadgets.rs", ""),
        ("src/main.rs", "use lavagna::hub::Room;"),
    ]);
    let expected =
        ["src/gadgets: has no place in the layers", "src/store: may not use hub", "src/store: may not use protocol"];
    assert_eq!(layer_breaks(&tree), expected);
}

#[test]
fn a_circle_is_found() {
    let tree = Tree::made_up(&[
        ("src/hub/mod.rs", "mod room; mod outbox; pub use room::Room;"),
        ("src/hub/room.rs", "use super::outbox::Outbox; pub struct Room;"),
        ("src/hub/outbox.rs", "use super::Room;"),
    ]);
    assert_eq!(module_cycles(&tree), ["import cycle: hub::outbox → hub::room → hub::outbox"]);
}

#[test]
fn a_clock_in_the_board_and_sql_in_a_room_are_found() {
    let tree = Tree::made_up(&[
        (
            "src/board/state.rs",
            "// tokio is only spoken of here.\nuse std::time::Instant;\n#[cfg(test)]\nmod tests { use std::fs; }",
        ),
        ("src/board/tests.rs", "use std::fs;"),
        ("src/hub/core.rs", "fn f() { tokio::spawn(g()); }"),
        ("src/hub/room.rs", "fn f() { sqlx::query(\"\"); }"),
    ]);
    assert_eq!(board_impurities(&tree), ["src/board/state.rs:2: names std::time", "src/hub/core.rs:1: names tokio"]);
    assert_eq!(stray_sql(&tree), ["src/hub/room.rs:1: names sqlx"]);
}
