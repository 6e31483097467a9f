//! Whether a draft may be shown: it is judged as the edit that it would become (SPEC V4).

use crate::board::{Action, Board, Canvas, Lesson, SetRegisters, Standing, may};
use crate::protocol::{Change, Draft, Gesture};

/// Whether the edit that a draft announces would be allowed. The end of a gesture always is.
pub fn may_become_edit(draft: &Draft, standing: Standing, lesson: &Lesson, board: &Board) -> bool {
    let may = |action| may(standing, lesson, action).is_ok();
    let may_change = |id| board.shape(id).is_none_or(|shape| may(Action::Change { author: shape.author }));
    match &draft.gesture {
        None => true,
        // The strokes that a cut meets are not known here; ordering decides about its edit.
        Some(Gesture::Ink(_) | Gesture::Shape(_) | Gesture::Cut(_)) => may(Action::Add),
        Some(Gesture::Set(sets)) => {
            let fits = |set: &SetRegisters| board.shape(&set.id).is_none_or(|shape| set.fits(shape));
            may(Action::Add) && sets.iter().all(|set| may_change(&set.id) && fits(set))
        }
        Some(Gesture::Move { ids, .. } | Gesture::Change(Change { ids, .. }) | Gesture::Erase { ids, .. }) => {
            // The right to clear a page includes the right to change its shapes.
            may(Action::Clear) || (may(Action::Add) && ids.iter().all(may_change))
        }
        // It becomes no edit, and a frozen board can be pointed at: it goes where the cursor goes.
        Some(Gesture::Laser(_)) => lesson.shows_cursor(standing),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::board::{LoggedEdit, Mode, Role};

    // [V4] [O6] A draft that may not become an edit is not relayed, nor a viewer's laser; the end of its gesture is.
    #[test]
    fn a_draft_needs_the_rights_of_its_edit() {
        let mut board = Board::default();
        let edit = r#"{"author":1,"tag":"00000000000000aa","n":1,"at":1,"ops":[{"op":"add","shape":{"id":"00000000000000aa.1","kind":"rectangle",
            "page":1,"pos":[0,0,0],"geometry":{"w":5,"h":5},"style":{"ink":"red","size":64}}}]}"#;
        drop(board.advance(&serde_json::from_str::<LoggedEdit>(edit).unwrap()));
        let ink = r#"{"g":1,"ink":{"id":"00000000000000bb.1","kind":"ink","page":1,"pos":[0,0,0],"style":{"ink":"red","size":64},"from":0,"points":[0,0],"pressure":[9]}}"#;
        let erase = r#"{"g":1,"erase":{"ids":["00000000000000aa.1"]}}"#;
        let change = r#"{"g":1,"change":{"ids":["00000000000000aa.1"],"map":[65536,0,0,65536,5,5]}}"#;
        let laser = r#"{"g":1,"laser":{"page":1,"points":[0,0]}}"#;
        let [ink, erase, change, laser, end] =
            [ink, erase, change, laser, r#"{"g":1,"end":true}"#].map(|json| serde_json::from_str(json).unwrap());
        let shown = |role, mode, author| {
            let mut lesson = Lesson::default();
            lesson.settings.mode = mode;
            let standing = Standing { role, author };
            let [ink, erase, change, laser, end] =
                [&ink, &erase, &change, &laser, &end].map(|draft| may_become_edit(draft, standing, &lesson, &board));
            assert_eq!(change, erase, "both change shapes of others");
            [ink, erase, laser, end]
        };
        assert_eq!(shown(Role::Editor, Mode::Free, 2), [true, true, true, true]);
        assert_eq!(shown(Role::Viewer, Mode::Free, 2), [false, false, false, true]);
        assert_eq!(shown(Role::Editor, Mode::OwnOnly, 2), [true, false, true, true]);
        assert_eq!(shown(Role::Editor, Mode::OwnOnly, 1), [true, true, true, true]);
        assert_eq!(shown(Role::Editor, Mode::Frozen, 1), [false, false, true, true]);
    }

    // [V4] [O9] Nor a draft that no edit can follow: a box made of a line. An image is shown while its picture is sent.
    #[test]
    fn a_draft_fits_its_shape() {
        let mut board = Board::default();
        let line = r#"{"author":1,"tag":"00000000000000aa","n":1,"at":1,"ops":[{"op":"add","shape":{"id":"00000000000000aa.1","kind":"line",
            "page":1,"pos":[0,0,0],"geometry":{"points":[0,0,9,9]},"style":{"ink":"red","size":64}}}]}"#;
        drop(board.advance(&serde_json::from_str::<LoggedEdit>(line).unwrap()));
        let standing = Standing { role: Role::Editor, author: 1 };
        let shown =
            |json: &str| may_become_edit(&serde_json::from_str(json).unwrap(), standing, &Lesson::default(), &board);
        assert!(shown(r#"{"g":1,"set":[{"id":"00000000000000aa.1","geometry":{"points":[0,0,5,5]}}]}"#));
        assert!(!shown(r#"{"g":1,"set":[{"id":"00000000000000aa.1","text":"x","geometry":{"w":1,"h":1}}]}"#));
        let shape = |kind: &str, more: &str| {
            format!(
                r#"{{"g":1,"shape":{{"id":"00000000000000bb.1","kind":"{kind}","page":1,"pos":[0,0,0],"geometry":{{"w":5,"h":5}},
                "style":{{"ink":"red","size":64}}{more}}}}}"#
            )
        };
        assert!(shown(&shape("rectangle", "")));
        assert!(shown(&shape("image", r#","image":"00000000000000bb.1""#)));
    }
}
