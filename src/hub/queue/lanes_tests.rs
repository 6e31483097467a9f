//! Tests of the lanes of edits.

use std::time::{Duration, Instant};

use super::budget::{Cost, StepBudget};
use super::lanes::Lanes;
use crate::board::{PersonKey, Reject, Submission, Tag, limits};
use crate::hub::queue::queued_edit::{QueuedEdit, Sender};

fn queued(peer: u32, n: u64) -> QueuedEdit {
    let (tag, person) = (Tag(peer.into()), PersonKey([peer as u8; 32]));
    let submission = Submission { tag, person, n, opens: false, edit: Err(Reject::Invalid) };
    QueuedEdit::new(Sender { peer, hello: 1 }, submission, 100)
}

fn small(_: &QueuedEdit) -> Cost {
    Cost { bytes: 100, work: 1, authors: 0 }
}

fn take(lanes: &mut Lanes, now: Instant) -> (Vec<QueuedEdit>, Option<Duration>) {
    lanes.take(&mut StepBudget::default(), small, now)
}

// [O11] A peer with many edits does not delay the others.
#[test]
fn peers_take_turns() {
    let mut lanes = Lanes::default();
    (1..=300).for_each(|n| assert!(lanes.push(queued(1, n))));
    (1..=3).for_each(|n| assert!(lanes.push(queued(2, n))));
    let now = Instant::now();
    let (taken, more) = take(&mut lanes, now);
    assert_eq!(taken.len(), limits::BATCH_EDITS);
    assert_eq!(more, Some(Duration::ZERO));
    let other: Vec<usize> = (0..taken.len()).filter(|i| taken[*i].sender.peer == 2).collect();
    assert_eq!(other, [1, 3, 5]);
    assert_eq!(take(&mut lanes, now).0.len(), 47);
}

// [H2] [O11] Ten thousand persons who post share one turn and one rate limit: a connected pupil does not wait for them.
#[test]
fn persons_who_post_share_one_turn() {
    let mut lanes = Lanes::default();
    (10..10_010).for_each(|person| assert!(lanes.push_posted(queued(person, 1))));
    (1..=5).for_each(|n| assert!(lanes.push(queued(1, n))));
    let now = Instant::now();
    let (taken, _) = take(&mut lanes, now);
    let pupil: Vec<usize> = (0..taken.len()).filter(|i| taken[*i].sender.peer == 1).collect();
    assert_eq!(pupil, [0, 2, 4, 6, 8]);
    let posted: Vec<u32> = taken.iter().map(|edit| edit.sender.peer).filter(|peer| *peer > 1).collect();
    assert!(posted.windows(2).all(|pair| pair[1] == pair[0] + 1), "each of them in turn");
    let mut all = posted.len() as u64;
    while let (more, Some(Duration::ZERO)) = take(&mut lanes, now) {
        all += more.len() as u64;
    }
    assert!(all.abs_diff(limits::PERSON_EDITS.1) <= limits::BATCH_EDITS as u64, "{all}");
    assert!(lanes.push(queued(1, 6)));
    assert_eq!(take(&mut lanes, now).0.len(), 1, "the pupil has a rate limit of their own");
}

// [L8] A budget belongs to a person: a new connection does not refill it.
#[test]
fn a_budget_belongs_to_a_person() {
    let mut lanes = Lanes::default();
    let now = Instant::now();
    let large = |_: &QueuedEdit| Cost { bytes: limits::PERSON_BYTES.1, work: 1, authors: 0 };
    assert!(lanes.push(queued(1, 1)));
    assert_eq!(lanes.take(&mut StepBudget::default(), large, now).0.len(), 1);
    lanes.complete(1, 100);
    lanes.drop_idle(|_| false);
    let mut again = queued(2, 2);
    again.submission.person = PersonKey([1; 32]);
    assert!(lanes.push(again));
    let (taken, pause) = lanes.take(&mut StepBudget::default(), large, now);
    assert!(taken.is_empty() && pause.is_some_and(|pause| pause > Duration::from_secs(30)), "{pause:?}");
}

// [L8] Stored bytes beyond the estimate are charged afterwards.
#[test]
fn stored_bytes_are_charged() {
    let mut lanes = Lanes::default();
    let now = Instant::now();
    (1..=2).for_each(|n| assert!(lanes.push(queued(1, n))));
    let (taken, _) = lanes.take(&mut StepBudget::default(), small, now);
    assert_eq!((taken.len(), taken[0].charged_bytes), (2, 100));
    lanes.correct_bytes(&taken[0], 3 * limits::PERSON_BYTES.1);
    assert!(lanes.push(queued(1, 3)));
    assert!(take(&mut lanes, now).0.is_empty());
    let estimated = QueuedEdit { charged_bytes: 3 * limits::PERSON_BYTES.1, ..queued(1, 1) };
    lanes.correct_bytes(&estimated, 100);
    assert_eq!(take(&mut lanes, now).0.len(), 1, "unused bytes are refunded");
}

// [H2] Posted edits of all persons are bounded in bytes; each completed edit makes room.
#[test]
fn posted_bytes_are_bounded() {
    let mut lanes = Lanes::default();
    let large = |peer: u32| QueuedEdit { bytes: 256 * 1024, ..queued(peer, 1) };
    let most = (limits::POSTED_BYTES / large(1).bytes) as u32;
    (1..=most).for_each(|peer| assert!(lanes.push_posted(large(peer))));
    assert!(!lanes.push_posted(large(most + 1)) && lanes.push(queued(most + 1, 1)));
    for edit in take(&mut lanes, Instant::now()).0 {
        lanes.complete(edit.sender.peer, edit.bytes);
    }
    assert!(lanes.push_posted(large(most + 2)));
    lanes.withdraw_all();
    assert_eq!(lanes.posted_bytes(), 0);
}

// [E11] Twice the bound is a flood; completed edits make room.
#[test]
fn a_flood_is_detected() {
    let mut lanes = Lanes::default();
    (1..=512).for_each(|n| assert!(lanes.push(queued(1, n))));
    assert!(!lanes.push(queued(1, 513)));
    assert!(lanes.push(queued(2, 1)), "other peers are not affected");
    for edit in take(&mut lanes, Instant::now()).0 {
        lanes.complete(edit.sender.peer, edit.bytes);
    }
    assert!(lanes.push(queued(1, 513)));
    lanes.drop_idle(|_| false);
    assert!(!lanes.is_idle(), "received edits are still ordered");
}

// [E8] A new hello withdraws what the page sent before: the page sends it again.
#[test]
fn a_new_hello_withdraws_queued_edits() {
    let mut lanes = Lanes::default();
    (1..=3).for_each(|n| assert!(lanes.push(queued(1, n))));
    assert!(lanes.push(queued(2, 1)));
    assert!(lanes.push(QueuedEdit { is_posted: true, ..queued(1, 4) }));
    assert_eq!(lanes.withdraw_tag(Tag(1)).len(), 3, "a request waits for the posted one");
    let (taken, _) = take(&mut lanes, Instant::now());
    assert_eq!(taken.iter().map(|edit| edit.sender.peer).collect::<Vec<_>>(), [1, 2]);
    lanes.complete(1, 100);
    lanes.complete(2, 100);
    assert!(lanes.is_idle());
}

// [L8] Above the rate edits wait and are not refused.
#[test]
fn above_the_burst_edits_wait() {
    let mut lanes = Lanes::default();
    let now = Instant::now();
    let mut served = 0;
    for n in 1..=1_500 {
        assert!(lanes.push(queued(1, n)));
        let (taken, _) = take(&mut lanes, now);
        served += taken.len();
        taken.iter().for_each(|edit| lanes.complete(edit.sender.peer, edit.bytes));
    }
    assert_eq!(served as u64, limits::PERSON_EDITS.1);
    let (_, pause) = take(&mut lanes, now);
    assert!(pause.is_some_and(|pause| pause > Duration::ZERO));
}

// [L8] Work found afterwards is charged to the sender, whose next edit waits; others are not delayed.
#[test]
fn work_is_charged_afterwards() {
    let mut lanes = Lanes::default();
    [1, 2].into_iter().for_each(|peer| (1..=2).for_each(|n| assert!(lanes.push(queued(peer, n)))));
    let now = Instant::now();
    let (both, _) = take(&mut lanes, now);
    assert_eq!(both.len(), 4);
    lanes.charge_work(&both[0], limits::PERSON_WORK.1 + limits::PERSON_WORK.0);
    [1, 2].into_iter().for_each(|peer| assert!(lanes.push(queued(peer, 3))));
    let (next, _) = take(&mut lanes, now);
    assert_eq!(next.iter().map(|edit| edit.sender.peer).collect::<Vec<_>>(), [2]);
}
