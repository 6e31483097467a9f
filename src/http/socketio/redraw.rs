//! When a page of the course is drawn again, because something that it shows was changed or erased (SPEC I13).

use std::time::{Duration, Instant};

/// Changes of this time are shown by one redraw.
const REST: Duration = Duration::from_secs(1);
/// Bytes a second that redraws of all sessions of a board take: one change costs its author little, and its receivers a picture.
const BYTES_PER_SECOND: usize = 2 * 1024 * 1024;
/// No session waits longer.
const MOST_REST: Duration = Duration::from_secs(60);
/// A picture that is older than the log that the session has seen is asked for again after this time.
const RETRY: Duration = Duration::from_millis(250);

/// The event that tells a page to forget its lines. The page of the course does not know it, and ignores it.
pub const CLEAR: &str = r#"42["clear"]"#;

/// See the module.
#[derive(Default)]
pub struct Redraw {
    due: Option<Instant>,
}

impl Redraw {
    /// Something was changed. `sessions` show the board, whose picture takes `bytes` for each.
    pub fn request(&mut self, now: Instant, sessions: usize, bytes: usize) {
        self.due.get_or_insert_with(|| now + rest(sessions, bytes));
    }

    /// Whether it is time.
    pub fn is_due(&self, now: Instant) -> bool {
        self.due.is_some_and(|due| due <= now)
    }

    /// When it is time.
    pub fn due(&self) -> Option<Instant> {
        self.due
    }

    /// The page has a picture with the change.
    pub fn done(&mut self) {
        self.due = None;
    }

    /// There was no picture that is new enough.
    pub fn retry(&mut self, now: Instant) {
        self.due = Some(now + RETRY);
    }
}

fn rest(sessions: usize, bytes: usize) -> Duration {
    let seconds = sessions.saturating_mul(bytes) as f64 / BYTES_PER_SECOND as f64;
    Duration::from_secs_f64(seconds.min(MOST_REST.as_secs_f64())).max(REST)
}

#[cfg(test)]
mod tests {
    use super::*;

    // [I13] Many changes make one redraw, and redraws of many sessions with a large picture are rarer.
    #[test]
    fn redraws_cost_a_bounded_rate() {
        let now = Instant::now();
        let mut redraw = Redraw::default();
        redraw.request(now, 30, 10_000);
        redraw.request(now + Duration::from_millis(500), 30, 10_000);
        assert!(!redraw.is_due(now + Duration::from_millis(999)) && redraw.is_due(now + REST));
        redraw.retry(now + REST);
        assert!(!redraw.is_due(now + REST) && redraw.is_due(now + REST + RETRY));
        redraw.done();
        assert_eq!(redraw.due(), None);
        assert_eq!([rest(30, 500_000), rest(600, 500_000)].map(|rest| rest.as_secs()), [7, 60]);
    }
}
