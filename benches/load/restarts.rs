//! An update in the middle of a lesson: is anything lost or stored twice, and how long is everybody away?

use std::collections::HashMap;
use std::process::ExitCode;
use std::rc::Rc;
use std::time::Duration;

use tokio::task::JoinSet;

use crate::pupil::{Class, Pupil};
use crate::run::until;
use crate::server::Server;
use crate::{Load, row};

/// Everybody draws for so long before the next restart.
const BETWEEN: Duration = Duration::from_secs(3);
/// A7.
const EXIT: Duration = Duration::from_secs(3);
/// Of twenty pupils nineteen are back within this time.
const AWAY: Duration = Duration::from_secs(6);

/// The whole run, its table and its verdict.
pub async fn run(server: &mut Server, load: &Load, restarts: usize) -> ExitCode {
    tokio::task::LocalSet::new().run_until(measure(server, load, restarts)).await
}

async fn measure(server: &mut Server, load: &Load, restarts: usize) -> ExitCode {
    let board = server.boards(1).await.remove(0);
    let class =
        Rc::new(Class { address: server.address.clone(), board, http: server.http.clone(), ..Class::default() });
    let mut living = JoinSet::new();
    for number in 0..load.drawers {
        living.spawn_local(Pupil::new(&class, number, load.rate).live());
    }
    let everybody = || class.here.get() == load.drawers;
    until("all are welcome", everybody).await;
    let mut exits = Vec::new();
    for restart in 0..restarts {
        tokio::time::sleep(BETWEEN).await;
        exits.push(server.leave(if restart % 2 == 0 { "TERM" } else { "INT" }).await);
        server.come_back().await;
        let back = || class.blackouts.borrow().len() == (restart + 1) * load.drawers;
        until("all are back", || back() && everybody()).await;
    }
    tokio::time::sleep(BETWEEN).await;
    class.drawn.set(true);
    let log = settled_log(server, &class).await;
    class.over.set(true);
    let pupils = living.join_all().await;
    report(&class, (&pupils, &log), (load.drawers, &exits))
}

/// How often each edit is in the log, once nothing is added to it any more.
async fn settled_log(server: &Server, class: &Class) -> HashMap<(u64, u64), usize> {
    let mut log = HashMap::new();
    let mut head = 0;
    let mut is_quiet = false;
    loop {
        let page = server.json(&format!("/api/boards/{}/log?since={head}", class.board)).await;
        let edits = page["edits"].as_array().expect("a list of edits");
        if edits.is_empty() && is_quiet {
            return log;
        }
        is_quiet = edits.is_empty();
        if is_quiet {
            tokio::time::sleep(BETWEEN).await;
        }
        for edit in edits {
            head += 1;
            let tag = edit["tag"].as_str().and_then(|tag| u64::from_str_radix(tag, 16).ok()).expect("a tag");
            let edit = (tag, edit["n"].as_u64().expect("a number"));
            *log.entry(edit).or_default() += 1;
            let is_other = class.shown.borrow().get(&head).is_some_and(|shown| *shown != edit);
            class.disagreed.set(class.disagreed.get() + usize::from(is_other));
        }
    }
}

fn seconds(times: &[Duration], part: f64) -> f64 {
    let place = (times.len() as f64 * part).ceil() as usize;
    times.get(place.saturating_sub(1)).map_or(f64::INFINITY, Duration::as_secs_f64)
}

fn report(
    class: &Class,
    (pupils, log): (&[Pupil], &HashMap<(u64, u64), usize>),
    (drawers, exits): (usize, &[Duration]),
) -> ExitCode {
    let made: u64 = pupils.iter().map(|pupil| pupil.made).sum();
    let numbers = |pupil: &Pupil| (1..=pupil.made).map(|n| (pupil.tag, n)).collect::<Vec<_>>();
    let lost = pupils.iter().flat_map(numbers).filter(|edit| !log.contains_key(edit)).count();
    let untold: usize = pupils.iter().map(|pupil| pupil.pending.len()).sum();
    let double = log.values().filter(|times| **times > 1).count();
    let mut away = class.blackouts.borrow().clone();
    away.sort();
    println!(
        "tried: {} restarts while {drawers} draw a stroke a second each: {made} edits, {} sent again, {lost} lost, {double} \
         stored twice",
        exits.len(),
        class.sent_again.get(),
    );
    row(
        "shown otherwise than stored, gaps, refused",
        &format!("{}, {}, {}", class.disagreed.get(), class.gaps.get(), class.nacks.get()),
    );
    row("not told of their own edits at the end", &untold.to_string());
    row(
        "away p50 / p95 / longest",
        &format!("{:.2} / {:.2} / {:.2} s", seconds(&away, 0.5), seconds(&away, 0.95), seconds(&away, 1.0)),
    );
    let exit_times: Vec<String> = exits.iter().map(|time| format!("{} ms", time.as_millis())).collect();
    row("exits", &exit_times.join(", "));
    let ends = class.ends.borrow();
    let told = ends.get(&(1012, true)).copied().unwrap_or(0);
    row("cuts with bye and 1012", &format!("{told} of {}", ends.values().sum::<usize>()));
    let is_whole = lost + double + untold + class.disagreed.get() + class.gaps.get() + class.nacks.get() == 0;
    let is_quick = seconds(&away, 0.95) < AWAY.as_secs_f64() && exits.iter().all(|time| *time < EXIT);
    let was_at_stake = made > 0 && class.sent_again.get() > 0 && away.len() == drawers * exits.len();
    let is_good = is_whole && is_quick && was_at_stake;
    row("goals (0 lost, 0 twice, p95 < 6 s, exit < 3 s)", if is_good { "met" } else { "MISSED" });
    if is_good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
