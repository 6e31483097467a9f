//! The simulator: the server's real core and a twin of the client's session in one thread, with
//! seeded chance, virtual time, a disk that loses what was not synced, and a network that cuts,
//! delays, half-delivers and repeats. Every run is decided by its seed alone.

pub mod chance;
pub mod closing;
mod disk;
mod faults;
mod incoming;
mod link;
pub mod ops;
mod page;
mod run;
mod server;
mod session;
mod submissions;
mod trace;
mod wire;
mod world;

use std::collections::BTreeMap;
use std::panic::catch_unwind;
use std::path::Path;

use run::run;
use world::{Plan, Sabotage, World};

/// Seeds of every run; `SEEDS` asks for more, `SEED` for one.
const SEEDS: u64 = 1_000;

/// Seeds that once failed, each with what was wrong then. They run whatever `SEEDS` says.
const PINNED: [(u64, &str); 3] = [
    (241, "an edit that was being ordered during a hello was refused, and stored when it came again"),
    (120, "a hello that was late on a connection that was given up superseded the page's new connection"),
    (770, "a number that was refused in a commit that failed was stored later, and told refused after a crash"),
];

/// Least that a thousand seeds have to have seen of everything, so that they prove something.
const FLOORS: [(&str, u64); 42] = [
    ("add", 20_000),
    ("set", 5_000),
    ("del", 4_000),
    ("clear", 1_000),
    ("restore", 2_000),
    ("undo", 4_000),
    ("split", 2_000),
    ("split done", 1_000),
    ("split too late", 300),
    ("split undone", 250),
    ("undo split", 400),
    ("board", 1_000),
    ("page", 1_000),
    ("commit", 15_000),
    ("commit refused", 1_000),
    ("commit failed", 500),
    ("commit uncertain", 500),
    ("compared", 2_000),
    ("connects", 8_000),
    ("manifest", 4_000),
    ("copied back", 150),
    ("crash idle", 400),
    ("crash before commit", 100),
    ("crash in commit", 100),
    ("crash before publish", 80),
    ("cut", 1_000),
    ("half delivered", 150),
    ("half open", 700),
    ("load fails", 60),
    ("log lost", 40),
    ("page closed", 250),
    ("queue cleared", 300),
    ("repeated", 60),
    ("mode changed", 120),
    ("role changed", 400),
    ("told of image", 150),
    ("told of mode", 100),
    ("held", 60),
    ("told of role", 3_000),
    ("sent away", 150),
    ("server closes", 400),
    ("time jumps", 150),
];

/// Ways of pages that are written down for the client's own session.
const TRACES: usize = 40;

fn plan(seed: u64) -> Plan {
    Plan { seed, steps: 900, pages: (2, 8), traces: false, sabotage: None }
}

fn asked_for(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|number| number.parse().ok())
}

// [G1] [G2] [G3] [G4] [G5] [R2] [R3] [R4] [R5] [E2] [E3] [E4] [E5] [E7] [E8] [E9] [C5] [C6] [C7] [C12] [L6] [L7] Whatever happens on the way.
#[test]
fn every_promise_holds_in_a_thousand_classes() {
    if let Some(seed) = asked_for("SEED") {
        return drop(run(plan(seed)));
    }
    let seeds = asked_for("SEEDS").unwrap_or(SEEDS);
    let mut tally: BTreeMap<&'static str, u64> = BTreeMap::new();
    for seed in (1..=seeds).chain(PINNED.map(|(seed, _)| seed)) {
        for (kind, count) in &run(plan(seed)).tally {
            *tally.entry(kind).or_default() += count;
        }
    }
    let seen = |kind: &str| tally.get(kind).copied().unwrap_or_default();
    println!(
        "tried: {seeds} seeds and {} that once failed, {} edits, {} crashes, {} cuts, {} failed or uncertain commits, \
         {} databases of yesterday",
        PINNED.len(),
        ops::KINDS.iter().map(|kind| seen(kind)).sum::<u64>(),
        ["crash idle", "crash before commit", "crash in commit", "crash before publish"].map(seen).iter().sum::<u64>(),
        seen("cut") + seen("half open") + seen("half delivered"),
        seen("commit failed") + seen("commit uncertain"),
        seen("copied back"),
    );
    let rare: Vec<_> = FLOORS.iter().filter(|(kind, floor)| seen(kind) < floor * seeds / SEEDS).collect();
    assert!(rare.is_empty(), "these runs prove little: {rare:?} of {tally:#?}");
    let kinds = ops::KINDS.iter().filter(|kind| FLOORS.iter().any(|(known, _)| known == *kind)).count();
    assert_eq!(kinds, ops::KINDS.len(), "every kind of edit has a floor");
}

/// A simulator that finds nothing proves nothing: each of these servers is wrong in one way.
#[test]
fn a_server_that_is_wrong_is_found_out() {
    let wrong = [
        (Sabotage::ShowsTooEarly, "[G1]"),
        (Sabotage::ForgetsTags, "[G2]"),
        (Sabotage::LosesEdits, "[G5]"),
        (Sabotage::RightsOnArrival, "[R2]"),
        (Sabotage::TellsLate, "[R4]"),
    ];
    for (sabotage, promise) in wrong {
        let found = (1..=60).find_map(|seed| {
            let outcome = catch_unwind(|| drop(run(Plan { sabotage: Some(sabotage), ..plan(seed) })));
            outcome.err().map(|why| why.downcast_ref::<String>().cloned().unwrap_or_default())
        });
        let why = found.unwrap_or_else(|| panic!("{sabotage:?} was not found"));
        assert!(why.contains(promise), "{sabotage:?} was found as: {why}");
    }
}

/// The way of the first page in a class of two or three.
fn trace(seed: u64) -> String {
    let world: World = run(Plan { steps: 330, pages: (2, 3), traces: true, ..plan(seed) });
    let page = &world.pages[0];
    page.trace.as_ref().expect("these worlds are traced").text(seed, page)
}

/// Chooses traces anew: some of each kind that matters, none of them long.
fn choose_traces(folder: &Path) {
    std::fs::remove_dir_all(folder).ok();
    std::fs::create_dir_all(folder).unwrap();
    let mut wanted = [
        ("\"lost\":1,\"pending\":[]", 8),
        ("\"resync\"", 12),
        ("\"code\":\"store\"", 8),
        ("\"t\":\"ack\"", 4),
        ("", 8),
    ];
    for seed in 1.. {
        let text = trace(seed);
        let is_short = (20..=90).contains(&text.lines().count());
        let reason = wanted.iter_mut().find(|(word, left)| *left > 0 && text.contains(*word));
        if let (true, Some((_, left))) = (is_short, reason) {
            *left -= 1;
            std::fs::write(folder.join(format!("{seed:04}.json")), &text).unwrap();
        }
        if wanted.iter().all(|(_, left)| *left == 0) {
            return;
        }
    }
}

// [E8] [E9] [C6] [C8] [C12] The client's session goes the same ways (`tests/model/traces.test.js`).
// After a change `UPDATE_TRACES=1 cargo test --test it sim::traces` writes them anew.
#[test]
fn traces_are_what_the_simulator_does() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/traces");
    if std::env::var_os("UPDATE_TRACES").is_some() {
        choose_traces(&folder);
    }
    let paths: Vec<_> = folder.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(paths.len(), TRACES);
    for path in paths {
        let name = path.file_stem().unwrap().to_string_lossy();
        let is_kept = std::fs::read_to_string(&path).unwrap() == trace(name.parse().unwrap());
        assert!(is_kept, "{} is not what the simulator does now; see the test", path.display());
    }
}
