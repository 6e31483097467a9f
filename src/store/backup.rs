//! Backups of the database (SPEC S10, S11): complete, checked and durable before they get their name.

use std::fs::File;
use std::path::{Path, PathBuf};

use sqlx::{ConnectOptions, Connection, SqliteConnection};

use super::Store;
use super::error::StoreError;
use super::settings::reading;

impl Store {
    /// Copies the database at one moment to `target`, or to a new file beside the database, and returns the path of
    /// the copy. Edits continue meanwhile.
    ///
    /// # Errors
    /// `Backup`; then no copy is left. An existing file is never replaced.
    pub async fn backup(&self, target: Option<&Path>) -> Result<PathBuf, StoreError> {
        let mut connection = self.readers.acquire().await?;
        let target = match target {
            Some(target) => target.to_owned(),
            None => {
                let now: String =
                    sqlx::query_scalar("SELECT strftime('%Y%m%d-%H%M%S', 'now')").fetch_one(&mut *connection).await?;
                self.path().with_file_name(format!("lavagna-{now}.db"))
            }
        };
        if target.exists() {
            return Err(StoreError::Backup { path: target, why: "a file of this name exists already".to_owned() });
        }
        copy(&mut connection, &target).await?;
        Ok(target)
    }
}

/// Copies the database of `connection` to `target`, replacing an earlier copy.
pub(super) async fn copy(connection: &mut SqliteConnection, target: &Path) -> Result<(), StoreError> {
    let mut unfinished = target.as_os_str().to_owned();
    unfinished.push(".unfinished");
    let unfinished = PathBuf::from(unfinished);
    let copied = write(connection, &unfinished, target).await;
    if copied.is_err() {
        // If the rest cannot be removed either, its name says that it is unfinished.
        let _removed = std::fs::remove_file(&unfinished);
    }
    copied.map_err(|why| StoreError::Backup { path: target.to_owned(), why })
}

async fn write(connection: &mut SqliteConnection, unfinished: &Path, target: &Path) -> Result<(), String> {
    let text = |error: std::io::Error| error.to_string();
    if unfinished.exists() {
        std::fs::remove_file(unfinished).map_err(text)?;
    }
    let name = unfinished.to_str().ok_or("its name is not UTF-8")?;
    sqlx::query("VACUUM INTO ?").bind(name).execute(connection).await.map_err(|error| error.to_string())?;
    check(unfinished).await?;
    File::open(unfinished).and_then(|file| file.sync_all()).map_err(text)?;
    std::fs::rename(unfinished, target).map_err(text)?;
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(text)
}

/// Checks that a copy can be read.
async fn check(copy: &Path) -> Result<(), String> {
    let checked = async {
        let mut connection = reading(copy).connect().await?;
        let verdict: String = sqlx::query_scalar("PRAGMA quick_check(1)").fetch_one(&mut connection).await?;
        connection.close().await?;
        Ok::<String, sqlx::Error>(verdict)
    };
    match checked.await {
        Ok(verdict) if verdict == "ok" => Ok(()),
        Ok(verdict) => Err(verdict),
        Err(error) => Err(error.to_string()),
    }
}
