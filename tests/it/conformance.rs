//! The framing as others understand RFC 6455: every case of the Autobahn suite, run by kosoku against a server
//! that says everything back over the boards' own frame pump.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;

use serde::Deserialize;

use crate::echo::EchoServer;
use crate::harness::Server;
use crate::raw::{BINARY, CLOSE, FIN, Frame, Raw, frame};

/// Cases of the pinned version, 54 of them in group 9 (large messages). A suite that runs fewer proves less.
const CASES: usize = 301;
const VERSION: &str = "0.1.0";
/// Its 216 cases of permessage-deflate, an extension that this server does not agree to.
const COMPRESSION: [&str; 2] = ["12.*", "13.*"];

/// Where `tests/check.sh` puts the tools that Cargo does not know.
fn suite() -> PathBuf {
    let program = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/check-tools/bin/kosoku");
    assert!(
        program.exists(),
        "kosoku, the conformance suite, is missing. `bash tests/check.sh` installs it; by hand:\n\
         python3 -m venv target/check-tools && \
         target/check-tools/bin/pip install --requirement tests/requirements.txt"
    );
    program
}

/// Result of one case of the suite.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Outcome {
    behavior: String,
    behavior_close: String,
}

impl Outcome {
    /// A case is informational when the standard leaves the answer open, and not strict when the answer is right but
    /// later than it might be: text that is not UTF-8 is refused when its frame is whole.
    fn is_passed(&self) -> bool {
        let fine = ["OK", "NON-STRICT", "INFORMATIONAL"];
        fine.contains(&self.behavior.as_str()) && ["OK", "INFORMATIONAL"].contains(&self.behavior_close.as_str())
    }
}

// [F1] [F2] [F3] [F4] [F5] [F6] The whole suite; each case is asked for its verdict, not only the exit code.
#[test]
fn every_case_of_the_suite_passes() {
    let server = EchoServer::start();
    let report = tempfile::tempdir().expect("a temporary folder can be made");
    let mut run = Command::new(suite());
    run.arg(format!("ws://{}/", server.address)).arg("--outdir").arg(report.path());
    run.args(COMPRESSION.iter().flat_map(|group| ["--exclude", group]));
    let run = run.output().expect("the suite is a program");
    let said = [run.stdout, run.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    let index = std::fs::read(report.path().join("index.json")).unwrap_or_else(|error| panic!("{error}\n{said}"));
    let agents: BTreeMap<String, BTreeMap<String, Outcome>> = serde_json::from_slice(&index).expect("a known form");
    let outcomes: BTreeMap<String, Outcome> = agents.into_values().flatten().collect();
    let failed: Vec<_> = outcomes.iter().filter(|(_, outcome)| !outcome.is_passed()).collect();
    assert!(failed.is_empty(), "{failed:#?}\n{said}");
    assert_eq!(outcomes.len(), CASES, "{said}");
    assert!(run.status.success(), "{said}");
    println!("tried: {CASES} cases of kosoku {VERSION}");
}

// [F6] The server ends the connection, also when the client closed first; browsers wait for it.
#[tokio::test]
async fn after_the_goodbyes_the_stream_ends_from_this_side() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let goodbye = frame(FIN | CLOSE, &1000u16.to_be_bytes());
    let closed = |code: u16| Frame { opcode: CLOSE, payload: code.to_be_bytes().to_vec() };

    let mut first = Raw::connect(&server, &board).await;
    first.write(&goodbye).await;
    assert_eq!(first.read_frame().await, Some(closed(1000)));
    assert!(first.is_at_end().await);

    let mut answering = Raw::connect(&server, &board).await;
    answering.write(&frame(FIN | BINARY, b"x")).await;
    let farewell = answering.read_frame().await.expect("a Close frame");
    assert_eq!((farewell.opcode, &farewell.payload[..2]), (CLOSE, &1003u16.to_be_bytes()[..]));
    answering.write(&frame(FIN | CLOSE, &1003u16.to_be_bytes())).await;
    assert!(answering.is_at_end().await);
}
