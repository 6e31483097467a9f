//! The ordering step: whatever is submitted, the log holds all that every replica needs, and the rules of the order
//! hold.

use std::collections::HashSet;

use lavagna::board::{
    Board, Lesson, LoggedEdit, Op, OrderContext, Registry, Removals, Shape, Submission, Verdict, canonical, limits,
    order,
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::scripts::{Sheet, submissions};
use super::{Corpus, Recipe, Tried, seed};
use crate::vectors::{Sent, order_scripts};

const TARGET: &str = "orders";
/// Of one script of random bytes.
const MAX_STEPS: usize = 20;
/// Submissions ordered in one step.
const BATCH: usize = 5;

/// A server's memory of a board, and the log that it would have stored.
#[derive(Default)]
pub struct Kept {
    pub board: Board,
    registry: Registry,
    removals: Removals,
    log: Vec<LoggedEdit>,
}

impl Kept {
    /// Orders and stores, together what has the same rights; says the verdicts, and checks what every step must keep.
    pub fn take(&mut self, submissions: &[(Lesson, Submission)], now: u64) -> Vec<Verdict> {
        let same = submissions.chunk_by(|one, other| one.0 == other.0);
        same.flat_map(|same| {
            let submissions: Vec<_> = same.iter().map(|(_, submission)| submission.clone()).collect();
            self.step(&same[0].0, &submissions, now)
        })
        .collect()
    }

    fn step(&mut self, lesson: &Lesson, submissions: &[Submission], now: u64) -> Vec<Verdict> {
        let Self { board, registry, removals, .. } = &*self;
        let (head, at, before) = (board.head(), board.at(), canonical(board));
        let ordered = order(&OrderContext { board, lesson, registry, newcomers: &[], removals }, submissions, now);
        assert_eq!(canonical(&self.board), before, "ordering changes nothing");
        assert_eq!(ordered.verdicts.len(), submissions.len());
        let stored = ordered.verdicts.iter().filter_map(|verdict| match verdict {
            Verdict::Stored(seq) => Some(*seq),
            Verdict::Duplicate { .. }
            | Verdict::Gap { .. }
            | Verdict::Ignored
            | Verdict::Held
            | Verdict::Refused(_) => None,
        });
        assert!(stored.eq(head + 1..=head + ordered.edits.len() as u64), "{:?}", ordered.verdicts);
        for (author, person) in ordered.authors {
            assert_eq!(author, self.registry.next_author());
            self.registry.authors.insert(person, author);
        }
        for edit in ordered.edits {
            assert_eq!(edit.at, at.max(now));
            assert!((1..self.registry.next_author()).contains(&edit.author));
            let touched = self.board.advance(&edit);
            self.removals.record(&edit, touched.removed);
            self.log.push(edit);
        }
        for (tag, entry) in ordered.tags {
            let known = self.registry.tags.insert(tag, entry);
            assert!(known.is_none_or(|known| known.last <= entry.last && known.person == entry.person));
        }
        ordered.verdicts
    }

    fn check(&self) {
        let mut numbers = HashSet::new();
        assert!(self.log.iter().all(|edit| numbers.insert((edit.tag, edit.n))), "a number is in the log twice");
        self.log.iter().for_each(check_ids);
        self.board.shapes().for_each(|shape| self.check_shape(shape));
        let bytes: usize = self.board.shapes().map(|shape| shape.bytes()).sum();
        assert_eq!(self.board.size(), (self.board.shapes().count(), bytes));
        assert!(self.board.name().chars().count() <= limits::BOARD_NAME);
        // A replica that has nothing but the log's JSON.
        let mut replica = Board::default();
        for edit in &self.log {
            let edit = serde_json::from_value(json!(edit)).expect("the log can be read back");
            replica.advance(&edit);
        }
        assert_eq!(canonical(&replica), canonical(&self.board));
        assert_eq!((replica.head(), replica.at()), (self.board.head(), self.board.at()));
    }

    fn check_shape(&self, shape: &Shape) {
        assert!(shape.geometry.fits(shape.kind) && (1..=limits::PAGES).contains(&shape.page));
        assert!(shape.kind.fits_text(shape.text.as_deref()) && shape.kind.kept_text(shape.text.clone()) == shape.text);
        assert!(shape.text.as_ref().is_none_or(|text| text.chars().count() <= limits::TEXT));
        assert!((1..self.registry.next_author()).contains(&shape.author));
        let seqs = shape.writers.values().map(|(seq, _)| *seq).chain([shape.seq]);
        assert!(seqs.min() >= Some(1) && shape.seq <= self.board.head());
        assert!(shape.z.unsigned_abs() <= (self.board.head() + 1) << 16);
        let read: Shape = serde_json::from_value(json!(shape)).expect("a shape can be read back");
        assert_eq!((read.id, &read.pos, &read.geometry), (shape.id, &shape.pos, &shape.geometry));
    }
}

/// Shapes that an edit makes have ids of its own tag (SPEC O8).
fn check_ids(edit: &LoggedEdit) {
    for op in edit.ops.iter() {
        let ids = match op {
            Op::Add { shape } => vec![shape.id],
            Op::Split { pieces, .. } => pieces.iter().map(|piece| piece.id).collect(),
            Op::Bring { .. } => unreachable!("no client brings shapes"),
            Op::Set(_) | Op::Del { .. } | Op::Clear { .. } | Op::Restore { .. } | Op::Board { .. } | Op::Page(_) => {
                vec![]
            }
        };
        assert!(ids.iter().all(|id| id.tag == edit.tag));
    }
}

/// Orders the steps as they are, and again one submission at a time, which must come to the same.
fn check_steps(steps: &[(u64, Vec<(Lesson, Submission)>)]) {
    let (mut together, mut apart) = (Kept::default(), Kept::default());
    for (now, submissions) in steps {
        let verdicts = together.take(submissions, *now);
        let one_by_one: Vec<_> =
            submissions.iter().flat_map(|one| apart.take(std::slice::from_ref(one), *now)).collect();
        assert_eq!(verdicts, one_by_one);
    }
    assert_eq!(together.log, apart.log);
    assert_eq!(canonical(&together.board), canonical(&apart.board));
    together.check();
    apart.check();
}

fn check(bytes: &[u8]) {
    #[derive(Deserialize)]
    struct Step {
        now: u64,
        submissions: Vec<Sent>,
    }
    let Ok(steps) = serde_json::from_slice::<Vec<Step>>(bytes) else { return };
    let read = |step: Step| (step.now, step.submissions.into_iter().map(Sent::into_submission).collect());
    check_steps(&steps.into_iter().take(MAX_STEPS).map(read).collect::<Vec<_>>());
}

fn seeds() -> Vec<Vec<u8>> {
    let all = order_scripts().into_iter().map(|script: Value| script.to_string().into_bytes());
    all.filter(|script| script.len() < 4_000).collect()
}

/// A board that a script makes.
pub fn drawn(script: &[Sheet]) -> Board {
    let mut kept = Kept::default();
    submissions(script).chunks(BATCH).for_each(|batch| drop(kept.take(batch, 7)));
    kept.board
}

// [O1] [O2] [O3] [O8] [O10] [E6] [G3] Scripts of the vectors, and what becomes of them when they are changed.
#[test]
fn bytes() {
    seed(TARGET, seeds);
    bolero::check!().with_iterations(200).for_each(check);
}

#[test]
fn changed() {
    let corpus = Corpus::of(TARGET);
    let tried = Tried::new("changed scripts of edits");
    bolero::check!().with_iterations(1_500).with_type::<Recipe>().for_each(|recipe| {
        tried.count();
        check(&corpus.changed(recipe));
    });
}

// [O1] [O2] [O3] [O8] [E6] [G3] Many small edits of people who meet all the time.
#[test]
fn scripts() {
    let tried = Tried::new("scripts of edits, ordered together and one by one");
    bolero::check!().with_iterations(400).with_type::<Vec<Sheet>>().for_each(|script| {
        tried.count();
        let steps = submissions(script);
        let steps = steps.chunks(BATCH).zip(1..).map(|(batch, now)| (1_000 - now * 7 % 50, batch.to_vec()));
        check_steps(&steps.collect::<Vec<_>>());
    });
}

// The scripts are worth something only if much of what they submit is stored and every op among it.
#[test]
fn scripts_reach_every_op() {
    let mut ops = HashSet::new();
    let (mut chance, mut edits) = (crate::sim::chance::Chance::new(1), 0);
    for _ in 0..120 {
        let mut byte = || chance.next() as u8;
        let mut sheet = || (byte(), byte(), (0..2).map(|_| (byte(), byte(), byte(), byte())).collect());
        let script: Vec<Sheet> = (0..40).map(|_| sheet()).collect();
        let mut kept = Kept::default();
        kept.take(&submissions(&script), 0);
        edits += kept.log.len();
        let names = kept.log.iter().flat_map(|edit| edit.ops.iter().map(|op| json!(op)["op"].to_string()));
        ops.extend(names);
    }
    assert_eq!(ops.len(), 8, "one of each, but: {ops:?}");
    assert!(edits > 800, "{edits} of 4,800 submissions were stored");
}
