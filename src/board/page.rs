//! Pages and what is printed on them.

use serde::{Deserialize, Serialize};

use super::limits;

/// What is printed on a page.
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

/// Whether a page of this number can be.
pub fn is_page(page: u16) -> bool {
    (1..=limits::PAGES).contains(&page)
}
