//! `lavagna doctor`: checks everything in a database and prints the faults. Changes nothing; works beside a running
//! server.

use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

use crate::board::{Board, Canvas, Shape, Touched, canonical};
use crate::hub::{LogRange, load, read_log, read_manifest};
use crate::store::{BoardRow, Store, StoreError, StoredBoard};

const ADVICE: &str = "\
What to do: first stop lavagna and copy the folder of the database. Then replace the database with the latest good
backup (`lavagna backup` makes them; lavagna.db.before-… was made before an update). Without a backup, save what can
be read with `sqlite3 lavagna.db .recover | sqlite3 saved.db` and run the doctor on the result. Boards not listed
above as NOT SOUND are intact.";

/// Findings about one board.
struct Finding {
    key: String,
    head: u64,
    /// Seq of the first edit in the log.
    first: u64,
    shapes: usize,
    manifests: usize,
    faults: Vec<String>,
}

/// Checks the database in `directory` and prints the result.
///
/// # Errors
/// When anything is wrong, so that the exit code is 1.
pub fn run(directory: &Path) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let (report, faults) = runtime.block_on(check(directory))?;
    print!("{report}");
    if faults > 0 {
        println!("\n{ADVICE}");
        anyhow::bail!("the database has {faults} faults");
    }
    println!("\nEverything is in order.");
    Ok(())
}

/// Checks the database; returns the report and its number of faults.
async fn check(directory: &Path) -> Result<(String, usize), StoreError> {
    let store = Store::inspect(directory).await?;
    let missing = store.missing().await;
    let mut report = format!("{}\n", store.path().display());
    let mut count = 0;
    let of_file = [
        ("edits", missing),
        ("file", store.integrity().await),
        ("references", store.foreign_keys().await),
        ("pictures", store.picture_faults().await),
    ];
    for (subject, faults) in of_file {
        let faults = faults.unwrap_or_else(|error| vec![error.to_string()]);
        count += faults.len();
        add_lines(&mut report, &format!("{subject:<24}"), &faults);
    }
    let _infallible = writeln!(
        report,
        "\n{:<24} {:>9} {:>9} {:>8} {:>9}  state",
        "board", "log from", "edits to", "shapes", "manifests"
    );
    for key in store.board_keys().await? {
        let mut finding = check_board(&store, &key).await;
        if !finding.faults.is_empty() {
            // A running server may have trimmed the board's history between two reads.
            finding = check_board(&store, &key).await;
        }
        let Finding { key, head, first, shapes, manifests, faults } = finding;
        count += faults.len();
        add_lines(&mut report, &format!("{key:<24} {first:>9} {head:>9} {shapes:>8} {manifests:>9} "), &faults);
    }
    Ok((report, count))
}

fn add_lines(report: &mut String, subject: &str, faults: &[String]) {
    let state = if faults.is_empty() { "sound" } else { "NOT SOUND" };
    let _infallible = writeln!(report, "{subject} {state}");
    for fault in faults {
        let _infallible = writeln!(report, "    {fault}");
    }
}

async fn check_board(store: &Store, key: &str) -> Finding {
    let mut finding = Finding { key: key.to_owned(), head: 0, first: 0, shapes: 0, manifests: 0, faults: Vec::new() };
    if let Err(error) = replay(store, &mut finding).await {
        finding.faults.push(error.to_string());
    }
    finding
}

/// Reads and applies every edit, and compares every manifest with the board of the log.
async fn replay(store: &Store, finding: &mut Finding) -> Result<(), StoreError> {
    let StoredBoard { row, head, first, .. } = store.board(&finding.key).await?;
    (finding.head, finding.first) = (head, first);
    let mut seqs = store.manifests(row, head).await?;
    finding.manifests = seqs.len();
    // The log does not continue from an older one; the next trim deletes it.
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
            finding.faults.extend(compare(store, row, &board).await.err());
        }
    }
    finding.shapes = board.shapes().count();
    // Load the board from the latest manifest, as a server does.
    load(store, &finding.key).await?;
    Ok(())
}

/// Checks that the manifest of the board's head gives the same board, writers included.
async fn compare(store: &Store, row: BoardRow, board: &Board) -> Result<(), String> {
    let seq = board.head();
    let stored = read_manifest(store, row, seq).await.map_err(|error| error.to_string())?.board;
    let differs = |shape: &Arc<Shape>| stored.shape(&shape.id).is_none_or(|other| other != shape);
    if stored.at() != board.at() || canonical(&stored) != canonical(board) || board.shapes().any(differs) {
        return Err(format!("the manifest of edit {seq} differs from the board of the log"));
    }
    Ok(())
}
