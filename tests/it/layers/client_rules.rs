//! Rules for `static/js/`: `ui → render → editor → sync → model`, `tools → editor`, a pure model.

use std::collections::BTreeSet;

use super::client_modules::{Import, graph, imports};
use super::graph::cycles;
use super::tree::{Language, Tree};
use super::{assert_none, forbidden};

/// Every folder and the folders it may import. The entry points know everyone.
const LAYERS: [(&str, &[&str]); 7] = [
    ("ui", &["ui", "render", "editor", "sync", "model", "platform", "vendor"]),
    ("render", &["render", "editor", "sync", "model", "platform"]),
    ("editor", &["editor", "sync", "model", "platform", "vendor"]),
    ("tools", &["tools", "editor", "model", "platform"]),
    ("sync", &["sync", "model", "platform", "vendor"]),
    ("model", &["model"]),
    ("platform", &["platform"]),
];

const ENTRY_POINTS: [&str; 5] =
    ["static/js/main.js", "static/js/app.js", "static/js/home.js", "static/js/demo.js", "static/js/learn.js"];

/// Scripts that every page loads before its first paint, not as modules.
const PLAIN_SCRIPT: &str = "static/js/ui/settings/settings_early.js";

/// Names that make a function answer differently the next time, or need a browser.
const IMPURE: [&str; 18] = [
    "document",
    "window",
    "globalThis",
    "Date",
    "Math.random",
    "crypto",
    "performance",
    "fetch",
    "setTimeout",
    "setInterval",
    "requestAnimationFrame",
    "queueMicrotask",
    "localStorage",
    "indexedDB",
    "WebSocket",
    "async",
    "await",
    "Promise",
];

/// State machines that are simulated in tests: time and messages are handed in.
const MACHINES: [&str; 15] = [
    "static/js/sync/session.js",
    "static/js/sync/reconnector.js",
    "static/js/sync/deadlines.js",
    "static/js/sync/progress.js",
    "static/js/sync/backlog.js",
    "static/js/sync/reconciler.js",
    "static/js/sync/effects.js",
    "static/js/sync/submissions.js",
    "static/js/sync/leases.js",
    "static/js/sync/close_codes.js",
    "static/js/sync/drafts.js",
    "static/js/sync/live_sender.js",
    "static/js/sync/transport_policy.js",
    "static/js/sync/post_sender.js",
    "static/js/sync/event_reader.js",
];

/// A capability of the browser and the only places that use it.
const CAPABILITIES: [(&str, &[&str]); 4] = [
    // The clock of the wall jumps: it says when for people and how old a history is, and nothing waits by it.
    (
        "Date",
        &[
            "static/js/ui/panels/board_name.js",
            "static/js/ui/dialogs/bring_back.js",
            "static/js/home.js",
            "static/js/sync/connection.js",
        ],
    ),
    ("addEventListener", &["static/js/ui/", "static/js/main.js", "static/js/home.js", "static/js/demo.js"]),
    ("WebSocket", &["static/js/sync/socket.js", "static/js/sync/lecture_client.js"]),
    (
        "fetch",
        &[
            "static/js/sync/",
            "static/js/main.js",
            "static/js/home.js",
            "static/js/platform/loading.js",
            "static/js/ui/settings/l10n.js",
        ],
    ),
];

/// The folder below `static/js/`, `vendor`, or empty for an entry point.
fn folder_of(path: &str) -> &str {
    let inner = path.strip_prefix("static/js/").or(path.strip_prefix("static/")).unwrap_or(path);
    inner.split_once('/').map_or("", |(folder, _)| folder)
}

fn layer_breaks(tree: &Tree) -> Vec<String> {
    imports(tree).iter().filter_map(layer_break).collect()
}

fn layer_break(import: &Import) -> Option<String> {
    let Import { from, line, target, .. } = import;
    if ENTRY_POINTS.contains(&from.as_str()) {
        return None;
    }
    let folder = folder_of(from);
    let layer = LAYERS.iter().find(|(name, _)| *name == folder);
    let Some((_, may_use)) = layer else {
        return Some(format!("{from}:{line}: {folder:?} has no place in the layers"));
    };
    let used = folder_of(target);
    (!may_use.contains(&used)).then(|| format!("{from}:{line}: {folder} may not import {target}"))
}

fn broken_imports(tree: &Tree, exists: impl Fn(&str) -> bool) -> Vec<String> {
    let found = imports(tree);
    let absent = |import: &&Import| !import.relative || !exists(&import.target);
    let complain = |import: &Import| format!("{}:{}: no file {}", import.from, import.line, import.target);
    found.iter().filter(absent).map(complain).collect()
}

fn module_cycles(tree: &Tree) -> Vec<String> {
    cycles(&graph(&imports(tree)))
}

fn impurities(tree: &Tree) -> Vec<String> {
    tree.under("static/js/", &[".js"])
        .filter(|(path, _)| path.starts_with("static/js/model/") || MACHINES.contains(path))
        .flat_map(|(path, text)| forbidden(path, text, Language::JavaScript, &IMPURE))
        .collect()
}

fn stray_capabilities(tree: &Tree) -> Vec<String> {
    let mut complaints = Vec::new();
    for (capability, homes) in CAPABILITIES {
        let stray =
            tree.under("static/js/", &[".js"]).filter(|(path, _)| !homes.iter().any(|home| path.starts_with(home)));
        for (path, text) in stray {
            complaints.extend(forbidden(path, text, Language::JavaScript, &[capability]));
        }
    }
    complaints
}

/// Modules that nothing reaches from an entry point: dead weight in the binary.
fn unreachable(tree: &Tree) -> Vec<String> {
    let graph = graph(&imports(tree));
    let mut waiting: Vec<String> = ENTRY_POINTS.map(String::from).to_vec();
    waiting.push(PLAIN_SCRIPT.to_owned());
    let mut reached = BTreeSet::new();
    while let Some(path) = waiting.pop() {
        if reached.insert(path.clone()) {
            waiting.extend(graph.get(&path).into_iter().flatten().cloned());
        }
    }
    tree.under("static/js/", &[".js"])
        .filter(|(path, _)| !reached.contains(*path))
        .map(|(path, _)| format!("{path}: no page loads it"))
        .collect()
}

#[test]
fn each_folder_imports_only_what_is_below_it() {
    assert_none(layer_breaks(&Tree::of_this_repository()));
}

#[test]
fn every_import_is_a_relative_path_to_a_file() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    assert_none(broken_imports(&Tree::of_this_repository(), |path| root.join(path).is_file()));
}

#[test]
fn modules_do_not_import_each_other_in_circles() {
    assert_none(module_cycles(&Tree::of_this_repository()));
}

#[test]
fn the_model_and_the_machines_are_pure() {
    assert_none(impurities(&Tree::of_this_repository()));
}

#[test]
fn listeners_sockets_and_requests_stay_where_they_belong() {
    assert_none(stray_capabilities(&Tree::of_this_repository()));
}

#[test]
fn every_module_is_reached_from_a_page() {
    assert_none(unreachable(&Tree::of_this_repository()));
}

fn bad_tree() -> Tree {
    Tree::made_up(&[
        ("static/js/main.js", "import \"./ui/toolbar.js\"; import \"./tools/pen.js\"; import \"./model/hit.js\";"),
        ("static/js/tools/pen.js", "import { toolbar } from \"../ui/toolbar.js\";\nimport \"../editor/gone.js\";"),
        ("static/js/ui/toolbar.js", "import \"../vendor/x.js\"; import \"../sync/outbox.js\";"),
        ("static/js/sync/outbox.js", "import \"../sync/inbox.js\"; node.addEventListener(\"x\", go);"),
        ("static/js/sync/inbox.js", "import \"./outbox.js\"; const s = new WebSocket(url);"),
        ("static/js/model/hit.js", "/** Uses document nowhere. */\nexport const now = Date.now();"),
        ("static/js/render/tiles.js", "fetch(\"/x\");"),
        ("static/js/sync/session.js", "setTimeout(go, 1);"),
    ])
}

#[test]
fn imports_upwards_sideways_and_into_nothing_are_found() {
    let tree = bad_tree();
    let upwards = layer_breaks(&tree);
    assert_eq!(upwards, ["static/js/tools/pen.js:1: tools may not import static/js/ui/toolbar.js"]);
    let nowhere = broken_imports(&tree, |path| tree.has(path));
    let expected = [
        "static/js/tools/pen.js:2: no file static/js/editor/gone.js",
        "static/js/ui/toolbar.js:1: no file static/js/vendor/x.js",
    ];
    assert_eq!(nowhere, expected);
}

#[test]
fn circles_and_unreached_modules_are_found() {
    let tree = bad_tree();
    let circle = "import cycle: static/js/sync/outbox.js → static/js/sync/inbox.js → static/js/sync/outbox.js";
    assert_eq!(module_cycles(&tree), [circle]);
    let expected = ["static/js/render/tiles.js: no page loads it", "static/js/sync/session.js: no page loads it"];
    assert_eq!(unreachable(&tree), expected);
}

#[test]
fn clocks_timers_and_stray_capabilities_are_found() {
    let tree = bad_tree();
    let expected = ["static/js/model/hit.js:2: names Date", "static/js/sync/session.js:1: names setTimeout"];
    assert_eq!(impurities(&tree), expected);
    let expected = [
        "static/js/model/hit.js:2: names Date",
        "static/js/sync/outbox.js:1: names addEventListener",
        "static/js/sync/inbox.js:1: names WebSocket",
        "static/js/render/tiles.js:1: names fetch",
    ];
    assert_eq!(stray_capabilities(&tree), expected);
}
