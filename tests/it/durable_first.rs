//! On every way out of the server an edit is told only when it is durable, seen in the system calls.

use serde_json::json;

use crate::events::{Events, Script};
use crate::harness::Server;
use crate::peer::Peer;
use crate::shapes;
use crate::strace::Strace;

/// A call as strace shows it: when it began and ended, as numbers of lines.
struct Call<'a> {
    begin: usize,
    end: usize,
    text: &'a str,
}

impl Call<'_> {
    fn is_to_a_socket(&self) -> bool {
        self.text.contains("<TCP:[") || self.text.contains("<socket:[")
    }

    /// Only fdatasync: fsync would write the file's times too, and a commit would take several times as long.
    fn is_sync_of_the_log(&self) -> bool {
        self.text.starts_with("fdatasync(") && self.text.contains("-wal>")
    }
}

/// Joins what strace splits when threads take turns. A call that never ended has no end.
fn calls(trace: &str) -> Vec<Call<'_>> {
    let mut open: Vec<(&str, usize)> = Vec::new();
    let mut calls: Vec<Call<'_>> = Vec::new();
    for (number, line) in trace.lines().enumerate() {
        let Some((thread, text)) = line.split_once(' ') else { continue };
        let text = text.trim_start();
        if text.contains(" resumed>") {
            if let Some(place) = open.iter().position(|(waiting, _)| *waiting == thread) {
                calls[open.swap_remove(place).1].end = number;
            }
            continue;
        }
        let is_cut = text.ends_with("<unfinished ...>");
        if is_cut {
            open.push((thread, calls.len()));
        }
        calls.push(Call { begin: number, end: if is_cut { usize::MAX } else { number }, text });
    }
    calls
}

/// An edit, found by a text in it, and what of the answers to it is seen in the trace.
struct Told {
    marker: String,
    /// On how many sockets the log has it.
    sockets: usize,
    answer: String,
}

/// Says how often the edit was told, and that each time was after its fdatasync.
fn tellings(calls: &[Call<'_>], told: &Told) -> Result<usize, String> {
    let Told { marker, sockets, answer } = told;
    let is_about = |call: &&Call<'_>| call.text.contains(marker);
    let write = calls.iter().filter(is_about).find(|call| call.text.contains("-wal>"));
    let write = write.ok_or(format!("{marker} was not written to the WAL"))?;
    let synced = calls.iter().find(|call| call.is_sync_of_the_log() && call.begin > write.end);
    let synced = synced.ok_or(format!("{marker} was not synced"))?;
    let to_sockets = || calls.iter().filter(|call| call.is_to_a_socket());
    let mut told: Vec<&Call<'_>> = to_sockets().filter(is_about).collect();
    if told.len() < *sockets {
        return Err(format!("{marker} was told {} times, not {sockets}", told.len()));
    }
    told.push(to_sockets().find(|call| call.text.contains(answer)).ok_or(format!("{marker} was not answered"))?);
    match told.iter().find(|call| call.begin <= synced.end) {
        Some(early) => Err(format!("{marker} was told in line {} before {}", early.begin, synced.end)),
        None => Ok(told.len()),
    }
}

// [G1] [L3] [L4] [H3] [H8] [S1] Of every edit the write into the log of the database comes first, then its fdatasync, and only
// when that has returned the first byte of the edit, of its ack, or of the answer to its POST goes to any socket or stream.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_hears_of_an_edit_before_its_fdatasync() {
    const EDITS: u64 = 20;
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    let mut bruno = Peer::join(&server, &board, "Bruno").await;
    let mut stream = Events::open(&server, &board).await;
    stream.caught_up().await;
    let script = Script::new();
    anna.drawn(0, 0).await;
    bruno.expect_head(1).await;
    let trace = "trace=pwrite64,fsync,fdatasync,write,writev,sendto,sendmsg,sendmmsg";
    let strace = Strace::attach(&server, &["-e", trace]).await;
    let mut edits = Vec::new();
    for i in 0..EDITS {
        let marker = format!("drawn-{i}-{}", anna.tag);
        let n = anna.edit(json!([shapes::add(shapes::note(&anna.id(anna.next), &marker))])).await;
        // Sent twice, so that there is an ack as well.
        anna.send_pending_from(n).await;
        anna.stored(n).await;
        anna.expect_ack(n).await;
        edits.push(Told { marker, sockets: 3, answer: format!(r#"\"t\":\"ack\",\"last\":{n},"#) });
        let marker = format!("posted-{i}-{}", anna.tag);
        let note = shapes::note(&format!("{}.{}", script.tag, i + 1), &marker);
        let answer = script.stored(&server, &board, i + 1, &[json!({"ops": [shapes::add(note)]})]).await;
        edits.push(Told { marker, sockets: 3, answer: format!(r#"\"acks\":[{{\"n\":{},\"seq\":"#, i + 1) });
        bruno.expect_head(answer["seq"].as_u64().expect("a seq")).await;
        anna.expect_head(bruno.mirror.head).await;
        while stream.until("log").await["seq"].as_u64() < Some(bruno.mirror.head) {}
    }
    let trace = strace.finish();
    let calls = calls(&trace);
    let told: Result<Vec<usize>, String> = edits.iter().map(|told| tellings(&calls, told)).collect();
    let told: usize = told.unwrap_or_else(|why| panic!("{why}:\n{trace}")).iter().sum();
    println!("tried: {} edits in the system calls, told {told} times, each after its fdatasync", edits.len());
}

#[test]
fn calls_that_threads_split_are_joined() {
    let trace =
        "1 fdatasync(3</x-wal> <unfinished ...>\n2 sendto(4<TCP:[1]>, \"a\") = 1\n1 <... fdatasync resumed>) = 0";
    let calls = calls(trace);
    assert_eq!(calls.iter().map(|call| (call.begin, call.end)).collect::<Vec<_>>(), [(0, 2), (1, 1)]);
}

/// The check finds each way to be too early.
#[test]
fn a_telling_before_the_sync_has_returned_is_found() {
    let write = "1 pwrite64(3</x-wal>, \"note\") = 4";
    let sync = "1 fdatasync(3</x-wal>) = 0";
    let told = "2 sendto(4<TCP:[1]>, \"note\") = 4";
    let ack = "2 sendto(4<TCP:[1]>, \"ack\") = 3";
    let judge = |lines: &[&str]| {
        let trace = lines.join("\n");
        tellings(&calls(&trace), &Told { marker: "note".to_string(), sockets: 1, answer: "ack".to_string() })
    };
    assert_eq!(judge(&[write, sync, told, ack]), Ok(2));
    for lines in [[write, told, sync, ack], [write, ack, sync, told], [told, write, sync, ack]] {
        assert!(judge(&lines).is_err(), "{lines:?}");
    }
    assert!(judge(&[write, "1 fdatasync(3</x-wal> <unfinished ...>", told, ack]).is_err());
    assert!(judge(&[write, sync, ack]).is_err() && judge(&[write, sync, told]).is_err(), "told too little");
}
