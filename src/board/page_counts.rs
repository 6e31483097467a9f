//! The numbers of a board's pages, which are bounded (SPEC O14).

use super::limits;
use super::overlay::Overlay;
use super::reduce::Canvas;
use super::reject::Reject;

/// How many pages a board has. Exact after every edit: pages that leave the list or come back to it count too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PageCounts {
    /// Pages that are listed (SPEC D20).
    pub listed: usize,
    /// Pages that somebody wrote, listed or gone.
    pub written: usize,
}

/// Whether a page is listed: it has shapes, or was written and is not gone.
fn is_listed(canvas: &dyn Canvas, page: u32) -> bool {
    canvas.shapes_on(page) > 0 || canvas.page(page).is_some_and(|page| !page.gone)
}

/// Whether a page was written or has shapes. Such a page always comes back.
fn is_known(canvas: &dyn Canvas, page: u32) -> bool {
    canvas.shapes_on(page) > 0 || canvas.page(page).is_some()
}

impl PageCounts {
    /// The counts after an edit that `after` has staged over the board `before`, or a refusal when the edit lists or writes a
    /// new page beyond the limits.
    pub fn after_edit(mut self, before: &dyn Canvas, after: &Overlay<'_>) -> Result<Self, Reject> {
        let (mut lists_new, mut writes_new) = (false, false);
        for page in after.touched_pages() {
            let [was_listed, is_listed] = [is_listed(before, page), is_listed(after, page)];
            let is_new = !is_known(before, page);
            let is_first_write = before.page(page).is_none() && after.page(page).is_some();
            self.listed = self.listed + usize::from(is_listed) - usize::from(was_listed);
            self.written += usize::from(is_first_write);
            lists_new |= is_new && is_listed;
            writes_new |= is_first_write;
        }
        let is_listed_too_many = lists_new && self.listed > limits::LISTED_PAGES;
        let is_written_too_many = writes_new && self.written > limits::WRITTEN_PAGES;
        if is_listed_too_many || is_written_too_many { Err(Reject::Quota) } else { Ok(self) }
    }
}
