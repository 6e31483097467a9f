//! Tests of the lines of edits.

use std::time::{Duration, Instant};

use super::budget::{Cost, StepBudget};
use super::lines::Lines;
use crate::board::{PersonKey, Reject, Submission, Tag, limits};
use crate::hub::core::{Sender, Waiting};

fn waiting(peer: u32, n: u64) -> Waiting {
    let (tag, person) = (Tag(peer.into()), PersonKey([peer as u8; 32]));
    let submission = Submission { tag, person, n, opens: false, edit: Err(Reject::Invalid) };
    Waiting::new(Sender { peer, hello: 1 }, submission, 100)
}

fn small(_: &Waiting) -> Cost {
    Cost { bytes: 100, work: 1, authors: 0 }
}

fn take(lines: &mut Lines, now: Instant) -> (Vec<Waiting>, Option<Duration>) {
    lines.take(&mut StepBudget::default(), small, now)
}

// [O11] Who sends much does not delay the others.
#[test]
fn peers_take_turns() {
    let mut lines = Lines::default();
    (1..=300).for_each(|n| assert!(lines.push(waiting(1, n))));
    (1..=3).for_each(|n| assert!(lines.push(waiting(2, n))));
    let now = Instant::now();
    let (taken, more) = take(&mut lines, now);
    assert_eq!(taken.len(), limits::BATCH_EDITS);
    assert_eq!(more, Some(Duration::ZERO));
    let other: Vec<usize> = (0..taken.len()).filter(|i| taken[*i].sender.peer == 2).collect();
    assert_eq!(other, [1, 3, 5]);
    assert_eq!(take(&mut lines, now).0.len(), 47);
}

// [H2] [O11] Ten thousand persons who post have one turn together: a pupil with a connection does not wait for them, and they
// have one rate.
#[test]
fn persons_who_post_share_one_turn() {
    let mut lines = Lines::default();
    (10..10_010).for_each(|person| assert!(lines.push_posted(waiting(person, 1))));
    (1..=5).for_each(|n| assert!(lines.push(waiting(1, n))));
    let now = Instant::now();
    let (taken, _) = take(&mut lines, now);
    let pupil: Vec<usize> = (0..taken.len()).filter(|i| taken[*i].sender.peer == 1).collect();
    assert_eq!(pupil, [0, 2, 4, 6, 8]);
    let posted: Vec<u32> = taken.iter().map(|waiting| waiting.sender.peer).filter(|peer| *peer > 1).collect();
    assert!(posted.windows(2).all(|pair| pair[1] == pair[0] + 1), "each of them in turn");
    let mut all = posted.len() as u64;
    while let (more, Some(Duration::ZERO)) = take(&mut lines, now) {
        all += more.len() as u64;
    }
    assert!(all.abs_diff(limits::PERSON_EDITS.1) <= limits::BATCH_EDITS as u64, "{all}");
    assert!(lines.push(waiting(1, 6)));
    assert_eq!(take(&mut lines, now).0.len(), 1, "their rate is not the pupil's");
}

// [L8] A new connection of the same person finds the budget that the old one left.
#[test]
fn a_budget_is_a_persons() {
    let mut lines = Lines::default();
    let now = Instant::now();
    let large = |_: &Waiting| Cost { bytes: limits::PERSON_BYTES.1, work: 1, authors: 0 };
    assert!(lines.push(waiting(1, 1)));
    assert_eq!(lines.take(&mut StepBudget::default(), large, now).0.len(), 1);
    lines.answered(1, 100);
    lines.retain(|_| false);
    let mut again = waiting(2, 2);
    again.submission.person = PersonKey([1; 32]);
    assert!(lines.push(again));
    let (taken, pause) = lines.take(&mut StepBudget::default(), large, now);
    assert!(taken.is_empty() && pause.is_some_and(|pause| pause > Duration::from_secs(30)), "{pause:?}");
}

// [L8] What was stored beyond the estimate is paid afterwards.
#[test]
fn the_bytes_that_were_stored_are_paid() {
    let mut lines = Lines::default();
    let now = Instant::now();
    (1..=2).for_each(|n| assert!(lines.push(waiting(1, n))));
    let (taken, _) = lines.take(&mut StepBudget::default(), small, now);
    assert_eq!((taken.len(), taken[0].paid), (2, 100));
    lines.correct_charge(&taken[0], 3 * limits::PERSON_BYTES.1);
    assert!(lines.push(waiting(1, 3)));
    assert!(take(&mut lines, now).0.is_empty());
    let estimated = Waiting { paid: 3 * limits::PERSON_BYTES.1, ..waiting(1, 1) };
    lines.correct_charge(&estimated, 100);
    assert_eq!(take(&mut lines, now).0.len(), 1, "what was not taken is paid back");
}

// [H2] What all have in line who post without a connection is bounded in bytes, and answers make room again.
#[test]
fn posted_bytes_are_bounded() {
    let mut lines = Lines::default();
    let large = |peer: u32| Waiting { bytes: 256 * 1024, ..waiting(peer, 1) };
    let most = (limits::POSTED_BYTES / large(1).bytes) as u32;
    (1..=most).for_each(|peer| assert!(lines.push_posted(large(peer))));
    assert!(!lines.push_posted(large(most + 1)) && lines.push(waiting(most + 1, 1)));
    for waiting in take(&mut lines, Instant::now()).0 {
        lines.answered(waiting.sender.peer, waiting.bytes);
    }
    assert!(lines.push_posted(large(most + 2)));
    lines.forget_waiting();
    assert_eq!(lines.posted_bytes(), 0);
}

// [E11] Twice the bound is a flood; answers make room again.
#[test]
fn a_flood_is_told() {
    let mut lines = Lines::default();
    (1..=512).for_each(|n| assert!(lines.push(waiting(1, n))));
    assert!(!lines.push(waiting(1, 513)));
    assert!(lines.push(waiting(2, 1)), "others are not hit");
    for waiting in take(&mut lines, Instant::now()).0 {
        lines.answered(waiting.sender.peer, waiting.bytes);
    }
    assert!(lines.push(waiting(1, 513)));
    lines.retain(|_| false);
    assert!(!lines.is_idle(), "what was received is still ordered");
}

// [E8] What a page sent before it came back is forgotten: it comes again.
#[test]
fn a_page_that_says_hello_again_starts_anew() {
    let mut lines = Lines::default();
    (1..=3).for_each(|n| assert!(lines.push(waiting(1, n))));
    assert!(lines.push(waiting(2, 1)));
    assert!(lines.push(Waiting { is_posted: true, ..waiting(1, 4) }));
    assert_eq!(lines.forget_tag(Tag(1)).len(), 3, "what was posted has a request that waits");
    let (taken, _) = take(&mut lines, Instant::now());
    assert_eq!(taken.iter().map(|waiting| waiting.sender.peer).collect::<Vec<_>>(), [1, 2]);
    lines.answered(1, 100);
    lines.answered(2, 100);
    assert!(lines.is_idle());
}

// [L8] Above the rate edits wait and are not refused.
#[test]
fn above_the_burst_edits_wait() {
    let mut lines = Lines::default();
    let now = Instant::now();
    let mut served = 0;
    for n in 1..=1_500 {
        assert!(lines.push(waiting(1, n)));
        let (taken, _) = take(&mut lines, now);
        served += taken.len();
        taken.iter().for_each(|waiting| lines.answered(waiting.sender.peer, waiting.bytes));
    }
    assert_eq!(served as u64, limits::PERSON_EDITS.1);
    let (_, pause) = take(&mut lines, now);
    assert!(pause.is_some_and(|pause| pause > Duration::ZERO));
}

// [L8] Work that shows itself only afterwards is charged to who asked, who waits for it with the next edit; others go on.
#[test]
fn work_is_charged_afterwards() {
    let mut lines = Lines::default();
    [1, 2].into_iter().for_each(|peer| (1..=2).for_each(|n| assert!(lines.push(waiting(peer, n)))));
    let now = Instant::now();
    let (both, _) = take(&mut lines, now);
    assert_eq!(both.len(), 4);
    lines.charge(&both[0], limits::PERSON_WORK.1 + limits::PERSON_WORK.0);
    [1, 2].into_iter().for_each(|peer| assert!(lines.push(waiting(peer, 3))));
    let (next, _) = take(&mut lines, now);
    assert_eq!(next.iter().map(|waiting| waiting.sender.peer).collect::<Vec<_>>(), [2]);
}
