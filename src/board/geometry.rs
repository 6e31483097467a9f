//! Position and geometry of shapes: integers in units of 1/16 px.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::details::{Details, End};
use super::kind::{GeometryClass, Kind};
use super::limits;
use super::object::only_objects;
use super::reject::Reject;

/// Position and rotation (SPEC D4): `[x, y, 1/100 degree]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "(i32, i32, i32)", into = "(i32, i32, i32)")]
pub struct Pos {
    /// Units from the origin, to the right.
    pub x: i32,
    /// Units from the origin, down.
    pub y: i32,
    /// 1/100 degree, clockwise, 0 to 35,999.
    pub rotation: i32,
}

/// A box in board units, edges included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Left, top, right, bottom.
    pub edges: [i64; 4],
}

/// The geometry register (SPEC D5, D6).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "RawGeometry", untagged)]
pub enum Geometry {
    /// A stroke: three columns of differences.
    Ink {
        /// Flat pairs; the first is relative to the position, each further one to the one before.
        points: Box<[i32]>,
        /// One entry a point, running sum 0 to 255.
        pressure: Box<[i16]>,
        /// One entry a point, ms since the point before.
        time: Box<[u16]>,
    },
    /// A line or arrow.
    Line {
        /// Flat pairs as in `Ink`, 2 to 100 of them.
        points: Box<[i32]>,
        /// Where its label breaks, and what its ends are bound to.
        #[serde(flatten, skip_serializing_if = "Option::is_none")]
        details: Option<Box<Details>>,
    },
    /// A shape with a width and a height.
    Box {
        /// Units, at least 1.
        w: i32,
        /// Units, at least 1.
        h: i32,
        /// Where its text breaks.
        #[serde(flatten, skip_serializing_if = "Option::is_none")]
        details: Option<Box<Details>>,
    },
}

/// A geometry before its fields are told apart.
#[derive(Deserialize)]
#[serde(remote = "Self", deny_unknown_fields)]
pub(super) struct RawGeometry {
    pub(super) points: Option<Vec<i32>>,
    pub(super) pressure: Option<Vec<i16>>,
    pub(super) time: Option<Vec<u16>>,
    pub(super) w: Option<i32>,
    pub(super) h: Option<i32>,
    pub(super) lines: Option<Vec<u16>>,
    pub(super) fixed: Option<bool>,
    pub(super) from: Option<End>,
    pub(super) to: Option<End>,
}

only_objects!(RawGeometry);

fn is_coordinate(v: i64) -> bool {
    v.abs() <= i64::from(limits::COORDINATE)
}

impl TryFrom<(i32, i32, i32)> for Pos {
    type Error = Reject;

    fn try_from((x, y, rotation): (i32, i32, i32)) -> Result<Self, Reject> {
        let fits = is_coordinate(x.into()) && is_coordinate(y.into());
        let turns = (0..limits::ROTATION).contains(&rotation);
        if fits && turns { Ok(Self { x, y, rotation }) } else { Err(Reject::Invalid) }
    }
}

impl From<Pos> for (i32, i32, i32) {
    fn from(pos: Pos) -> Self {
        (pos.x, pos.y, pos.rotation)
    }
}

impl TryFrom<RawGeometry> for Geometry {
    type Error = Reject;

    fn try_from(raw: RawGeometry) -> Result<Self, Reject> {
        let RawGeometry { points, pressure, time, w, h, lines, fixed, from, to } = raw;
        let is_bound = from.is_some() || to.is_some();
        let is_plain = lines.is_none() && fixed.is_none() && !is_bound;
        let details = Details { lines: lines.unwrap_or_default().into(), fixed: fixed.unwrap_or(false), from, to };
        let details = details.boxed();
        let geometry = match (points, pressure, time, (w, h)) {
            (Some(points), Some(pressure), Some(time), (None, None)) if is_plain => {
                Geometry::Ink { points: points.into(), pressure: pressure.into(), time: time.into() }
            }
            (Some(points), None, None, (None, None)) if fixed.is_none() => {
                Geometry::Line { points: points.into(), details }
            }
            (None, None, None, (Some(w), Some(h))) if !is_bound => Geometry::Box { w, h, details },
            _ => return Err(Reject::Invalid),
        };
        geometry.checked()
    }
}

/// Running sums of flat pairs of differences, as absolute (x, y).
fn walk(points: &[i32]) -> impl Iterator<Item = (i64, i64)> + '_ {
    points.chunks_exact(2).scan((0i64, 0i64), |at, step| {
        *at = (at.0 + i64::from(step[0]), at.1 + i64::from(step[1]));
        Some(*at)
    })
}

impl Geometry {
    /// Returns itself if its numbers are in range and its columns have one length.
    pub(super) fn checked(self) -> Result<Self, Reject> {
        if self.is_in_range() { Ok(self) } else { Err(Reject::Invalid) }
    }

    /// Whether a shape of `kind` may have this geometry (SPEC D5, D6).
    pub fn fits(&self, kind: Kind) -> bool {
        self.class() == kind.geometry()
    }

    fn class(&self) -> GeometryClass {
        match self {
            Geometry::Ink { .. } => GeometryClass::Stroke,
            Geometry::Line { .. } => GeometryClass::Line,
            Geometry::Box { .. } => GeometryClass::Box,
        }
    }

    fn is_in_range(&self) -> bool {
        match self {
            Geometry::Ink { points, pressure, time } => {
                let n = time.len();
                let lengths = points.len() == 2 * n && pressure.len() == n && (1..=limits::POINTS).contains(&n);
                lengths && walk(points).all(|(x, y)| is_coordinate(x) && is_coordinate(y)) && is_pressure(pressure)
            }
            Geometry::Line { points, details } => {
                let count = points.len().is_multiple_of(2) && (2..=limits::LINE_POINTS).contains(&(points.len() / 2));
                count && walk(points).all(|(x, y)| is_coordinate(x) && is_coordinate(y)) && fit(details.as_deref())
            }
            Geometry::Box { w, h, details } => {
                let sides = (1..=limits::COORDINATE).contains(w) && (1..=limits::COORDINATE).contains(h);
                sides && fit(details.as_deref())
            }
        }
    }

    /// Rare parts: line breaks, bindings.
    pub fn details(&self) -> Option<&Details> {
        match self {
            Geometry::Ink { .. } => None,
            Geometry::Line { details, .. } | Geometry::Box { details, .. } => details.as_deref(),
        }
    }

    /// Number of points of a stroke; `None` for other geometries.
    pub fn stroke_points(&self) -> Option<usize> {
        match self {
            Geometry::Ink { time, .. } => Some(time.len()),
            Geometry::Line { .. } | Geometry::Box { .. } => None,
        }
    }

    /// The points of a stroke with these indices, relative to the same position (SPEC B10). The first point's time
    /// counts from the beginning of the stroke, capped at 65,535 ms. `None` if there are no such points.
    pub fn piece(&self, Range { start: from, end: to }: Range<usize>) -> Option<Geometry> {
        let Geometry::Ink { points, pressure, time } = self else { return None };
        if from >= to || to > time.len() {
            return None;
        }
        let (x, y) = walk(&points[..2 * (from + 1)]).last()?;
        let force: i32 = pressure[..=from].iter().map(|step| i32::from(*step)).sum();
        let passed: u32 = time[..=from].iter().map(|step| u32::from(*step)).sum();
        let mut points: Box<[i32]> = points[2 * from..2 * to].into();
        let mut pressure: Box<[i16]> = pressure[from..to].into();
        let mut time: Box<[u16]> = time[from..to].into();
        // Every running sum was in range, so these fit.
        (points[0], points[1], pressure[0]) = (x as i32, y as i32, force as i16);
        time[0] = passed.min(u32::from(u16::MAX)) as u16;
        Some(Geometry::Ink { points, pressure, time })
    }

    /// Approximate bytes in memory, for the board's quota.
    pub fn bytes(&self) -> usize {
        match self {
            Geometry::Ink { points, pressure, time } => 4 * points.len() + 2 * pressure.len() + 2 * time.len(),
            Geometry::Line { points, .. } => 4 * points.len() + self.details().map_or(0, Details::bytes),
            Geometry::Box { .. } => 16 + self.details().map_or(0, Details::bytes),
        }
    }

    /// Bounding box of the geometry at `pos`, ignoring rotation and stroke width.
    pub fn bounds(&self, pos: Pos) -> Bounds {
        let (x, y) = (i64::from(pos.x), i64::from(pos.y));
        let points = match self {
            Geometry::Ink { points, .. } | Geometry::Line { points, .. } => points.as_ref(),
            Geometry::Box { w, h, .. } => return Bounds { edges: [x, y, x + i64::from(*w), y + i64::from(*h)] },
        };
        let mut edges = [i64::MAX, i64::MAX, i64::MIN, i64::MIN];
        for (px, py) in walk(points) {
            edges = [edges[0].min(x + px), edges[1].min(y + py), edges[2].max(x + px), edges[3].max(y + py)];
        }
        Bounds { edges }
    }
}

fn fit(details: Option<&Details>) -> bool {
    details.is_none_or(Details::is_in_range)
}

fn is_pressure(column: &[i16]) -> bool {
    let mut sum = 0i32;
    column.iter().all(|step| {
        sum += i32::from(*step);
        (0..=limits::PRESSURE).contains(&sum)
    })
}

impl Bounds {
    /// The smallest box that contains both.
    pub fn union(self, other: Bounds) -> Bounds {
        let (a, b) = (self.edges, other.edges);
        Bounds { edges: [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])] }
    }
}
