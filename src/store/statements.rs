//! Batches of SQL statements, sent to the connection's thread together, each for several rows.
//!
//! A trip to that thread costs two context switches, and preparing a statement costs more than running it. So all
//! statements of a transaction are one trip, and a statement has one of a few widths, padded with rows of NULL, so that
//! the connection finds nearly every text in its cache.

use std::fmt::Write;

use futures_util::TryStreamExt;
use sqlx::sqlite::SqliteArguments;
use sqlx::{Arguments, AssertSqlSafe, Either, Encode, Executor, Sqlite, SqliteConnection, Type};

/// Numbers of rows that a statement may have.
const WIDTHS: [usize; 4] = [1, 4, 16, 64];

/// A batch of statements with their values.
#[derive(Default)]
pub(super) struct Statements {
    sql: String,
    arguments: SqliteArguments,
    count: usize,
    /// Whether the batch is too rare to cache its prepared form.
    is_rare: bool,
}

/// A statement for a table of rows: `before (VALUES …) after`. The table has the columns `column1`, `column2` and so on;
/// a row whose `column1` is NULL is padding.
pub(super) struct RowStatement {
    pub before: &'static str,
    /// Columns of the table.
    pub columns: usize,
    pub after: &'static str,
}

/// A failed batch.
pub(super) struct Failure {
    pub error: sqlx::Error,
    /// Number of statements that had run.
    pub done: usize,
}

/// Values of one row, in the order of the statement's columns.
pub(super) struct Row<'a>(&'a mut SqliteArguments);

impl Row<'_> {
    /// Adds the next value.
    pub(super) fn push<'q, T: Encode<'q, Sqlite> + Type<Sqlite>>(&mut self, value: T) -> &mut Self {
        self.0.add(value).expect("integers, text and bytes can be encoded");
        self
    }
}

impl Statements {
    /// Adds a statement without values.
    pub(super) fn push(&mut self, sql: &str) {
        self.sql.push_str(sql);
        self.sql.push(';');
        self.count += 1;
    }

    /// Adds as many statements as the rows need.
    pub(super) fn rows<T>(&mut self, statement: &RowStatement, rows: &[T], values: impl Fn(&mut Row<'_>, &T)) {
        let RowStatement { before, columns, after } = *statement;
        for rows in rows.chunks(WIDTHS[WIDTHS.len() - 1]) {
            let width = WIDTHS.into_iter().find(|width| *width >= rows.len()).unwrap_or(rows.len());
            let row = format!("({})", vec!["?"; columns].join(","));
            let table = vec![row.as_str(); width].join(",");
            let _infallible = write!(self.sql, "{before} (VALUES {table}) {after};");
            self.count += 1;
            rows.iter().for_each(|row| values(&mut Row(&mut self.arguments), row));
            for _ in 0..(width - rows.len()) * columns {
                Row(&mut self.arguments).push(None::<i64>);
            }
        }
    }

    /// As [`Statements::rows`], for rows that most transactions do not have.
    pub(super) fn rare_rows<T>(&mut self, statement: &RowStatement, rows: &[T], values: impl Fn(&mut Row<'_>, &T)) {
        self.is_rare |= !rows.is_empty();
        self.rows(statement, rows, values);
    }

    /// Number of statements.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// Runs the statements in order, up to the first that fails.
    pub(super) async fn run(self, connection: &mut SqliteConnection) -> Result<(), Failure> {
        let query = sqlx::query_with(AssertSqlSafe(self.sql), self.arguments).persistent(!self.is_rare);
        let mut done = 0;
        let mut results = connection.fetch_many(query);
        loop {
            match results.try_next().await {
                Ok(Some(Either::Left(_))) => done += 1,
                Ok(Some(Either::Right(_))) => {}
                Ok(None) => return Ok(()),
                Err(error) => return Err(Failure { error, done }),
            }
        }
    }
}
