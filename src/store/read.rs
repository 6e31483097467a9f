//! Reads boards and their logs.

use std::collections::HashMap;
use std::sync::Arc;

use futures_util::TryStreamExt;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::error::StoreError;
use super::ops::unpack;
use super::{BoardRow, Store};
use crate::board::limits::LISTED_CLEARINGS;
use crate::board::{Lesson, LoggedEdit, OwnerKey, PersonKey, Registry, Role, Settings, ShapeId, Tag, TagEntry};

/// A stored board without its log.
pub struct StoredBoard {
    /// Its row.
    pub row: BoardRow,
    /// Seq of its last edit.
    pub head: u64,
    /// Seq of the first edit that is still in the log.
    pub first: u64,
    /// Its persons, tags and pictures.
    pub registry: Registry,
    /// Names by author number.
    pub names: HashMap<u32, String>,
    /// Its owner, settings and roles.
    pub lesson: Lesson,
}

/// An edit of the log that cleared a page.
pub struct StoredClearing {
    /// Its author's number.
    pub author: u32,
    /// Tag of the edit.
    pub tag: Tag,
    /// Number of the edit within the tag.
    pub n: u64,
    /// Server time in ms.
    pub at: u64,
    /// Number of shapes that it removed, 0 if unknown.
    pub shapes: u64,
}

/// A row of the log: seq, edit, and its ops as JSON text.
pub type LogRow = (u64, LoggedEdit, String);

/// A lesson without its roles. Settings that cannot be read are an error: the default would give rights.
fn lesson(row: &SqliteRow) -> Result<Lesson, StoreError> {
    let unreadable = |why: String| StoreError::DamagedBoard(format!("the lesson cannot be read: {why}"));
    let owner: &[u8] = row.try_get("owner")?;
    let owner = OwnerKey(owner.try_into().map_err(|_| unreadable("the owner is no hash".to_owned()))?);
    let settings: Option<&str> = row.try_get("settings")?;
    let settings = settings.map_or(Ok(Settings::default()), serde_json::from_str);
    let settings = settings.map_err(|error| unreadable(error.to_string()))?;
    Ok(Lesson { owner: Some(owner), stamp: number(row, "stamp")?, settings, ..Lesson::default() })
}

fn role(row: &SqliteRow) -> Result<Option<Role>, StoreError> {
    let name: Option<&str> = row.try_get("role")?;
    let known = |name: &str| Role::ALL.into_iter().find(|role| role.name() == name);
    let unknown = |name| StoreError::DamagedBoard(format!("there is no role {name}"));
    name.map(|name| known(name).ok_or_else(|| unknown(name))).transpose()
}

fn person(row: &SqliteRow) -> Result<PersonKey, StoreError> {
    let bytes: &[u8] = row.try_get("person")?;
    let key =
        bytes.try_into().map_err(|error| sqlx::Error::ColumnDecode { index: "person".into(), source: Box::new(error) });
    Ok(PersonKey(key?))
}

pub(super) fn number(row: &SqliteRow, column: &str) -> Result<u64, StoreError> {
    Ok(row.try_get::<i64, _>(column)? as u64)
}

fn edit(row: &SqliteRow) -> Result<LogRow, StoreError> {
    let seq = number(row, "seq")?;
    let unreadable = |why: String| StoreError::BadEdit { seq, why };
    let column = |error: sqlx::Error| unreadable(error.to_string());
    let (ops, packed) = (row.try_get("ops").map_err(column)?, row.try_get("packed").map_err(column)?);
    let text = unpack(ops, packed).map_err(unreadable)?;
    let ops: Vec<_> = serde_json::from_str(&text).map_err(|error| unreadable(error.to_string()))?;
    let edit = LoggedEdit {
        author: number(row, "author")? as u32,
        tag: Tag(number(row, "tag")?),
        n: number(row, "n")?,
        at: number(row, "at")?,
        ops: Arc::from(ops),
    };
    Ok((seq, edit, text))
}

impl Store {
    /// Whether a board with this id exists.
    pub async fn has_board(&self, key: &str) -> Result<bool, StoreError> {
        let row = sqlx::query("SELECT 1 FROM board WHERE key = ?").bind(key).fetch_optional(&self.readers).await?;
        Ok(row.is_some())
    }

    /// Reads a board's head, persons, tags and lesson in one transaction.
    pub async fn board(&self, key: &str) -> Result<StoredBoard, StoreError> {
        let mut transaction = self.readers.begin().await?;
        let found = sqlx::query("SELECT id, head, first FROM board WHERE key = ?")
            .bind(key)
            .fetch_one(&mut *transaction)
            .await?;
        let row = BoardRow(found.try_get("id")?);
        let mut registry = Registry::default();
        let mut names = HashMap::new();
        let owned = sqlx::query("SELECT owner, stamp, settings FROM lesson WHERE board = ?").bind(row.0);
        let owned = owned.fetch_optional(&mut *transaction).await?;
        let mut lesson = owned.map_or(Ok(Lesson::default()), |found| lesson(&found))?;
        let code = sqlx::query_scalar("SELECT code FROM code WHERE board = ?").bind(row.0);
        let code: Option<String> = code.fetch_optional(&mut *transaction).await?;
        let unreadable = |_| StoreError::DamagedBoard("the code of its lesson cannot be read".to_owned());
        lesson.code = code.map(|code| code.parse().map_err(unreadable)).transpose()?;
        let authors = sqlx::query("SELECT author, person, name, role, by_code, called FROM author WHERE board = ?");
        for found in authors.bind(row.0).fetch_all(&mut *transaction).await? {
            let author = number(&found, "author")? as u32;
            registry.authors.insert(person(&found)?, author);
            if let Some(role) = role(&found)? {
                lesson.roles.insert(person(&found)?, role);
                if found.try_get("by_code")? {
                    lesson.by_code.insert(person(&found)?);
                }
            }
            names.insert(author, found.try_get("name")?);
            if let Some(called) = found.try_get("called")? {
                lesson.called.insert(author, called);
            }
        }
        let tags = sqlx::query("SELECT tag, person, last, decided FROM tag WHERE board = ?");
        for found in tags.bind(row.0).fetch_all(&mut *transaction).await? {
            let entry = TagEntry::decided(person(&found)?, number(&found, "last")?, number(&found, "decided")?);
            registry.tags.insert(Tag(number(&found, "tag")?), entry);
        }
        let images = sqlx::query("SELECT tag, n FROM image WHERE board = ?");
        for found in images.bind(row.0).fetch_all(&mut *transaction).await? {
            registry.pictures.insert(ShapeId { tag: Tag(number(&found, "tag")?), n: number(&found, "n")? });
        }
        let (head, first) = (number(&found, "head")?, number(&found, "first")?);
        Ok(StoredBoard { row, head, first, registry, names, lesson })
    }

    /// Reads the edits of a board's log after `since`, without a gap, until their ops have `bytes` bytes; at least one
    /// edit if there is one. The limit is in bytes, because an edit can have a few bytes or megabytes.
    ///
    /// # Errors
    /// When the first edit cannot be read. A damaged edit after others ends the list.
    pub async fn log(&self, board: BoardRow, since: u64, bytes: usize) -> Result<Vec<LogRow>, StoreError> {
        self.log_page(board, since, bytes, usize::MAX).await
    }

    /// As [`Store::log`], and reads at most `count` edits.
    ///
    /// # Errors
    /// As [`Store::log`].
    pub async fn log_page(
        &self,
        board: BoardRow,
        since: u64,
        bytes: usize,
        count: usize,
    ) -> Result<Vec<LogRow>, StoreError> {
        let rows = sqlx::query(
            "SELECT seq, author, tag, n, at, ops, packed FROM log WHERE board = ? AND seq > ? ORDER BY seq LIMIT ?",
        );
        let count = i64::try_from(count).unwrap_or(-1);
        let mut rows = rows.bind(board.0).bind(since as i64).bind(count).fetch(&self.readers);
        let mut edits: Vec<LogRow> = Vec::new();
        let mut size = 0;
        while size <= bytes {
            let after = since + edits.len() as u64;
            let next = match rows.try_next().await {
                Ok(None) => break,
                Ok(Some(row)) => edit(&row),
                Err(error) => Err(error.into()),
            };
            let next = next.and_then(|next| match next.0 {
                found if found == after + 1 => Ok(next),
                found => Err(StoreError::Gap { after, found }),
            });
            match next {
                Ok(next) => {
                    size += next.2.len();
                    edits.push(next);
                }
                Err(error) if error.is_of_one_board() && !edits.is_empty() => break,
                Err(error) => return Err(error),
            }
        }
        Ok(edits)
    }

    /// The edits in the log that cleared shapes of a page: the latest [`LISTED_CLEARINGS`] and as many that removed most,
    /// the newest first. Many small clearings therefore do not hide a large one that is worth restoring.
    pub async fn clearings(&self, board: BoardRow, page: u32) -> Result<Vec<StoredClearing>, StoreError> {
        let rows = sqlx::query(
            "SELECT log.seq, author, tag, n, at, shapes FROM clearing JOIN log USING (board, seq) WHERE board = ?1 AND seq IN ( \
             SELECT seq FROM (SELECT seq FROM clearing WHERE board = ?1 AND page = ?2 ORDER BY seq DESC LIMIT ?3) UNION \
             SELECT seq FROM (SELECT seq FROM clearing WHERE board = ?1 AND page = ?2 ORDER BY shapes DESC, seq DESC LIMIT ?3)) \
             ORDER BY seq DESC",
        );
        let rows = rows.bind(board.0).bind(page).bind(LISTED_CLEARINGS).fetch_all(&self.readers).await?;
        let clearing = |row: &SqliteRow| -> Result<StoredClearing, StoreError> {
            let (author, tag) = (number(row, "author")? as u32, Tag(number(row, "tag")?));
            let (n, at, shapes) = (number(row, "n")?, number(row, "at")?, number(row, "shapes")?);
            Ok(StoredClearing { author, tag, n, at, shapes })
        };
        // Omit damaged rows, because the others are readable.
        Ok(rows.iter().filter_map(|row| clearing(row).ok()).collect())
    }

    /// Seq of edit `n` of `tag`, if it is in the log.
    pub async fn seq_of(&self, board: BoardRow, tag: Tag, n: u64) -> Result<Option<u64>, StoreError> {
        let row = sqlx::query("SELECT seq FROM log WHERE board = ? AND tag = ? AND n = ?");
        let row = row.bind(board.0).bind(tag.0 as i64).bind(n as i64).fetch_optional(&self.readers).await?;
        row.map(|row| number(&row, "seq")).transpose()
    }
}
