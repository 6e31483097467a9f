//! Runs a world: faults at first, then peace, then the reckoning.

use std::collections::HashSet;

use lavagna::board::{Board, Canvas, Mode, Op};

use super::link::Position;
use super::page::{Loading, Page};
use super::submissions::LOST;
use super::world::{Line, Plan, World};

/// After the last fault everybody has everything within this time: a heartbeat, and the longest
/// waits before coming back, loading and sending again.
const PEACE_MS: u64 = 90_000;

/// More steps than any exchange between two moments needs.
const MAX_STEPS: usize = 100_000;

/// Runs a world to its end. Panics when a promise is broken.
pub fn run(plan: Plan) -> World {
    let mut world = World::new(plan);
    for _ in 0..plan.steps {
        step(&mut world);
    }
    make_peace(&mut world);
    reckon(&mut world);
    world
}

fn step(world: &mut World) {
    if world.process.is_none() && world.chance.percent(10) {
        world.restart();
    }
    let at = world.chance.index(world.pages.len());
    match world.chance.within(1, 1000) {
        1..=80 => world.edit(at),
        81..=230 => {
            let line = busy_line(world, |line| !line.up.is_empty());
            line.into_iter().for_each(|line| world.deliver_up(line));
        }
        231..=430 => world.commit_step(true),
        431..=550 => serve(world),
        551..=660 => {
            let (line, many) = (busy_line(world, |line| line.is_held), world.chance.within(1, 6));
            line.into_iter().for_each(|line| world.pump(line, many));
        }
        661..=800 => {
            if let Some(line) = busy_line(world, |line| !line.down.is_empty()) {
                let many = world.chance.within(1, 4);
                (0..many).for_each(|_| world.deliver_down(line));
            }
        }
        801..=860 => {
            let loading = pages(world, |page| !matches!(page.loading, Loading::Nothing));
            loading.into_iter().for_each(|at| world.load(at));
        }
        861..=900 => {
            let waiting = pages(world, |page| page.wants_line);
            waiting.into_iter().for_each(|at| world.connect(at));
        }
        901..=970 => {
            let ms = if world.chance.percent(85) { (1, 250) } else { (250, 4_000) };
            let ms = world.chance.within(ms.0, ms.1);
            world.pass(ms);
            for at in 0..world.pages.len() {
                world.tick(at);
            }
        }
        971..=985 => world.disturb(),
        986..=990 => compare_with_log(world, at),
        _ => {
            world.tick(at);
        }
    }
}

/// One of the lines that are so.
fn busy_line(world: &mut World, is_so: impl Fn(&Line) -> bool) -> Option<u64> {
    let ids: Vec<u64> = world.lines.iter().filter(|(_, line)| is_so(line)).map(|(id, _)| *id).collect();
    (!ids.is_empty()).then(|| *world.chance.pick(&ids))
}

/// One of the pages that are so.
fn pages(world: &mut World, is_so: impl Fn(&Page) -> bool) -> Option<usize> {
    let pages: Vec<usize> = (0..world.pages.len()).filter(|at| is_so(&world.pages[*at])).collect();
    (!pages.is_empty()).then(|| *world.chance.pick(&pages))
}

/// The server sends what is due, or a piece to one who is behind.
fn serve(world: &mut World) {
    let behind = world.process.as_ref().map(|process| process.pulling()).unwrap_or_default();
    let World { process: Some(process), chance, disk, .. } = world else { return };
    if behind.is_empty() || chance.percent(40) {
        process.publish();
    } else {
        let (peer, most) = (*chance.pick(&behind), chance.within(1, 20) as usize);
        process.pull(peer, &disk.durable, most);
    }
}

/// [G3] What a page has confirmed is what the log up to there makes.
fn compare_with_log(world: &mut World, at: usize) {
    let page = &world.pages[at];
    let log = &world.disk.durable.log;
    let Position { seq, at: time } = Position { seq: page.replica.seq, at: page.replica.at };
    let is_of_this_log = seq == 0 || log.get(seq as usize - 1).is_some_and(|row| row.edit.at == time);
    if is_of_this_log {
        let (_, expected) = world.disk.durable.board(seq);
        assert_eq!(page.canonical(), expected, "[G3] page {at} differs from the log at {seq}");
        world.note("compared", format_args!("page {at} at {seq}"));
    }
}

/// No more faults: everything that can happen happens, in virtual time, until nothing waits.
fn make_peace(world: &mut World) {
    world.note("peace", format_args!(""));
    if world.process.is_none() {
        world.restart();
    }
    for at in 0..world.pages.len() {
        world.pages[at].away_until = 0;
    }
    // What a frozen board holds is stored in the end.
    if world.lesson.settings.mode == Mode::Frozen {
        world.lesson.settings.mode = Mode::Free;
        world.lesson.stamp += 1;
    }
    let dead: Vec<u64> = world.lines.iter().filter(|(_, line)| !line.is_held).map(|(id, _)| *id).collect();
    dead.into_iter().for_each(|id| drop(world.take_down(id)));
    let end = world.now + PEACE_MS;
    loop {
        exhaust(world);
        let head = world.disk.durable.head();
        if world.pages.iter().all(|page| page.is_at_rest(head)) {
            return;
        }
        if world.now >= end {
            let waiting: Vec<String> = world.pages.iter().map(describe).collect();
            panic!("[G4] [G5] head {head}, but after {PEACE_MS} ms of peace: {}", waiting.join("; "));
        }
        let due = world.next_due();
        world.pass(due.saturating_sub(world.now).max(1));
    }
}

fn describe(page: &Page) -> String {
    let (live, seq, pending) = (page.session.is_live(), page.replica.seq, &page.pending);
    format!("tag {} live {live} at {seq}, pending {pending:?}", page.tag)
}

/// Does all that can be done without time passing.
fn exhaust(world: &mut World) {
    for _ in 0..MAX_STEPS {
        let mut is_busy = false;
        for at in 0..world.pages.len() {
            is_busy |= world.tick(at);
            if world.pages[at].wants_line {
                world.connect(at);
                is_busy = true;
            }
            if !matches!(world.pages[at].loading, Loading::Nothing) {
                world.load(at);
                is_busy = true;
            }
        }
        for id in world.lines.keys().copied().collect::<Vec<_>>() {
            world.pump(id, u64::MAX);
            while world.lines.get(&id).is_some_and(|line| !line.up.is_empty()) {
                world.deliver_up(id);
                is_busy = true;
            }
            while world.lines.get(&id).is_some_and(|line| !line.down.is_empty()) {
                world.deliver_down(id);
                is_busy = true;
            }
        }
        let process = world.process.as_mut().expect("there is peace");
        let behind = process.pulling();
        if process.is_due() || !behind.is_empty() {
            is_busy = true;
            process.publish();
            behind.into_iter().for_each(|peer| process.pull(peer, &world.disk.durable, usize::MAX));
        }
        if process.has_work(&world.lesson) {
            world.commit_step(false);
            is_busy = true;
        }
        if !is_busy {
            return;
        }
    }
    panic!("the exchange does not come to an end");
}

/// Everybody shows the same, a newcomer too, and every edit has its fate.
fn reckon(world: &mut World) {
    let newcomer = world.open_page(0);
    make_peace(world);
    let (_, expected) = world.disk.durable.board(world.disk.durable.head());
    for page in &world.pages {
        assert_eq!(page.canonical(), expected, "[G3] tag {} differs at the end", page.tag);
        assert!(page.pending.is_empty(), "[G5] tag {} still has pending edits", page.tag);
    }
    assert_eq!(world.process.as_ref().map(|process| process.core.board.head()), Some(world.disk.durable.head()));
    assert!(world.pages[newcomer].fates.is_empty());
    count_splits(world);
    let refused: Vec<_> = world.fates().filter_map(|(_, _, fate)| fate.refused.clone()).collect();
    for (kind, code) in [("told of role", "role"), ("told of mode", "mode"), ("told of image", "image")] {
        *world.tally.entry(kind).or_default() += refused.iter().filter(|known| *known == code).count() as u64;
    }
    let mut tally = [0; 2];
    for (tag, n, fate) in world.fates() {
        let rows = world.disk.durable.log.iter().filter(|row| row.edit.tag == tag && row.edit.n == n).count();
        let refused = fate.refused.as_deref();
        // An addition that was taken away before its author came back looks as if it was refused.
        let is_told_once = rows + usize::from(refused.is_some()) == 1 || (rows == 1 && refused == Some(LOST));
        let is_lost = world.lost.contains_key(&(tag, n)) && (fate.gone || fate.is_old);
        let is_concluded = fate.concluded && !fate.adds;
        tally[0] += u64::from(is_concluded && !is_told_once);
        tally[1] += u64::from(rows == 1 && refused.is_some());
        assert!(rows <= 1, "[G2] edit {tag}.{n} stands in the log {rows} times");
        assert!(
            is_told_once || is_lost || is_concluded,
            "[G2] edit {tag}.{n}: {rows} times in the log, refused {refused:?}, lost {:?}",
            world.lost.get(&(tag, n))
        );
    }
    for (kind, count) in ["taken as stored", "told as refused, but stored"].into_iter().zip(tally) {
        *world.tally.entry(kind).or_default() += count;
    }
}

/// How splits went: one that comes after another of the same stroke does nothing.
fn count_splits(world: &mut World) {
    let (mut board, mut cut) = (Board::default(), HashSet::new());
    for row in &world.disk.durable.log {
        let mut count = |kind| *world.tally.entry(kind).or_default() += 1;
        for op in row.edit.ops.iter() {
            if let Op::Split { id, .. } = op {
                match board.shape(id) {
                    Some(_) => count("split done"),
                    None if cut.contains(id) => count("split too late"),
                    None => {}
                }
                cut.insert(*id);
            }
            if let Op::Restore { shapes, .. } = op
                && shapes.iter().any(|shape| cut.contains(&shape.0.id))
            {
                count("split undone");
            }
        }
        board.advance(&row.edit);
    }
}
