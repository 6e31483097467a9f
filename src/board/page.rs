//! Pages and their paper.

use serde::{Deserialize, Serialize};

use super::limits;

/// The pattern printed on a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the names say it")]
pub enum Paper {
    Blank,
    #[default]
    Squares,
    Lines,
    Dots,
    Staff,
}

/// Whether this is the number of a page.
pub fn is_page(page: u16) -> bool {
    (1..=limits::PAGES).contains(&page)
}
