//! `lavagna backup`: copies the database.

use std::path::Path;

use crate::store::Store;

/// Copies the database in `directory` to `target`, or beside itself, and prints where the copy is and how to use it.
///
/// # Errors
/// When there is no database, or the copy cannot be made; no partial copy is left.
pub fn run(directory: &Path, target: Option<&Path>) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let copy = runtime.block_on(async { Store::inspect(directory).await?.backup(target).await })?;
    let bytes = std::fs::metadata(&copy)?.len();
    println!("{} ({} KiB) contains every board as it is now.", copy.display(), bytes.div_ceil(1024));
    println!("To restore it: stop lavagna, remove lavagna.db-wal and lavagna.db-shm if they exist,");
    println!("replace {} with the copy, start again.", directory.join("lavagna.db").display());
    Ok(())
}
