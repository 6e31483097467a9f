//! A new value of the geometry register, as ops carry it: ink may come without its times (SPEC D5, B2).

use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize};

use super::geometry::{Geometry, RawGeometry};
use super::kind::Kind;
use super::reject::Reject;

/// The geometry that a `set` writes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "RawGeometry", untagged)]
pub enum GeometryWrite {
    /// Every column.
    Whole(Arc<Geometry>),
    /// A stroke that keeps the times of the one before, which has the same number of points.
    Untimed {
        /// As in [`Geometry::Ink`].
        points: Box<[i32]>,
        /// As in [`Geometry::Ink`].
        pressure: Box<[i16]>,
    },
}

impl TryFrom<RawGeometry> for GeometryWrite {
    type Error = Reject;

    fn try_from(raw: RawGeometry) -> Result<Self, Reject> {
        let count = match (&raw.pressure, &raw.time) {
            (Some(pressure), None) => pressure.len(),
            _ => return Geometry::try_from(raw).map(|geometry| Self::Whole(Arc::new(geometry))),
        };
        match Geometry::try_from(RawGeometry { time: Some(vec![0; count]), ..raw })? {
            Geometry::Ink { points, pressure, .. } => Ok(Self::Untimed { points, pressure }),
            Geometry::Line { .. } | Geometry::Box { .. } => Err(Reject::Invalid),
        }
    }
}

impl GeometryWrite {
    /// Whether it can replace the geometry of a shape of this kind (SPEC O9).
    pub fn fits(&self, kind: Kind, old: &Geometry) -> bool {
        match self {
            Self::Whole(geometry) => geometry.fits(kind),
            Self::Untimed { pressure, .. } => old.stroke_points() == Some(pressure.len()),
        }
    }

    /// The geometry after the write. Times that neither has are 0.
    pub fn over(&self, old: &Geometry) -> Arc<Geometry> {
        match self {
            Self::Whole(geometry) => geometry.clone(),
            Self::Untimed { points, pressure } => {
                let time = match old {
                    Geometry::Ink { time, .. } if time.len() == pressure.len() => time.clone(),
                    Geometry::Ink { .. } | Geometry::Line { .. } | Geometry::Box { .. } => {
                        vec![0; pressure.len()].into()
                    }
                };
                Arc::new(Geometry::Ink { points: points.clone(), pressure: pressure.clone(), time })
            }
        }
    }
}

/// Reads the geometry of a new shape: missing times are 0.
pub fn with_times<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Arc<Geometry>, D::Error> {
    Ok(match GeometryWrite::deserialize(deserializer)? {
        GeometryWrite::Whole(geometry) => geometry,
        GeometryWrite::Untimed { points, pressure } => {
            let time = vec![0; pressure.len()].into();
            Arc::new(Geometry::Ink { points, pressure, time })
        }
    })
}
