use super::*;
use crate::board::Board;

const PEER: u32 = 4;

fn ink(from: usize, points: &str) -> String {
    let pressure = vec!["0"; points.split(',').count() / 2].join(",");
    format!(
        r#"{{"g":1,"ink":{{"id":"00000000000000aa.1","kind":"ink","page":1,"pos":[1600,1600,0],"style":{{"ink":"red","size":64}},"from":{from},"points":[{points}],"pressure":[{pressure}]}}}}"#
    )
}

fn live(drafts: &str) -> Frame {
    Frame::text(format!(r#"{{"t":"live","peers":{{"{PEER}":{{"cursor":[1,2],"drafts":[{drafts}]}}}}}}"#).as_bytes())
}

fn log(seq: u64, page: u32, points: &str) -> Frame {
    let zeros = vec!["0"; points.split(',').count() / 2].join(",");
    let shape = format!(
        r#"{{"id":"00000000000000aa.1","kind":"ink","page":{page},"pos":[1600,1600,0],"geometry":{{"points":[{points}],"pressure":[{zeros}],"time":[{zeros}]}},"style":{{"ink":"red","size":64}}}}"#
    );
    let edit =
        format!(r#"{{"author":1,"tag":"00000000000000aa","n":1,"at":1,"ops":[{{"op":"add","shape":{shape}}}]}}"#);
    Frame::log(format!(r#"{{"t":"log","seq":{seq},"edits":[{edit}]}}"#).as_bytes(), seq)
}

fn lines(batches: &[Batch]) -> usize {
    batches.iter().map(|batch| String::from_utf8_lossy(&batch.payload).matches("drawing").count()).sum()
}

fn drawn(translator: &Translator, frame: &Frame) -> usize {
    match &*translator.translate(frame) {
        Translated::Live(_, drawn) => drawn.iter().map(|(_, batches)| lines(batches)).sum(),
        _ => 0,
    }
}

/// Lines for a session that saw all frames, and for one that came just before the log.
fn shown(translator: &Translator, frame: &Frame) -> [usize; 2] {
    let missed = translator.live();
    let Translated::Log(edits) = &*translator.translate(frame) else { panic!("no log") };
    [0, missed].map(|missed| edits.iter().map(|edit| lines(edit.batches(missed))).sum())
}

// [I12] A stroke is sent while it grows, and its edit brings only the rest; a newcomer gets all of it.
#[test]
fn a_stroke_is_sent_once() {
    let translator = Translator::new(1, Arc::default());
    assert_eq!(drawn(&translator, &live(&ink(0, "0,0,100,0,100,0"))), 2);
    assert_eq!(drawn(&translator, &live(&ink(3, "0,100"))), 1);
    assert_eq!(drawn(&translator, &live(&ink(0, "0,0,100,0,100,0,0,100,0,100"))), 1, "a repetition with a new point");
    assert_eq!(drawn(&translator, &live(&ink(9, "0,100"))), 0, "a gap");
    let log = log(1, 1, "0,0,100,0,100,0,0,100,0,100,50,50,50,50");
    assert_eq!(shown(&translator, &log), [2, 6]);
    assert_eq!(drawn(&translator, &live(&ink(0, "0,0,100,0,100,0"))), 0, "late drafts of an ended stroke");
    let again = self::log(1, 1, "0,0,100,0,100,0,0,100,0,100,50,50,50,50");
    assert_eq!(shown(&translator, &again), [2, 6], "the others get the edit in another frame than its author");
}

// [I12] An edit that comes before its drafts, as it does to its author, shows the stroke; the drafts do not show it again.
#[test]
fn drafts_after_their_edit_show_nothing() {
    let translator = Translator::new(1, Arc::default());
    assert_eq!(shown(&translator, &log(1, 1, "0,0,100,0,100,0")), [2, 2]);
    assert_eq!(drawn(&translator, &live(&ink(0, "0,0,100,0,100,0"))), 0);
}

// [I12] A frame is translated once, and one for newcomers is left out.
#[test]
fn a_frame_is_translated_once() {
    let translator = Translator::new(1, Arc::default());
    let frame = live(&ink(0, "0,0,100,0"));
    assert!(Arc::ptr_eq(&translator.translate(&frame), &translator.translate(&frame.clone())));
    let all = r#"{"t":"live","all":true,"join":[],"count":2,"peers":{"4":{"drafts":[]}}}"#;
    assert!(matches!(*translator.translate(&Frame::text(all.as_bytes())), Translated::Other));
    assert!(matches!(*translator.translate(&Frame::text(br#"{"t":"hb","head":1}"#)), Translated::Other));
    assert!(matches!(*translator.translate(&Frame::ping()), Translated::Other));
    assert_eq!(translator.live(), 1);
}

// [I12] Strokes of other pages are not sent.
#[test]
fn other_pages_are_left_out() {
    let translator = Translator::new(2, Arc::default());
    assert_eq!(drawn(&translator, &live(&ink(0, "0,0,100,0"))), 0);
    assert_eq!(shown(&translator, &log(1, 1, "0,0,100,0")), [0, 0]);
    assert_eq!(shown(&translator, &log(2, 2, "0,0,100,0")), [1, 1]);
}

// [I12] What is kept of frames and strokes is bounded.
#[test]
fn memory_of_a_translator_is_bounded() {
    let translator = Translator::new(1, Arc::default());
    for n in 0..5_000 {
        let piece = ink(0, "0,0,100,0").replace("aa.1", &format!("aa.{}", n + 1));
        drawn(&translator, &live(&piece));
    }
    {
        let state = lock(&translator.state);
        let is_bounded = state.recent.len() <= KEPT_FRAMES && state.recent_bytes <= KEPT_BYTES;
        assert!(is_bounded && state.strokes.len() <= STROKES && !state.recent.is_empty());
    }
    translator.forget_old(Instant::now() + 2 * KEPT_TIME);
    let state = lock(&translator.state);
    assert_eq!((state.recent.len(), state.recent_bytes), (0, 0), "a quiet board keeps nothing");
}

// [I12] A stroke that was cancelled, as one that is refused because too much waits, gives its id to another one.
#[test]
fn a_cancelled_stroke_is_forgotten() {
    let translator = Translator::new(1, Arc::default());
    assert_eq!(drawn(&translator, &live(&ink(0, "0,0,100,0,100,0"))), 2);
    assert_eq!(drawn(&translator, &live(r#"{"g":1,"end":true}"#)), 0);
    assert_eq!(drawn(&translator, &live(&ink(0, "5,5,0,100,0,100"))), 2);
}

// [I10] A frame of the board makes a bounded number of lines, and memory is counted with what is made of it.
#[test]
fn lines_of_a_frame_are_bounded() {
    let translator = Translator::new(1, Arc::default());
    let one = log(1, 1, &vec!["0,0"; 1_901].join(","));
    let one = String::from_utf8(one.message().unwrap().to_vec()).unwrap();
    let (head, edit) = one.strip_suffix("]}").unwrap().split_once(r#""edits":["#).unwrap();
    let frame = Frame::log(format!(r#"{head}"edits":[{edit},{edit},{edit}]}}"#).as_bytes(), 3);
    assert_eq!(shown(&translator, &frame), [MOST_LINES, MOST_LINES]);
    assert!(lock(&translator.state).recent_bytes > MOST_LINES * 150);
}

// [I12] A picture has a bound of work: shapes without a visible line use it up, and what lies below them is not visited.
#[test]
fn a_picture_visits_a_bounded_number_of_points() {
    let add = |n: usize, points: &[String]| {
        let zeros = vec!["0"; points.len() / 2].join(",");
        let geometry = format!(r#"{{"points":[{}],"pressure":[{zeros}],"time":[{zeros}]}}"#, points.join(","));
        format!(
            r#"{{"op":"add","shape":{{"id":"00000000000000aa.{n}","kind":"ink","page":1,"pos":[-30000,-30000,0],"geometry":{geometry},"style":{{"ink":"red","size":64}}}}}}"#
        )
    };
    let line = ["30000", "30000", "10", "0"].map(str::to_owned);
    // Around the frame, without a line in it.
    let around: Vec<String> = std::iter::once([0, 0])
        .chain([[60_000, 0], [0, 60_000], [-60_000, 0], [0, -60_000]].into_iter().cycle())
        .take(2_000)
        .flatten()
        .map(|step| step.to_string())
        .collect();
    let picture_of = |hidden: usize| {
        let mut board = Board::default();
        for n in 1..=hidden + 2 {
            let op = add(n, if n == 1 || n == hidden + 2 { &line } else { &around });
            let edit = format!(r#"{{"author":1,"tag":"00000000000000aa","n":{n},"at":1,"ops":[{op}]}}"#);
            board.advance(&serde_json::from_str(&edit).unwrap());
        }
        let mut shapes: Vec<_> = board.shapes().cloned().collect();
        shapes.sort_unstable_by_key(|shape| (shape.z, shape.id));
        lines(&picture(shapes.iter(), &Arc::default()))
    };
    assert_eq!(picture_of(10), 2);
    assert_eq!(picture_of(MOST_POINTS / 1_000), 1, "the lowest is not visited");
}
