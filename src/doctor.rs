//! `lavagna doctor`: reads everything in a database and says what is wrong with it. Changes nothing, and
//! may be asked beside a running server.

use std::fmt::Write;
use std::path::Path;

use crate::board::{Board, Touched, canonical};
use crate::hub::{LogRange, load, read_log, read_manifest};
use crate::store::{BoardRow, Store, StoreError, StoredBoard};

const ADVICE: &str = "\
What to do: stop lavagna and copy the folder of the database away first. Then put the latest good backup in its
place (`lavagna backup` makes them; lavagna.db.before-… was made before an update). Without one, save what can be
read with `sqlite3 lavagna.db .recover | sqlite3 saved.db` and ask the doctor about the result. Boards that are
not complained about are whole.";

/// What is known of one board.
struct Finding {
    key: String,
    head: u64,
    /// Seq of the first edit in the log.
    first: u64,
    shapes: usize,
    manifests: usize,
    complaints: Vec<String>,
}

/// Examines the database in `directory` and prints what it finds.
///
/// # Errors
/// When anything is wrong, so that the exit code says it too.
pub fn run(directory: &Path) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let (report, complaints) = runtime.block_on(examine(directory))?;
    print!("{report}");
    if complaints > 0 {
        println!("\n{ADVICE}");
        anyhow::bail!("{complaints} things are wrong with the database");
    }
    println!("\nEverything is in order.");
    Ok(())
}

/// The report, and how many complaints are in it.
async fn examine(directory: &Path) -> Result<(String, usize), StoreError> {
    let store = Store::inspect(directory).await?;
    let missing = store.missing().await;
    let mut report = format!("{}\n", store.path().display());
    let mut wrong = 0;
    let whole = [("edits", missing), ("file", store.integrity().await), ("references", store.foreign_keys().await)];
    for (what, lines) in whole {
        let lines = lines.unwrap_or_else(|error| vec![error.to_string()]);
        wrong += lines.len();
        tell(&mut report, &format!("{what:<24}"), &lines);
    }
    let _infallible = writeln!(
        report,
        "\n{:<24} {:>9} {:>9} {:>8} {:>9}  state",
        "board", "log from", "edits to", "shapes", "manifests"
    );
    for key in store.board_keys().await? {
        let mut finding = look_at(&store, &key).await;
        if !finding.complaints.is_empty() {
            // A running server may have trimmed the board's history between two reads.
            finding = look_at(&store, &key).await;
        }
        let Finding { key, head, first, shapes, manifests, complaints } = finding;
        wrong += complaints.len();
        tell(&mut report, &format!("{key:<24} {first:>9} {head:>9} {shapes:>8} {manifests:>9} "), &complaints);
    }
    Ok((report, wrong))
}

fn tell(report: &mut String, subject: &str, complaints: &[String]) {
    let state = if complaints.is_empty() { "sound" } else { "NOT SOUND" };
    let _infallible = writeln!(report, "{subject} {state}");
    for complaint in complaints {
        let _infallible = writeln!(report, "    {complaint}");
    }
}

async fn look_at(store: &Store, key: &str) -> Finding {
    let mut finding =
        Finding { key: key.to_owned(), head: 0, first: 0, shapes: 0, manifests: 0, complaints: Vec::new() };
    if let Err(error) = examine_board(store, &mut finding).await {
        finding.complaints.push(error.to_string());
    }
    finding
}

/// Every edit is read and applied; every manifest is compared with the board that the log gives.
async fn examine_board(store: &Store, finding: &mut Finding) -> Result<(), StoreError> {
    let StoredBoard { row, head, first, .. } = store.board(&finding.key).await?;
    (finding.head, finding.first) = (head, first);
    let mut seqs = store.manifests(row, head).await?;
    finding.manifests = seqs.len();
    // An older one leads nowhere and goes with the next trim.
    seqs.retain(|seq| seq + 1 >= first);
    let mut board = match (first, seqs.pop()) {
        (1, oldest) => {
            seqs.extend(oldest);
            Board::default()
        }
        (_, Some(oldest)) => read_manifest(store, row, oldest).await?.board,
        (_, None) => return Err(StoreError::Gap { after: 0, found: first }),
    };
    while board.head() < head {
        // From manifest to manifest.
        let manifest = seqs.pop();
        let range = LogRange { row, after: board.head(), upto: manifest.unwrap_or(head) };
        read_log(store, range, |_, edit, _| {
            let Touched { .. } = board.advance(&edit);
        })
        .await?;
        if manifest.is_some() {
            finding.complaints.extend(compare(store, row, &board).await.err());
        }
    }
    finding.shapes = board.shapes().count();
    // What a server would do, with the latest manifest.
    load(store, &finding.key).await?;
    Ok(())
}

/// Whether the manifest of the board's head gives the same board, writers included.
async fn compare(store: &Store, row: BoardRow, board: &Board) -> Result<(), String> {
    let seq = board.head();
    let kept = read_manifest(store, row, seq).await.map_err(|error| error.to_string())?.board;
    let differs = |shape: &&std::sync::Arc<crate::board::Shape>| {
        crate::board::Canvas::shape(&kept, &shape.id).is_none_or(|other| other != *shape)
    };
    if kept.at() != board.at() || canonical(&kept) != canonical(board) || board.shapes().any(|shape| differs(&shape)) {
        return Err(format!("the manifest of edit {seq} is not the board that the log gives"));
    }
    Ok(())
}
