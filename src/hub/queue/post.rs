//! Edits that come by POST: queued like those of a socket; the request returns their outcomes (SPEC H1 to H4).

use std::collections::{BTreeMap, BTreeSet};
use std::iter::Peekable;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::{Instant, timeout_at};

use crate::board::{ClientEdit, PersonKey, Reject, Submission, Tag};
use crate::hub::queue::queued_edit::{QueuedEdit, Sender};
use crate::hub::queue::submitters::{EditOutcome, Outcome, Submitter};
use crate::hub::room::{Room, State};
use crate::protocol::{Post, PostAnswer, PostedAck, PostedNack};

/// Queued edits of one POST at a time: as many as a socket may leave unanswered (SPEC E11).
const BATCH_EDITS: usize = 256;
const BATCH_BYTES: usize = 256 * 1024;
/// A request waits this long for its turn and for its edits. Then the client is told to send the rest again, and the
/// request's memory is free for others (SPEC H2, H15).
const MAX_WAIT: Duration = Duration::from_secs(30);

/// Why no edit of a POST was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PostRefused {
    /// The server shuts down.
    #[error("the server is leaving")]
    Leaving,
    /// Too many earlier requests of this person wait.
    #[error("four requests of this person are not answered yet")]
    Waiting,
    /// The request got no turn in time.
    #[error("the requests before it took too long")]
    Late,
    /// Too many persons post to this board at the same time.
    #[error("too many persons post to this board at the same time")]
    Crowded,
    /// The event stream of the edits has ended or belongs to another person.
    #[error("there is no such event stream")]
    NoStream,
}

/// An edit of a POST with its number and its bytes.
struct PostedEdit {
    n: u64,
    edit: Result<ClientEdit, Reject>,
    bytes: usize,
}

/// The response to a POST, as it fills with outcomes.
#[derive(Default)]
struct Tally {
    response: PostAnswer,
    /// A number has to be sent again: later ones cannot be stored before it.
    is_over: bool,
}

impl Tally {
    fn add(&mut self, n: u64, outcome: Outcome) {
        match outcome {
            Outcome::Stored(seq) => self.response.acks.push(PostedAck { n, seq }),
            Outcome::Decided => {}
            Outcome::Refused(reject) => self.nack(n, reject.code(), false),
            Outcome::Missing(missing) => self.request_again(missing, "gap"),
            Outcome::Held => self.request_again(n, Reject::Mode.code()),
            Outcome::NotStored => self.request_again(n, "store"),
        }
    }

    fn nack(&mut self, n: u64, code: &'static str, retry: bool) {
        self.response.nacks.push(PostedNack { n, code, retry });
    }

    /// Adds one retry for the whole POST, as on a socket (SPEC E5).
    fn request_again(&mut self, n: u64, code: &'static str) {
        if !self.is_over {
            self.nack(n, code, true);
        }
        self.is_over = true;
    }
}

/// The person of a POST and the lane of its edits.
struct Poster {
    person: PersonKey,
    tag: Tag,
    name: Arc<str>,
    lane: u32,
    /// Whether the lane belongs to an event stream.
    is_stream: bool,
}

impl Room {
    /// Orders and stores the edits of a POST; `stream` is the peer number of their event stream.
    ///
    /// # Errors
    /// When no edit was taken.
    pub async fn post(self: &Arc<Self>, post: Post, stream: Option<u32>) -> Result<PostAnswer, PostRefused> {
        self.post_until(Instant::now() + MAX_WAIT, post, stream).await
    }

    async fn post_until(
        self: &Arc<Self>,
        deadline: Instant,
        post: Post,
        stream: Option<u32>,
    ) -> Result<PostAnswer, PostRefused> {
        let submitter = self.submitter(post.person, stream)?;
        let place = submitter.places.try_acquire().map_err(|_| PostRefused::Waiting)?;
        let turn = timeout_at(deadline, submitter.turn.lock()).await.map_err(|_| PostRefused::Late)?;
        let Post { person, tag, name, owner, first, edits, .. } = post;
        {
            // Before the edits are queued, so that they are ordered with the role of a teacher.
            let mut state = self.lock();
            if owner.is_some() {
                self.enter_lesson(&mut state, person, owner);
            }
        }
        let lane = stream.unwrap_or(submitter.lane);
        let poster = Poster { person, tag, name: name.into(), lane, is_stream: stream.is_some() };
        let mut tally = Tally::default();
        let mut rest = (first..).zip(edits).map(|(n, (edit, bytes))| PostedEdit { n, edit, bytes }).peekable();
        while rest.peek().is_some() && !tally.is_over {
            let batch = next_batch(&mut rest);
            let mut outcomes: BTreeMap<u64, Outcome> = batch.iter().map(|edit| (edit.n, Outcome::NotStored)).collect();
            let mut receiver = self.enqueue(&poster, batch)?;
            // The lane may hold edits of an earlier, dropped request, also with other tags. The outcome of the same number
            // of the same tag is valid for this request.
            let mut open: BTreeSet<u64> = outcomes.keys().copied().collect();
            let mut receive = async || {
                while !open.is_empty()
                    && let Some(EditOutcome { tag, n, outcome }) = receiver.recv().await
                {
                    if tag == poster.tag && open.remove(&n) {
                        outcomes.insert(n, outcome);
                    }
                }
            };
            if timeout_at(deadline, receive()).await.is_err() {
                self.withdraw_posted(&poster);
                // Edits that are being ordered get their outcome with the commit.
                receive().await;
            }
            outcomes.into_iter().for_each(|(n, outcome)| tally.add(n, outcome));
        }
        drop((turn, place));
        drop(submitter);
        let mut state = self.lock();
        let mut response = tally.response;
        (response.last, response.seq) = (state.finish_post(&poster), state.core.board.head());
        if response.nacks.iter().any(|nack| [Reject::Mode.code(), Reject::Role.code()].contains(&nack.code)) {
            response.lesson = self.lesson_state();
        }
        Ok(response)
    }

    /// Removes a request's waiting edits from the queue, as if their commit had failed.
    fn withdraw_posted(self: &Arc<Self>, poster: &Poster) {
        let mut state = self.lock();
        let withdrawn = state.queue.lanes.withdraw_posted(poster.lane, poster.tag);
        let replies = state.core.fail_commit(&withdrawn);
        state.fanout.queue_replies(replies);
        state.queue.notify_not_stored(&withdrawn);
        self.update_memory(&state);
        self.schedule_publish(&mut state);
    }

    fn submitter(&self, person: PersonKey, stream: Option<u32>) -> Result<Arc<Submitter>, PostRefused> {
        let mut state = self.lock();
        let State { fanout, queue, next_number, leaving, .. } = &mut *state;
        let is_theirs = |number| fanout.peers.get(&number).is_some_and(|peer| peer.person == person);
        match stream {
            _ if *leaving => Err(PostRefused::Leaving),
            Some(number) if !is_theirs(number) => Err(PostRefused::NoStream),
            Some(_) | None => {
                // A dropped request leaves its entry; the next request drops it.
                queue.drop_idle(|lane| fanout.peers.contains_key(&lane));
                queue.submitters.lane_of(person, next_number).ok_or(PostRefused::Crowded)
            }
        }
    }

    /// Queues edits and returns the channel of their outcomes.
    fn enqueue(
        self: &Arc<Self>,
        poster: &Poster,
        batch: Vec<PostedEdit>,
    ) -> Result<UnboundedReceiver<EditOutcome>, PostRefused> {
        let mut state = self.lock();
        if state.leaving {
            return Err(PostRefused::Leaving);
        }
        let Poster { person, tag, lane, is_stream, .. } = *poster;
        let hello = state.fanout.peers.get(&lane).map_or(0, |peer| peer.hellos);
        let receiver = state.queue.submitters.register(lane, person, poster.name.clone());
        for PostedEdit { n, edit, bytes } in batch {
            let submission = Submission { tag, person, n, opens: false, edit };
            let edit = QueuedEdit::posted(Sender { peer: lane, hello }, submission, bytes);
            let lanes = &mut state.queue.lanes;
            // Only edits of earlier, dropped requests can bring the lane to the bound of a flood.
            let is_taken = if is_stream { lanes.push(edit) } else { lanes.push_posted(edit) };
            if !is_taken {
                state.queue.submitters.notify(lane, tag, n, Outcome::NotStored);
            }
        }
        self.request_flush(&mut state);
        Ok(receiver)
    }
}

/// Takes edits up to [`BATCH_EDITS`] and [`BATCH_BYTES`], at least one.
fn next_batch(rest: &mut Peekable<impl Iterator<Item = PostedEdit>>) -> Vec<PostedEdit> {
    let mut batch = Vec::new();
    let mut bytes_left = BATCH_BYTES;
    while batch.len() < BATCH_EDITS
        && let Some(edit) = rest.next_if(|edit| batch.is_empty() || edit.bytes <= bytes_left)
    {
        bytes_left = bytes_left.saturating_sub(edit.bytes);
        batch.push(edit);
    }
    batch
}

impl State {
    /// Drops idle lanes after a POST and returns the highest decided number of its tag.
    fn finish_post(&mut self, poster: &Poster) -> u64 {
        let State { queue, fanout, core, .. } = self;
        queue.drop_idle(|lane| fanout.peers.contains_key(&lane));
        core.next(poster.tag, poster.person).map_or(0, |next| next - 1)
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;
    use futures_util::future::join_all;

    use super::*;
    use crate::hub::{BoardKey, Hub};
    use crate::store::Store;

    const ADD: &str = r#"{"ops":[{"op":"board","name":"x"}]}"#;

    fn post(person: char, first: u64, edits: usize) -> Post {
        let (person, edits) = (person.to_string().repeat(32), vec![ADD; edits].join(","));
        let body = format!(r#"{{"person":"{person}","tag":"{}","first":{first},"edits":[{edits}]}}"#, &person[..16]);
        Post::decode(body.as_bytes()).unwrap()
    }

    async fn room(folder: &tempfile::TempDir) -> (Arc<Hub>, Arc<Room>) {
        let store = Store::open(folder.path(), Duration::ZERO).await.unwrap();
        store.create_board("demo", 1).await.unwrap();
        let hub = Hub::new(store);
        let room = hub.room(&BoardKey::demo()).await.unwrap();
        (hub, room)
    }

    fn resume(room: &Arc<Room>) {
        room.parked.give_back(Vec::new());
        room.flush_worklist.push(room.clone());
    }

    // [H2] [H4] [E1] A request whose time is over is told to send the waiting edits again, and none of them is stored later.
    // A request without a turn is refused. Both free their memory.
    #[tokio::test]
    async fn no_request_waits_for_long() {
        let folder = tempfile::TempDir::new().unwrap();
        let (_hub, room) = room(&folder).await;
        // The queue stops, as while an old removal is looked up.
        room.parked.park();
        let mut first = Box::pin(room.post(post('a', 1, 300), None));
        assert!(first.as_mut().now_or_never().is_none());
        assert_eq!(room.post_until(Instant::now(), post('a', 301, 1), None).await.unwrap_err(), PostRefused::Late);
        drop(first);
        let late = room.post_until(Instant::now(), post('b', 1, 300), None).await.unwrap();
        assert_eq!((late.last, late.acks.len(), late.nacks.len()), (0, 0, 1), "{late:?}");
        assert_eq!((late.nacks[0].n, late.nacks[0].code, late.nacks[0].retry), (1, "store", true));
        resume(&room);
        let again = room.post(post('b', 1, 3), None).await.unwrap();
        assert_eq!((again.last, again.acks.len()), (3, 3));
        let dropped = room.post(post('a', 1, 256), None).await.unwrap();
        assert_eq!((dropped.last, dropped.nacks.len()), (256, 0), "once, though its request was dropped");
        assert_eq!(room.head(), 259, "no edit of the late request was stored");
    }

    // [H2] Four requests of a person wait and the fifth is refused; other persons are not affected.
    #[tokio::test]
    async fn a_person_has_four_waiting_requests() {
        let folder = tempfile::TempDir::new().unwrap();
        let (_hub, room) = room(&folder).await;
        room.parked.park();
        let mut waiting: Vec<_> = (1..=4).map(|n| Box::pin(room.post(post('a', n, 1), None))).collect();
        assert!(waiting.iter_mut().all(|post| post.now_or_never().is_none()));
        assert_eq!(room.post(post('a', 5, 1), None).await.unwrap_err(), PostRefused::Waiting);
        waiting.push(Box::pin(room.post(post('b', 1, 1), None)));
        resume(&room);
        assert!(join_all(waiting).await.iter().all(|answer| answer.as_ref().unwrap().acks.len() == 1));
        assert_eq!(room.post(post('a', 5, 1), None).await.unwrap().last, 5);
    }
}
