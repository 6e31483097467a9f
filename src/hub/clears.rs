//! The latest clearings of a board, so that a page can be brought back after a reload too (SPEC A13).

use crate::board::{LoggedEdit, Op};
use crate::hub::room::Room;
use crate::store::StoreError;

/// Of all pages together; a page offers fewer.
const MOST: u32 = 100;

/// An edit that cleared a page.
pub struct Clearing {
    /// The page.
    pub page: u16,
    /// The edit, as a restore names it.
    pub edit: (String, u64),
    /// Server time in ms.
    pub at: u64,
    /// What its author is called.
    pub name: String,
}

impl Room {
    /// The latest edits that cleared a page and that the log still has, the newest first.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub async fn clears(&self) -> Result<Vec<Clearing>, StoreError> {
        let rows = self.store.clears(self.row, MOST).await?;
        let state = self.lock();
        let names = state.people.names();
        let clearing = |edit: LoggedEdit| {
            let Some(Op::Clear { page, .. }) = edit.ops.first() else { return None };
            let name = names.get(&edit.author).cloned().unwrap_or_default();
            Some(Clearing { page: *page, edit: (edit.tag.to_string(), edit.n), at: edit.at, name })
        };
        Ok(rows.into_iter().filter_map(|(_, edit, _)| clearing(edit)).collect())
    }
}
