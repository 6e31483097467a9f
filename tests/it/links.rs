//! The links that a page offers for others.

use crate::harness::Server;

// [A1] The dialog for sharing names the address that the start of the server printed for the class, in a container
// too; where there is none it says that the link leads nobody else here.
#[tokio::test]
async fn links_lead_the_class_here() {
    let open = Server::start_everywhere().await;
    let output = open.output();
    let printed = output.lines().find_map(|line| line.trim().strip_prefix("For the class")).map(str::trim);
    if let Some(address) = printed {
        let html = open.get("/b/demo").await.text().await.unwrap();
        assert!(html.contains(&format!("data-origin=\"{address}\"")), "{output}");
        assert!(!html.contains("id=\"share-local\""));
    }
    let closed = Server::start().await;
    let html = closed.get("/b/demo").await.text().await.unwrap();
    assert!(html.contains("id=\"share-local\""));
}
