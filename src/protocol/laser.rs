//! Laser pointers (SPEC V2): a trail that fades, is never stored and becomes no edit.

use serde::{Deserialize, Serialize};

use crate::board::{limits, only_objects};

/// The places of a pointer since the message before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self", deny_unknown_fields)]
#[allow(missing_docs, reason = "as in NewShape")]
pub struct LaserPiece {
    pub page: u32,
    /// Pairs of units: at most [`limits::LASER_PLACES`].
    pub points: Vec<i32>,
}

only_objects!(LaserPiece; written LaserPiece);

impl LaserPiece {
    /// Whether it has some places on a page.
    pub(super) fn is_in_range(&self) -> bool {
        let is_place = |v: &i32| v.unsigned_abs() <= limits::COORDINATE.unsigned_abs();
        let count = self.points.len() / 2;
        (1..=limits::PAGES).contains(&self.page)
            && self.points.len().is_multiple_of(2)
            && (1..=limits::LASER_PLACES).contains(&count)
            && self.points.iter().all(is_place)
    }

    /// Adds the places of a later message, and keeps the latest. On another page they replace those before.
    pub(super) fn merge(&mut self, later: LaserPiece) {
        if later.page != self.page {
            *self = later;
            return;
        }
        self.points.extend(later.points);
        let surplus = self.points.len().saturating_sub(2 * limits::LASER_PLACES);
        self.points.drain(..surplus);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::{Draft, Gesture};

    fn laser(page: u32, points: &[i32]) -> Draft {
        let gesture = Some(Gesture::Laser(LaserPiece { page, points: points.to_vec() }));
        Draft::new(1, gesture, None, false)
    }

    // [V2] A laser has some places on a page.
    #[test]
    fn a_laser_points_at_places_of_a_page() {
        let is_in_range = |laser: &str| {
            serde_json::from_str::<Draft>(&format!(r#"{{"g":1,"laser":{laser}}}"#))
                .is_ok_and(|draft| draft.is_in_range())
        };
        let places = |count: usize| vec!["-67108864,67108864"; count].join(",");
        let on = |page: u32, points: &str| format!(r#"{{"page":{page},"points":[{points}]}}"#);
        assert!(is_in_range(&on(1, "5,-5")) && is_in_range(&on(limits::PAGES, &places(limits::LASER_PLACES))));
        for bad in [
            on(0, "5,5"),
            on(limits::PAGES + 1, "5,5"),
            on(1, ""),
            on(1, "5"),
            on(1, "5,67108865"),
            on(1, "5,0.5"),
            on(1, &places(limits::LASER_PLACES + 1)),
            r#"{"page":1,"points":[5,5],"colour":1}"#.to_owned(),
            r#"{"points":[5,5]}"#.to_owned(),
            "[1,[5,5]]".to_owned(),
        ] {
            assert!(!is_in_range(&bad), "{}", &bad[..60.min(bad.len())]);
        }
    }

    // [V6] Places are added to those before, of which the latest stay; those of another page replace them.
    #[test]
    fn a_laser_continues() {
        let mut draft = laser(1, &[1, 2]);
        assert!(draft.is_whole() && draft.follows(&laser(1, &[3, 4])));
        draft.merge(laser(1, &[3, 4]));
        assert_eq!(draft, laser(1, &[1, 2, 3, 4]));
        let full: Vec<i32> = (0..).take(2 * limits::LASER_PLACES).collect();
        draft.merge(laser(1, &full));
        assert_eq!(draft, laser(1, &full));
        draft.merge(Draft { end: true, ..laser(2, &[5, 6]) });
        assert_eq!(draft, Draft { end: true, ..laser(2, &[5, 6]) });
    }

    // [V7] The counted bytes are at least those on the wire.
    #[test]
    fn bytes_are_those_on_the_wire() {
        let far = vec![-limits::COORDINATE; 2 * limits::LASER_PLACES];
        for draft in [laser(limits::PAGES, &far), Draft { g: limits::MAX_NUMBER, end: true, ..laser(1, &[0, 0]) }] {
            let wire = serde_json::to_string(&draft).unwrap().len();
            assert!((wire..wire + 160).contains(&draft.bytes()), "{} for {wire}", draft.bytes());
        }
    }
}
