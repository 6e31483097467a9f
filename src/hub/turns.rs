//! Turns of attempts to come in by a code: one after the other for the whole server, right or wrong. Nobody is refused and
//! nobody is counted by address; guessing takes as long as it takes everybody (SPEC J5).

use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::{Instant, sleep_until};

use crate::board::limits;

/// See the module.
pub struct Turns {
    /// Time of the next turn. The lock is fair, and who gives up leaves its line.
    next: Mutex<Instant>,
}

impl Default for Turns {
    fn default() -> Self {
        Self { next: Mutex::new(Instant::now()) }
    }
}

impl Turns {
    /// Waits for a turn.
    pub async fn turn(&self) {
        let mut next = self.next.lock().await;
        sleep_until(*next).await;
        *next = Instant::now() + Duration::from_secs(1) / limits::CODE_ATTEMPTS;
    }
}

#[cfg(test)]
mod tests {
    use futures_util::future::join_all;

    use super::*;

    // [J5] Attempts have one rate, in turns; those that are given up hold up nobody.
    #[tokio::test]
    async fn attempts_have_one_rate() {
        let turns = Turns::default();
        let begun = Instant::now();
        let attempts = limits::CODE_ATTEMPTS / 5;
        join_all((0..attempts).map(|_| turns.turn())).await;
        assert!(begun.elapsed() >= Duration::from_secs(1) / limits::CODE_ATTEMPTS * (attempts - 1));
        let mut given_up: Vec<_> = (0..1_000).map(|_| Box::pin(turns.turn())).collect();
        for attempt in &mut given_up {
            assert!(futures_util::poll!(attempt).is_pending());
        }
        drop(given_up);
        assert!(turns.next.try_lock().is_ok(), "nobody is in the line any more");
    }
}
