//! Runs the README's examples for scripts as they stand there.

use std::process::Command;

use crate::harness::Server;

/// The shell commands of the README's section, for a server of ours.
fn commands(server: &Server) -> Vec<String> {
    let readme = include_str!("../../README.md");
    let section = readme.split("\n## Scripting\n").nth(1).and_then(|rest| rest.split("\n## ").next());
    let block = section.and_then(|section| section.split("```sh\n").nth(1)).and_then(|rest| rest.split("```").next());
    let block =
        block.expect("the README has a section with commands").replace("http://localhost:8080", &server.origin());
    let starts = block.match_indices("curl ").map(|(at, _)| at).collect::<Vec<_>>();
    let ends = starts.iter().skip(1).copied().chain([block.len()]);
    starts.iter().zip(ends).map(|(start, end)| block[*start..end].to_string()).collect()
}

fn run(command: &str) -> String {
    // A stream has no end of its own.
    let command = command.replace("curl ", "curl --silent --show-error --max-time 2 ");
    let output = Command::new("sh").args(["-c", &command]).output().expect("every system has a shell");
    assert!(output.stderr.is_empty() || command.contains("events"), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("the API speaks UTF-8")
}

// [H1] [H3] [H8] [H9] The commands of the README draw a line, once, and show it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_commands_of_the_readme_work() {
    let server = Server::start().await;
    let commands = commands(&server);
    assert_eq!(commands.len(), 2);
    assert_eq!(run(&commands[0]), r#"{"acks":[{"n":1,"seq":1}],"nacks":[],"last":1,"seq":1}"#);
    assert_eq!(run(&commands[0]), r#"{"acks":[],"nacks":[],"last":1,"seq":1}"#);
    assert_eq!(server.hash("demo").await.0, 1);
    let events = run(&commands[1]);
    assert!(events.starts_with("event: stream\ndata: {\"key\":\""), "{events}");
    assert!(events.contains("\n\ndata: {\"t\":\"welcome\",\"head\":1,"), "{events}");
    assert!(events.contains("\n\nid: 1\ndata: {\"t\":\"log\",\"seq\":1,") && events.contains("00000000000000aa.1"));
}
