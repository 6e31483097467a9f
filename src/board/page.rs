//! Pages and their registers (SPEC D10, D20).

use std::collections::BTreeMap;
use std::ops::Not;

use serde::{Deserialize, Serialize};

use super::ids::Writer;
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

/// Whether a page is light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tone {
    /// As the device of who looks at it.
    #[default]
    Auto,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

/// Name of a page's register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "named as the fields of a page")]
pub enum PageRegister {
    Paper,
    Tone,
    Name,
    Place,
    Gone,
}

/// The registers that one `page` op writes; `None` leaves a register unchanged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "as in Page")]
pub struct PageWrite {
    pub page: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper: Option<Paper>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tone: Option<Tone>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gone: Option<bool>,
}

impl PageWrite {
    /// Names of the registers that it writes.
    pub fn written(&self) -> impl Iterator<Item = PageRegister> {
        let registers = [
            self.paper.map(|_| PageRegister::Paper),
            self.tone.map(|_| PageRegister::Tone),
            self.name.as_ref().map(|_| PageRegister::Name),
            self.place.map(|_| PageRegister::Place),
            self.gone.map(|_| PageRegister::Gone),
        ];
        registers.into_iter().flatten()
    }

    /// Checks the rules of SPEC D that serde cannot check.
    pub fn is_valid(&self) -> bool {
        let name = self.name.as_ref().is_none_or(|name| name.chars().count() <= limits::PAGE_NAME);
        let place = self.place.is_none_or(|place| place.unsigned_abs() <= limits::MAX_NUMBER);
        is_page(self.page) && self.written().next().is_some() && name && place
    }
}

/// A page that somebody wrote, and page 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// Its number, which is its identity and not its place.
    pub page: u32,
    /// Register.
    pub paper: Paper,
    /// Register.
    #[serde(default, skip_serializing_if = "is_auto")]
    pub tone: Tone,
    /// Register.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Register: pages are listed by place, then number. `None` for [`Page::default_place`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<i64>,
    /// Register: whether it was removed from the list.
    #[serde(default, skip_serializing_if = "Not::not")]
    pub gone: bool,
    /// Last writers of its registers (SPEC B9).
    #[serde(rename = "w", default, skip_serializing)]
    pub writers: BTreeMap<PageRegister, Writer>,
}

fn is_auto(tone: &Tone) -> bool {
    *tone == Tone::Auto
}

impl Page {
    /// A page that nobody wrote.
    pub fn new(page: u32) -> Self {
        let (paper, tone, name) = (Paper::default(), Tone::Auto, String::new());
        Self { page, paper, tone, name, place: None, gone: false, writers: BTreeMap::new() }
    }

    /// The place of a page until somebody moves it.
    pub fn default_place(page: u32) -> i64 {
        i64::from(page) << 20
    }

    /// Applies a write of `writer`.
    pub fn write(&mut self, write: &PageWrite, writer: Writer) {
        self.paper = write.paper.unwrap_or(self.paper);
        self.tone = write.tone.unwrap_or(self.tone);
        if let Some(name) = &write.name {
            self.name.clone_from(name);
        }
        if let Some(place) = write.place {
            self.place = Some(place).filter(|place| *place != Self::default_place(self.page));
        }
        self.gone = write.gone.unwrap_or(self.gone);
        self.writers.extend(write.written().map(|register| (register, writer)));
    }

    /// Whether another author wrote one of these registers after `upto` (SPEC O4).
    pub fn is_written_by_others(
        &self,
        mut registers: impl Iterator<Item = PageRegister>,
        author: u32,
        upto: u64,
    ) -> bool {
        registers.any(|register| self.writers.get(&register).is_some_and(|(seq, by)| *seq > upto && *by != author))
    }
}

/// A page serialised with its writers, for manifests.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct StoredPage(pub Page);

impl Serialize for StoredPage {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Form<'a> {
            #[serde(flatten)]
            page: &'a Page,
            #[serde(rename = "w", skip_serializing_if = "BTreeMap::is_empty")]
            writers: &'a BTreeMap<PageRegister, Writer>,
        }
        Form { page: &self.0, writers: &self.0.writers }.serialize(serializer)
    }
}

/// Whether this is the number of a page.
pub fn is_page(page: u32) -> bool {
    (1..=limits::PAGES).contains(&page)
}
