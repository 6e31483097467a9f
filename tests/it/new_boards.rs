//! Many boards at once.

use crate::harness::Server;
use crate::peer::Peer;

// [A11] A burst of new boards is made, what comes beyond it is told to come back, and edits are stored meanwhile.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_boards_are_made_together() {
    let server = Server::start().await;
    let board = server.new_board().await;
    let mut anna = Peer::join(&server, &board, "Anna").await;
    let make = || {
        let request = server.http.post(server.origin() + "/boards").header("Origin", server.origin());
        tokio::spawn(async move {
            let answer = request.send().await.expect("the server listens");
            (answer.status().as_u16(), answer.text().await.expect("a text"))
        })
    };
    let mut answers = Vec::new();
    for round in 0..10 {
        let many: Vec<_> = (0..100).map(|_| make()).collect();
        anna.drawn(160 * round, 0).await;
        for answer in many {
            answers.push(answer.await.expect("it is answered"));
        }
    }
    let made = answers.iter().filter(|(status, _)| *status == 303).count();
    let late: Vec<_> = answers.iter().filter(|(status, _)| *status == 503).collect();
    assert!(
        made >= 599 && made + late.len() == answers.len() && !late.is_empty(),
        "{made} made, {} refused",
        late.len()
    );
    assert!(late.iter().all(|(_, text)| text.contains("Try again in a few seconds")), "{}", late[0].1);
}
