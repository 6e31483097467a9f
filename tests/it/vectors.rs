//! Runs the shared vectors of `tests/vectors/`, which the client's model runs too, and those of
//! `order()`, which only a server has.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use lavagna::board::{
    Board, Canvas, ClientEdit, Lesson, LoggedEdit, Mode, OrderContext, OwnerKey, PersonKey, Registry, Reject, Removals,
    Role, Settings, Shape, ShapeId, Submission, Tag, TagEntry, Verdict, canonical, order,
};
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

/// Every case of a folder, with the name of its file. None is skipped: a case that does not have
/// the fields of its folder fails.
fn cases<C: for<'de> Deserialize<'de>>(folder: &str) -> Vec<(String, C)> {
    #[derive(Deserialize)]
    struct Vector<C> {
        cases: Vec<C>,
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors").join(folder);
    let mut paths: Vec<_> = folder.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut all = Vec::new();
    for path in paths {
        let text = std::fs::read_to_string(&path).unwrap();
        let vector: Vector<C> =
            serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let file = path.file_name().unwrap().to_string_lossy().into_owned();
        all.extend(vector.cases.into_iter().map(|case| (file.clone(), case)));
    }
    println!("tried: {} vectors of {}", all.len(), folder.file_name().unwrap().display());
    all
}

/// The JSON without the spaces between its tokens; what is inside strings stays byte for byte.
fn compact(json: &str) -> String {
    let (mut out, mut quoted, mut escaped) = (String::with_capacity(json.len()), false, false);
    for c in json.chars() {
        if quoted || !c.is_ascii_whitespace() {
            out.push(c);
        }
        quoted ^= c == '"' && !escaped;
        escaped = quoted && c == '\\' && !escaped;
    }
    out
}

/// The value with every `{"repeat": [what, times]}` written out: in a list as that number of items, a
/// string as one long string.
fn unfolded(value: &Value) -> Value {
    let repeated =
        |value: &Value| value.get("repeat").map(|pair| (pair[0].clone(), pair[1].as_u64().unwrap() as usize));
    match value {
        Value::Array(items) => {
            let unfold = |item: &Value| match repeated(item) {
                Some((what, times)) => vec![unfolded(&what); times],
                None => vec![unfolded(item)],
            };
            Value::Array(items.iter().flat_map(unfold).collect())
        }
        Value::Object(fields) => match repeated(value) {
            Some((what, times)) => Value::String(what.as_str().unwrap().repeat(times)),
            None => Value::Object(fields.iter().map(|(key, field)| (key.clone(), unfolded(field))).collect()),
        },
        other => other.clone(),
    }
}

#[derive(Deserialize)]
struct OpsCase {
    name: String,
    log: Vec<LoggedEdit>,
    canonical: Box<RawValue>,
    writers: Option<BTreeMap<String, Value>>,
}

/// The last writers of every shape that has any, as a logged `restore` would write them.
fn writers(board: &Board, id: &str) -> Value {
    let shape = board.shapes().find(|shape| shape.id.to_string() == id).expect("a case names shapes that are there");
    json!(shape.writers)
}

#[test]
fn logs_make_the_boards_of_the_vectors() {
    let cases: Vec<(String, OpsCase)> = cases("ops");
    assert!(cases.len() >= 80);
    for (file, case) in cases {
        let name = format!("{file}: {}", case.name);
        let mut board = Board::default();
        case.log.iter().for_each(|edit| drop(board.advance(edit)));
        assert_eq!(canonical(&board), compact(case.canonical.get()), "{name}");
        for (id, expected) in case.writers.unwrap_or_default() {
            assert_eq!(writers(&board, &id), expected, "{name}: {id}");
        }
    }
}

#[derive(Deserialize)]
struct EditCase {
    name: String,
    valid: bool,
    #[serde(default, deserialize_with = "given")]
    edit: Option<Value>,
    text: Option<String>,
}

/// Tells an edit that is `null` from none.
fn given<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

impl EditCase {
    fn text(&self) -> String {
        let written = || unfolded(self.edit.as_ref().expect("an edit or a text")).to_string();
        self.text.clone().unwrap_or_else(written)
    }
}

/// Every edit of the vectors, good and bad.
pub fn edit_texts() -> Vec<String> {
    cases("edits").iter().map(|(_, case): &(String, EditCase)| case.text()).collect()
}

#[test]
fn edits_are_read_or_refused_as_the_vectors_say() {
    let cases: Vec<(String, EditCase)> = cases("edits");
    assert!(cases.len() >= 150);
    let mut wrong = Vec::new();
    for (file, case) in cases {
        if ClientEdit::decode(&case.text()).is_ok() != case.valid {
            wrong.push(format!("{file}: {}", case.name));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[derive(Deserialize)]
struct OrderCase {
    name: String,
    steps: Vec<Step>,
    canonical: Option<Box<RawValue>>,
}

#[derive(Deserialize)]
struct Step {
    now: u64,
    /// Whether the server starts anew before it.
    #[serde(default)]
    restart: bool,
    submissions: Vec<Sent>,
    verdicts: Vec<Value>,
    log: Vec<Value>,
}

/// A submission as the vectors of `order()` write it.
#[derive(Deserialize)]
pub struct Sent {
    from: String,
    tag: Tag,
    n: u64,
    #[serde(default)]
    opens: bool,
    #[serde(default)]
    role: Role,
    #[serde(default)]
    owned: bool,
    #[serde(default)]
    mode: Mode,
    #[serde(default)]
    pen: Vec<u32>,
    edit: Value,
}

impl Sent {
    /// The submission, and what holds when it is ordered.
    pub fn into_submission(self) -> (Lesson, Submission) {
        let settings = Settings { mode: self.mode, pen: self.pen, ..Settings::default() };
        let (from, owner) = (person(&self.from), self.owned.then_some(OwnerKey([9; 32])));
        let roles = [(from, self.role)].into();
        let edit = ClientEdit::decode(&self.edit.to_string());
        let submission = Submission { tag: self.tag, person: from, n: self.n, opens: self.opens, edit };
        (Lesson { owner, settings, roles, ..Lesson::default() }, submission)
    }
}

fn person(name: &str) -> PersonKey {
    let mut key = [0; 32];
    key.iter_mut().zip(name.bytes()).for_each(|(byte, letter)| *byte = letter);
    PersonKey(key)
}

fn verdict(verdict: &Verdict) -> Value {
    match verdict {
        Verdict::Stored(seq) => json!({ "stored": seq }),
        Verdict::Duplicate { last } => json!({ "duplicate": last }),
        Verdict::Gap { missing } => json!({ "gap": missing }),
        Verdict::Ignored => json!("ignored"),
        Verdict::Held => json!("held"),
        Verdict::Refused(reject) => json!({ "refused": reject.code() }),
    }
}

/// State that a server keeps from step to step.
#[derive(Default)]
struct Kept {
    board: Board,
    registry: Registry,
    removals: Removals,
}

impl Kept {
    /// Orders and stores, together what has the same rights; gives the verdicts and the edits that were stored.
    fn take(&mut self, submissions: &[(Lesson, Submission)], now: u64) -> (Vec<Verdict>, Vec<LoggedEdit>) {
        let (mut verdicts, mut edits) = (Vec::new(), Vec::new());
        for same in submissions.chunk_by(|one, other| one.0 == other.0) {
            let submissions: Vec<_> = same.iter().map(|(_, submission)| submission.clone()).collect();
            let (told, stored) = self.step(&same[0].0, &submissions, now);
            verdicts.extend(told);
            edits.extend(stored);
        }
        (verdicts, edits)
    }

    fn step(&mut self, lesson: &Lesson, submissions: &[Submission], now: u64) -> (Vec<Verdict>, Vec<LoggedEdit>) {
        let Self { board, registry, removals } = &*self;
        let ordered = order(&OrderContext { board, lesson, registry, newcomers: &[], removals }, submissions, now);
        for edit in &ordered.edits {
            let touched = self.board.advance(edit);
            self.removals.record(edit, touched.removed);
        }
        self.registry.tags.extend(ordered.tags);
        self.registry.authors.extend(ordered.authors.into_iter().map(|(author, person)| (person, author)));
        (ordered.verdicts, ordered.edits)
    }

    fn restart(&mut self) {
        self.registry.tags.retain(|_, entry| entry.last > 0);
        self.registry.tags.values_mut().for_each(|entry| *entry = TagEntry::stored(entry.person, entry.last));
    }
}

/// Input of every case of `order()`: steps of `now` and `submissions`, as JSON.
pub fn order_scripts() -> Vec<Value> {
    let script = |(_, case): (String, Value)| {
        let steps = case["steps"].as_array().expect("steps").clone();
        json!(
            steps
                .iter()
                .map(|step| json!({ "now": step["now"], "submissions": step["submissions"] }))
                .collect::<Vec<_>>()
        )
    };
    cases("order").into_iter().map(script).collect()
}

#[test]
fn submissions_are_ordered_as_the_vectors_say() {
    let cases: Vec<(String, OrderCase)> = cases("order");
    assert!(cases.len() >= 60);
    for (file, case) in cases {
        let mut kept = Kept::default();
        for (at, step) in case.steps.into_iter().enumerate() {
            let name = format!("{file}: {}, step {at}", case.name);
            if step.restart {
                kept.restart();
            }
            let submissions: Vec<_> = step.submissions.into_iter().map(Sent::into_submission).collect();
            let (verdicts, edits) = kept.take(&submissions, step.now);
            assert_eq!(verdicts.iter().map(verdict).collect::<Vec<_>>(), step.verdicts, "{name}");
            assert_eq!(edits.iter().map(|edit| json!(edit)).collect::<Vec<_>>(), step.log, "{name}");
        }
        if let Some(expected) = case.canonical {
            assert_eq!(canonical(&kept.board), compact(expected.get()), "{file}: {}", case.name);
        }
    }
}

/// One edit of `ann` from JSON.
fn submission(n: u64, edit: &Value) -> (Lesson, Submission) {
    let sent = json!({ "from": "ann", "tag": "00000000000000aa", "n": n, "edit": edit });
    serde_json::from_value::<Sent>(sent).unwrap().into_submission()
}

fn note(n: u64, text: &str) -> Value {
    json!({ "op": "add", "shape": { "id": format!("00000000000000aa.{n}"), "kind": "note", "page": 1, "pos": [0, 0, 0],
        "geometry": { "w": 1, "h": 1 }, "style": { "ink": "red", "size": 64 }, "text": text } })
}

// [O7] A full board takes no more shapes, but lets shapes be removed, restored and changed.
#[test]
fn the_hundred_thousandth_shape_is_the_last() {
    let mut kept = Kept::default();
    let dots =
        |first: u64, count: u64| json!({ "ops": (first..first + count).map(|n| note(n, "")).collect::<Vec<_>>() });
    for round in 0..400 {
        let filling = submission(round + 1, &dots(1 + round * 250, 250));
        assert!(matches!(kept.take(&[filling], 0).0[..], [Verdict::Stored(_)]), "round {round}");
    }
    assert_eq!(kept.board.size().0, 100_000);
    let one_more = json!({ "ops": [note(100_001, "")] });
    let swap = json!({ "ops": [{ "op": "del", "id": "00000000000000aa.1" }, note(100_001, "")] });
    let restore = json!({ "ops": [{ "op": "restore", "n": 402 }] });
    let restyle = json!({ "ops": [{ "op": "set", "id": "00000000000000aa.2", "style": { "ink": "sky", "size": 1 } }] });
    let another = json!({ "ops": [note(100_002, "")] });
    let edits = [&one_more, &swap, &restore, &another, &restyle];
    let sent: Vec<_> = edits.iter().zip(401..).map(|(edit, n)| submission(n, edit)).collect();
    let (verdicts, _) = kept.take(&sent, 0);
    let (full, stored) = (Verdict::Refused(Reject::Quota), Verdict::Stored);
    assert_eq!(verdicts, [full, stored(401), stored(402), full, stored(403)]);
    assert_eq!(kept.board.size().0, 100_001);
}

// [O7] [B10] Pieces are shapes: where there is room for one more, a stroke may become two and not three.
#[test]
fn pieces_count_as_shapes() {
    let mut kept = Kept::default();
    let ink = json!({ "op": "add", "shape": { "id": "00000000000000aa.1", "kind": "ink", "page": 1, "pos": [0, 0, 0],
        "geometry": { "points": [0, 0, 1, 1, 1, 1], "pressure": [9, 0, 0], "time": [0, 8, 8] },
        "style": { "ink": "red", "size": 64 } } });
    assert!(matches!(kept.take(&[submission(1, &json!({ "ops": [ink] }))], 0).0[..], [Verdict::Stored(1)]));
    let stroke = kept.board.shapes().next().unwrap().clone();
    for n in 1..=99_998 {
        let id = ShapeId { tag: Tag(0xbb), n };
        kept.board.put(Arc::new(Shape { id, ..Shape::clone(&stroke) }));
    }
    let split = |count: usize| {
        let piece = |at: usize| json!({ "id": format!("00000000000000aa.{}", at + 2), "from": at, "to": at + 1 });
        let pieces: Vec<_> = (0..count).map(piece).collect();
        json!({ "ops": [{ "op": "split", "id": "00000000000000aa.1", "pieces": pieces }] })
    };
    let sent = [submission(2, &split(3)), submission(3, &split(2))];
    assert_eq!(kept.take(&sent, 0).0, [Verdict::Refused(Reject::Quota), Verdict::Stored(2)]);
    assert_eq!(kept.board.size().0, 100_000);
}

// [O7] Nor does a board grow past 64 MiB; a shorter text is welcome.
#[test]
fn a_board_has_a_quota_of_bytes() {
    let mut kept = Kept::default();
    let long = "🖍".repeat(2_000);
    let notes = |first: u64| json!({ "ops": (first..first + 7).map(|n| note(n, &long)).collect::<Vec<_>>() });
    let refused = (1..).find(|n| kept.take(&[submission(*n, &notes(n * 7))], 0).0 == [Verdict::Refused(Reject::Quota)]);
    let n = refused.unwrap();
    assert!((60 << 20..=64 << 20).contains(&kept.board.size().1), "{:?}", kept.board.size());
    let shorten = json!({ "ops": [{ "op": "set", "id": "00000000000000aa.7", "text": "" }] });
    assert!(matches!(kept.take(&[submission(n + 1, &shorten)], 0).0[..], [Verdict::Stored(_)]));
}

// [O14] [D20] 500 pages are listed and 2,000 are written in all; known pages always come back.
#[test]
fn pages_have_limits() {
    let mut kept = Kept::default();
    let pages = |first: u32, count: u32, gone: bool| {
        let page = |page: u32| json!({ "op": "page", "page": page, "gone": gone });
        json!({ "ops": (first..first + count).map(page).collect::<Vec<_>>() })
    };
    let on = |page: u32| {
        json!({ "ops": [{ "op": "add", "shape": { "id": format!("00000000000000aa.{page}"), "kind": "rectangle",
        "page": page, "pos": [0, 0, 0], "geometry": { "w": 1, "h": 1 }, "style": { "ink": "red", "size": 1 } } }] })
    };
    let full = Verdict::Refused(Reject::Quota);
    let edits = [pages(2, 499, false), pages(501, 1, false), on(501), pages(2, 1, true), on(501), pages(502, 1, true)];
    // A known page comes back beyond the limit.
    let beyond = [on(2), on(503)];
    let expected = [Ok(1), Err(()), Err(()), Ok(2), Ok(3), Ok(4), Ok(5), Err(())];
    let edits = edits.iter().chain(&beyond);
    for ((edit, n), expected) in edits.zip(1..).zip(expected) {
        let verdict = expected.map_or(full, Verdict::Stored);
        assert_eq!(kept.take(&[submission(n, edit)], 0).0, [verdict], "edit {n}");
    }
    // 501 pages are written by now: 1 to 500, and 502.
    let many = (0..14).map(|hundred| pages(1_000 + 100 * hundred, 100, true)).chain([pages(5_000, 99, true)]);
    for (edit, n) in many.zip(9..) {
        assert!(matches!(kept.take(&[submission(n, &edit)], 0).0[..], [Verdict::Stored(_)]), "edit {n}");
    }
    assert_eq!(kept.board.page_counts().written, 2_000);
    assert_eq!(kept.take(&[submission(24, &pages(9_000, 1, true))], 0).0, [full]);
    assert!(matches!(kept.take(&[submission(25, &pages(1_000, 1, false))], 0).0[..], [Verdict::Stored(_)]));
    // One step counts the pages that leave the list and come back to it, as several do.
    let mut kept = Kept::default();
    let edits = [pages(2, 499, false), pages(2, 2, true), pages(501, 2, false), on(2), pages(503, 1, false), on(504)];
    let expected = [Verdict::Stored(1), Verdict::Stored(2), Verdict::Stored(3), Verdict::Stored(4), full, full];
    let step: Vec<_> = edits.iter().zip(1..).map(|(edit, n)| submission(n, edit)).collect();
    assert_eq!(kept.take(&step, 0).0, expected);
    assert_eq!(kept.board.page_counts().listed, 501, "a known page came back beyond the limit");
    // A restore lists no more pages either.
    let mut kept = Kept::default();
    let gone = json!({ "ops": [{ "op": "del", "id": "00000000000000aa.600" }] });
    let back = json!({ "ops": [{ "op": "restore", "n": 3 }] });
    for (edit, n) in [pages(2, 498, false), on(600), gone, pages(501, 1, false)].iter().zip(1..) {
        assert_eq!(kept.take(&[submission(n, edit)], 0).0, [Verdict::Stored(n)]);
    }
    assert_eq!(kept.take(&[submission(5, &back)], 0).0, [full]);
    assert_eq!(kept.take(&[submission(6, &pages(501, 1, true))], 0).0, [Verdict::Stored(5)]);
    assert_eq!(kept.take(&[submission(7, &back)], 0).0, [Verdict::Stored(6)]);
}
