//! Rate limits of one connection's drafts and names (SPEC V7).
//!
//! A drawing hand sends about 10 KiB a second, and repeats its stroke every two seconds. After a network delay of seconds
//! all of it arrives at once, and none may be dropped: each piece depends on those before it (SPEC V6).

use std::time::Instant;

use crate::hub::token_bucket::{Rate, TokenBucket};
use crate::protocol::Draft;

/// Relayed bytes.
const BYTES: Rate = Rate { per_second: 64 * 1024, burst: 256 * 1024 };
/// Messages of any size: each takes work.
const DRAFTS: Rate = Rate { per_second: 240, burst: 1_200 };
/// New names, each of which is stored. Nobody types faster.
const NAMES: Rate = Rate { per_second: 1, burst: 10 };

/// Calls, each of which goes to everybody (SPEC Q3).
const CALLS: Rate = Rate { per_second: 2, burst: 10 };

/// See the module.
pub struct LiveAllowance {
    bytes: TokenBucket,
    drafts: TokenBucket,
    names: TokenBucket,
    calls: TokenBucket,
}

impl LiveAllowance {
    /// The limits of a new connection.
    pub fn new(now: Instant) -> Self {
        Self {
            bytes: TokenBucket::new(BYTES, now),
            drafts: TokenBucket::new(DRAFTS, now),
            names: TokenBucket::new(NAMES, now),
            calls: TokenBucket::new(CALLS, now),
        }
    }

    /// Returns the part of a draft that may be relayed. The end of a gesture is small, and passes even when the rest of its
    /// message is over the limit.
    pub fn admit(&mut self, draft: Draft, now: Instant) -> Option<Draft> {
        if !self.drafts.take(1, now) {
            return None;
        }
        if draft.gesture.is_none() || self.bytes.take(draft.bytes() as u64, now) {
            return Some(draft);
        }
        draft.ending()
    }

    /// Whether another call may be relayed now.
    pub fn admit_call(&mut self, now: Instant) -> bool {
        self.calls.take(1, now)
    }

    /// Whether another new name may be relayed now.
    pub fn admit_name(&mut self, now: Instant) -> bool {
        self.names.take(1, now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hub::fanout::live::LiveBatch;
    use crate::hub::fanout::peer_live::PeerLive;
    use crate::protocol::MEASURED;
    use std::time::Duration;

    fn ink(from: usize, points: usize, ends: &str) -> Draft {
        let columns = (vec!["-12"; 2 * points].join(","), vec!["1"; points].join(","));
        let text = format!(
            r#"{{"g":1,"ink":{{"id":"00000000000000aa.1","kind":"ink","page":1,"pos":[0,0,0],"style":{{"ink":"red","size":64}},"from":{from},"points":[{}],"pressure":[{}]}}{ends}}}"#,
            columns.0, columns.1
        );
        serde_json::from_str(&text).unwrap()
    }

    /// The messages of a pen at 60 Hz with four samples each, which repeats its stroke every 2 s.
    fn hand(seconds: u64) -> impl Iterator<Item = (Duration, Draft)> {
        (0..seconds * 60).map(|i| {
            let at = Duration::from_micros(i * 16_667);
            (at, if i % 120 == 0 { ink(0, 1_500, "") } else { ink(4 * i as usize % 1_900 + 1, 4, "") })
        })
    }

    // [V7] [V6] No draft of a hand at 60 Hz is dropped: not over minutes, not with jitter, not after a network delay of 4 s.
    #[test]
    fn no_draft_of_a_drawing_hand_is_dropped() {
        let start = Instant::now();
        let arrivals: [fn(Duration) -> Duration; 3] = [
            |at| at,
            |at| at + Duration::from_micros(at.subsec_micros() as u64 * 7_919 % 40_000),
            |at| {
                if (2..6).contains(&(at.as_secs() % 20)) { Duration::from_secs(at.as_secs() / 20 * 20 + 6) } else { at }
            },
        ];
        for (case, arrival) in arrivals.into_iter().enumerate() {
            let mut allowance = LiveAllowance::new(start);
            let lost = hand(120).filter(|(at, draft)| allowance.admit(draft.clone(), start + arrival(*at)).is_none());
            assert_eq!(lost.count(), 0, "case {case}");
        }
    }

    // [V7] The bytes of a draft are counted once, where it is decoded, and never again under the room's lock.
    #[test]
    fn a_draft_is_measured_once() {
        let now = Instant::now();
        let before = MEASURED.get();
        let set = r#"{"g":1,"set":[{"id":"00000000000000aa.1","text":"é","pos":[1,2,3]}]}"#;
        let drafts = [set, set].map(|text| serde_json::from_str::<Draft>(text).unwrap());
        let (mut allowance, mut live, mut batch) = (LiveAllowance::new(now), PeerLive::default(), LiveBatch::default());
        for draft in drafts {
            assert!(draft.is_in_range());
            let draft = allowance.admit(draft, now).unwrap();
            live.draft(&draft, now);
            batch.draft(1, draft);
        }
        assert!(batch.take().is_some());
        assert_eq!(MEASURED.get() - before, 2, "one for each message");
    }

    // [V7] Bytes and messages beyond the limits are dropped, but never the end of a gesture.
    #[test]
    fn a_flood_of_drafts_is_limited() {
        let start = Instant::now();
        let mut allowance = LiveAllowance::new(start);
        let large = ink(0, 2_000, "");
        let ten_seconds = |i: u32| start + Duration::from_millis(10) * i;
        let shown = (0..1_000).filter(|i| allowance.admit(large.clone(), ten_seconds(*i)).is_some()).count();
        let bytes = shown * large.bytes();
        assert!(bytes <= 256 * 1024 + 10 * 64 * 1024 && bytes > 10 * 64 * 1024, "{bytes}");
        let ended = allowance.admit(ink(0, 2_000, r#","done":7"#), ten_seconds(1_000)).unwrap();
        assert!(ended.gesture.is_none() && ended.done == Some(7));
        let now = ten_seconds(2_000);
        let end = || serde_json::from_str::<Draft>(r#"{"g":1,"end":true}"#).unwrap();
        assert_eq!((0..5_000).filter(|_| allowance.admit(end(), now).is_some()).count(), 1_200);
    }
}
