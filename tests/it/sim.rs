//! The simulator: the server's real core and a twin of the client's session in one thread, with
//! seeded chance, virtual time, a disk that loses what was not synced, and a network that cuts,
//! delays, half-delivers and repeats. Every run is decided by its seed alone.

mod chance;
mod disk;
mod faults;
mod link;
mod ops;
mod page;
mod run;
mod server;
mod session;
mod submissions;
mod trace;
mod wire;
mod world;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use run::run;
use world::{Plan, Sabotage};

/// Seeds of every run; more with `SEEDS`.
const SEEDS: u64 = 1_000;

/// Seeds that once failed, each with what was wrong then.
const PINNED: [(u64, &str); 0] = [];

fn plan(seed: u64) -> Plan {
    Plan { seed, steps: 900, pages: (2, 8), traces: false, sabotage: None }
}

fn seeds() -> u64 {
    std::env::var("SEEDS").ok().and_then(|seeds| seeds.parse().ok()).unwrap_or(SEEDS)
}

// [G1] [G2] [G3] [G4] [G5] Whatever happens on the way.
#[test]
fn every_promise_holds_in_a_thousand_classes() {
    let from = std::env::var("SEED").ok().and_then(|seed| seed.parse().ok());
    let range = from.map_or(1..=seeds(), |seed: u64| seed..=seed);
    let mut tally: BTreeMap<&'static str, u64> = BTreeMap::new();
    for seed in range {
        for (kind, count) in run(plan(seed)).tally.clone() {
            *tally.entry(kind).or_default() += count;
        }
    }
    eprintln!("{tally:#?}");
}
