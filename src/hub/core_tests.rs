//! Tests of a room's decisions about edits: failures, duplicates, owners of tags, and rights.

use super::core::{Core, TagTaken};
use crate::board::{Board, ClientEdit, Lesson, Mode, PersonKey, Registry, Role, Submission, Tag, TagEntry, limits};
use crate::hub::fanout::log_tail::LogTail;
use crate::hub::queue::queued_edit::{QueuedEdit, Sender};
use crate::hub::reply::{Reply, ReplyKind};

const TAG: Tag = Tag(7);
const PERSON: PersonKey = PersonKey([7; 32]);

fn core() -> Core {
    Core::new(Board::default(), Registry::default(), LogTail::new(0))
}

fn queued(n: u64, opens: bool, json: &str) -> QueuedEdit {
    let edit = ClientEdit::decode(json);
    let submission = Submission { tag: TAG, person: PERSON, n, opens, edit };
    QueuedEdit::new(Sender { peer: 1, hello: 1 }, submission, json.len())
}

fn named(n: u64) -> QueuedEdit {
    queued(n, n == 1, r#"{"ops":[{"op":"board","name":"x"}]}"#)
}

fn order(core: &mut Core, edits: &[QueuedEdit]) -> Vec<(u64, ReplyKind)> {
    order_in(&Lesson::default(), core, edits)
}

fn order_in(lesson: &Lesson, core: &mut Core, edits: &[QueuedEdit]) -> Vec<(u64, ReplyKind)> {
    let staged = core.stage(core.order(lesson, edits, 0), |_| String::new());
    let (_, replies) = core.apply_commit(edits, &staged);
    replies.iter().map(|reply| (reply.n, reply.kind)).collect()
}

// [L6] [E5] A requested number stays the next one when further commits fail before it arrives.
#[test]
fn a_second_failure_does_not_skip_a_requested_number() {
    let mut core = core();
    order(&mut core, &[named(1)]);
    let asked = |replies: Vec<Reply>| replies.iter().map(|reply| (reply.n, reply.kind)).collect::<Vec<_>>();
    assert_eq!(asked(core.fail_commit(&[named(2)])), [(2, ReplyKind::Retry("store"))]);
    assert_eq!(asked(core.fail_commit(&[named(3), named(4)])), []);
    assert_eq!(order(&mut core, &[named(2), named(3), named(4)]), []);
    assert_eq!(core.last(TAG), 4);
}

// [R5] [E5] Edits of an author who may do nothing are held: the first is requested again, and all are stored in their order
// once they are allowed.
#[test]
fn a_frozen_lesson_holds_edits() {
    let (mut core, mut lesson) = (core(), Lesson::default());
    let edits: Vec<QueuedEdit> = (1..=4).map(named).collect();
    assert_eq!(order_in(&lesson, &mut core, &edits[..1]), []);
    lesson.settings.mode = Mode::Frozen;
    assert_eq!(order_in(&lesson, &mut core, &edits[1..3]), [(2, ReplyKind::Retry("mode"))]);
    assert_eq!(order_in(&lesson, &mut core, &edits[3..]), []);
    lesson.settings.mode = Mode::Free;
    assert_eq!(order_in(&lesson, &mut core, &edits[3..]), [], "not before the second");
    assert_eq!(order_in(&lesson, &mut core, &edits[1..]), []);
    assert_eq!((core.last(TAG), core.board.head()), (4, 4));
}

// [J3] Persons who join are numbered without an edit, and a teacher also when the board has as many persons as it may.
#[test]
fn newcomers_get_numbers() {
    let mut core = core();
    core.expect(PERSON);
    core.expect(PERSON);
    let anna = PersonKey([8; 32]);
    core.expect(anna);
    assert_eq!(core.expected_authors(), [(PERSON, 1), (anna, 2)].into());
    assert_eq!(order(&mut core, &[]), []);
    assert!(!core.has_newcomers());
    assert_eq!(core.registry.authors, [(PERSON, 1), (anna, 2)].into());
    for n in 3..=limits::AUTHORS as u32 {
        let mut key = [9; 32];
        key[..4].copy_from_slice(&n.to_le_bytes());
        core.registry.authors.insert(PersonKey(key), n);
    }
    let carla = PersonKey([10; 32]);
    core.expect(carla);
    assert!(!core.has_newcomers());
    core.expect_always(carla);
    assert_eq!(core.expected_authors()[&carla], limits::AUTHORS as u32 + 1);
}

// [O6] [R2] The rights at the time of ordering decide, not those at the time of arrival.
#[test]
fn rights_are_those_of_the_moment_of_ordering() {
    let (mut core, mut lesson) = (core(), Lesson::default());
    let edits: Vec<QueuedEdit> = (1..=4).map(named).collect();
    assert_eq!(order_in(&lesson, &mut core, &edits[..1]), []);
    lesson.settings.mode = Mode::OwnOnly;
    assert_eq!(order_in(&lesson, &mut core, &edits[1..2]), [(2, ReplyKind::Refused("mode"))]);
    lesson.roles.insert(PERSON, Role::Viewer);
    assert_eq!(order_in(&lesson, &mut core, &edits[2..3]), [(3, ReplyKind::Refused("role"))]);
    lesson.roles.insert(PERSON, Role::Owner);
    assert_eq!(order_in(&lesson, &mut core, &edits[3..]), []);
    assert_eq!((core.last(TAG), core.board.head()), (4, 2));
}

// [G2] [E5] Refused numbers stay decided when the room catches up after a commit of unknown outcome.
#[test]
fn catching_up_does_not_forget_refusals() {
    let mut core = core();
    order(&mut core, &[named(1)]);
    let refused = queued(2, false, r#"{"ops":[]}"#);
    assert_eq!(order(&mut core, &[refused]), [(2, ReplyKind::Refused("invalid"))]);
    let stored = Registry { tags: [(TAG, TagEntry::stored(PERSON, 1))].into(), ..core.registry.clone() };
    core.catch_up(stored, &[]);
    assert_eq!(order(&mut core, &[named(2)]), [(2, ReplyKind::Ack)]);
    assert_eq!(core.last(TAG), 1);
}

// [E3] A tag belongs to its first user, also before it is stored.
#[test]
fn a_tag_has_one_person() {
    let mut core = core();
    assert_eq!(core.admit(TAG, PERSON), Ok(None));
    assert_eq!(core.admit(TAG, PersonKey([8; 32])), Err(TagTaken));
    let staged = core.stage(core.order(&Lesson::default(), &[], 0), |_| String::new());
    assert_eq!(staged.batch.tags, [(TAG, TagEntry::stored(PERSON, 0))], "the next step stores its owner");
    assert!(core.has_reserved());
    core.apply_commit(&[], &staged);
    assert!(!core.has_reserved());
    assert_eq!(core.admit(TAG, PersonKey([8; 32])), Err(TagTaken));
}

// [E3] Neither hellos nor refused edits fill the memory, and valid edits of new tags are still stored.
#[test]
fn tags_without_edits_are_bounded() {
    let mut core = core();
    let most = limits::EMPTY_TAGS as u64;
    for tag in 100..100 + most + 50 {
        assert_eq!(core.admit(Tag(tag), PERSON), Ok(None));
    }
    assert_eq!(core.registry.tags.len(), limits::EMPTY_TAGS);
    assert_eq!(order(&mut core, &[queued(1, true, r#"{"ops":[]}"#)]), [(1, ReplyKind::Refused("invalid"))]);
    assert_eq!(core.registry.tags.len(), limits::EMPTY_TAGS);
    assert_eq!(order(&mut core, &[named(1)]), []);
    assert_eq!((core.last(TAG), core.registry.tags.len()), (1, limits::EMPTY_TAGS + 1));
}

// [O3] [O7] The number of authors of a board is bounded; later persons can only watch.
#[test]
fn authors_are_bounded() {
    let mut core = core();
    let key = |author: u32| {
        let mut key = [9; 32];
        key[..4].copy_from_slice(&author.to_be_bytes());
        PersonKey(key)
    };
    core.registry.authors = (1..=limits::AUTHORS as u32).map(|author| (key(author), author)).collect();
    assert_eq!(order(&mut core, &[named(1)]), [(1, ReplyKind::Refused("quota"))]);
    core.registry.authors.remove(&key(1));
    assert_eq!(order(&mut core, &[named(2)]), []);
}

// [L8] A split is charged for the points that it copies, which its JSON does not have.
#[test]
fn a_split_is_charged_for_its_points() {
    let split = |to: usize| {
        let json = format!(
            r#"{{"ops":[{{"op":"split","id":"0000000000000007.1","pieces":[{{"id":"0000000000000007.2","from":0,"to":{to}}}]}}]}}"#
        );
        core().cost(&queued(1, true, &json)).work
    };
    assert_eq!(split(2_000) - split(1), (2_000 / limits::POINTS_OF_WORK) as u64);
}
