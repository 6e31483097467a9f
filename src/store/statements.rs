//! Statements that go to the connection's thread together, each for several rows.
//!
//! A trip to that thread costs two context switches, and preparing a statement more than running it. So all statements of a
//! transaction are one trip, and a statement has one of a few widths, filled up with rows of NULL, so that the connection
//! finds nearly every text in its cache.

use std::fmt::Write;

use futures_util::TryStreamExt;
use sqlx::sqlite::SqliteArguments;
use sqlx::{Arguments, AssertSqlSafe, Either, Encode, Executor, Sqlite, SqliteConnection, Type};

/// Rows of a statement.
const WIDTHS: [usize; 4] = [1, 4, 16, 64];

/// See the module.
#[derive(Default)]
pub(super) struct Statements {
    sql: String,
    arguments: SqliteArguments,
    count: usize,
    /// Statements that come too rarely to be kept prepared.
    is_rare: bool,
}

/// How running statements ended.
pub(super) struct Failure {
    pub error: sqlx::Error,
    /// Statements that had run.
    pub done: usize,
}

/// One row of values, in the order of the statement's columns.
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

    /// Adds statements for `rows` of `columns` values each: `before`, the rows as a table with the columns `column1`, `column2` and
    /// so on, `after`. Where `column1` is NULL there is no row.
    pub(super) fn rows<T>(
        &mut self,
        (before, columns, after): (&str, usize, &str),
        rows: &[T],
        values: impl Fn(&mut Row<'_>, &T),
    ) {
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
    pub(super) fn rare_rows<T>(&mut self, parts: (&str, usize, &str), rows: &[T], values: impl Fn(&mut Row<'_>, &T)) {
        self.is_rare |= !rows.is_empty();
        self.rows(parts, rows, values);
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// Runs all in order, up to the first that fails.
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
