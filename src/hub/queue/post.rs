//! Edits that come by POST: put in line like those of a socket, and answered when they are decided
//! (SPEC H1 to H4).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::{Instant, timeout_at};

use crate::board::{ClientEdit, PersonKey, Reject, Submission, Tag};
use crate::hub::core::{Sender, Waiting};
use crate::hub::queue::submitters::{Decided, Outcome, Submitter};
use crate::hub::room::{Room, State};
use crate::protocol::{Post, PostAnswer, PostedAck, PostedNack};

/// What of a POST is in line at a time: as much as a socket may leave unanswered (SPEC E11).
const IN_LINE_EDITS: usize = 256;
const IN_LINE_BYTES: usize = 256 * 1024;
/// A request waits this long for its turn and in line; then it is told to send again what was not taken, so that what it holds
/// in memory is free for others (SPEC H2, H15).
const PATIENCE: Duration = Duration::from_secs(30);

/// Why nothing of a POST was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PostRefused {
    /// The server leaves.
    #[error("the server is leaving")]
    Leaving,
    /// This person's earlier requests wait still.
    #[error("four requests of this person are not answered yet")]
    Waiting,
    /// Nothing of it had its turn in time.
    #[error("the requests before it took too long")]
    Late,
    /// Too many persons post to this board at the same time.
    #[error("too many persons post to this board at the same time")]
    Crowded,
    /// The event stream that the edits belong to has ended, or is somebody else's.
    #[error("there is no such event stream")]
    NoStream,
}

/// Edits with their numbers, and the bytes of each.
type PostBatch = Vec<(u64, Result<ClientEdit, Reject>, usize)>;

/// What is known of a POST so far.
#[derive(Default)]
struct Tally {
    answer: PostAnswer,
    /// A number has to be sent again first; what follows it is of no use.
    over: bool,
}

impl Tally {
    fn take(&mut self, n: u64, outcome: Outcome) {
        match outcome {
            Outcome::Stored(seq) => self.answer.acks.push(PostedAck { n, seq }),
            Outcome::Decided => {}
            Outcome::Refused(reject) => self.nack(n, reject.code(), false),
            Outcome::Missing(missing) => self.ask_again(missing, "gap"),
            Outcome::NotStored => self.ask_again(n, "store"),
        }
    }

    fn nack(&mut self, n: u64, code: &'static str, retry: bool) {
        self.answer.nacks.push(PostedNack { n, code, retry });
    }

    /// Once, as on a socket (SPEC E5).
    fn ask_again(&mut self, n: u64, code: &'static str) {
        if !self.over {
            self.nack(n, code, true);
        }
        self.over = true;
    }
}

/// Who posts, and where the edits stand in line.
struct Author {
    person: PersonKey,
    tag: Tag,
    name: Arc<str>,
    line: u32,
    /// Whether the line is that of an event stream.
    is_stream: bool,
}

impl Room {
    /// Orders and stores the edits of a POST; `stream` is the number of the peer that they belong to.
    ///
    /// # Errors
    /// When nothing was taken at all.
    pub async fn post(self: &Arc<Self>, post: Post, stream: Option<u32>) -> Result<PostAnswer, PostRefused> {
        self.post_until(Instant::now() + PATIENCE, post, stream).await
    }

    async fn post_until(
        self: &Arc<Self>,
        until: Instant,
        post: Post,
        stream: Option<u32>,
    ) -> Result<PostAnswer, PostRefused> {
        let poster = self.poster(post.person, stream)?;
        let place = poster.places.try_acquire().map_err(|_| PostRefused::Waiting)?;
        let turn = timeout_at(until, poster.turn.lock()).await.map_err(|_| PostRefused::Late)?;
        let Post { person, tag, name, first, edits, .. } = post;
        let is_stream = stream.is_some();
        let author = Author { person, tag, name: name.into(), line: stream.unwrap_or(poster.line), is_stream };
        let mut tally = Tally::default();
        let mut rest = (first..).zip(edits).map(|(n, (edit, bytes))| (n, edit, bytes)).peekable();
        while rest.peek().is_some() && !tally.over {
            let mut portion = PostBatch::new();
            let mut room_left = IN_LINE_BYTES;
            while portion.len() < IN_LINE_EDITS
                && let Some(edit) = rest.next_if(|(_, _, bytes)| portion.is_empty() || *bytes <= room_left)
            {
                room_left = room_left.saturating_sub(edit.2);
                portion.push(edit);
            }
            let mut outcomes: BTreeMap<u64, Outcome> =
                portion.iter().map(|(n, _, _)| (*n, Outcome::NotStored)).collect();
            let mut news = self.put_in_line(&author, portion)?;
            // An earlier request that was given up may have left edits in line, of other tags too. What is told of the same
            // number of the same tag is as true for this request.
            let mut open: BTreeSet<u64> = outcomes.keys().copied().collect();
            let mut take = async || {
                while !open.is_empty()
                    && let Some(((of, n), outcome)) = news.recv().await
                {
                    if of == tag && open.remove(&n) {
                        outcomes.insert(n, outcome);
                    }
                }
            };
            if timeout_at(until, take()).await.is_err() {
                self.take_back_posted(&author);
                // What is being ordered has its outcome with the commit.
                take().await;
            }
            outcomes.into_iter().for_each(|(n, outcome)| tally.take(n, outcome));
        }
        drop((turn, place));
        drop(poster);
        let mut state = self.lock();
        (tally.answer.last, tally.answer.seq) = (state.finish_post(&author), state.core.board.head());
        Ok(tally.answer)
    }

    /// Takes what waits of a request out of the line, as if it could not be stored now: its numbers are told to be sent again.
    fn take_back_posted(self: &Arc<Self>, author: &Author) {
        let mut state = self.lock();
        let back = state.queue.lines.forget_posted(author.line, author.tag);
        let answers = state.core.fail(&back);
        state.fanout.answer(answers);
        state.queue.not_stored(&back);
        self.weigh(&state);
        self.schedule_publish(&mut state);
    }

    fn poster(&self, person: PersonKey, stream: Option<u32>) -> Result<Arc<Submitter>, PostRefused> {
        let mut state = self.lock();
        let State { fanout, queue, next_number, leaving, .. } = &mut *state;
        let is_theirs = |number| fanout.peers.get(&number).is_some_and(|peer| peer.person == person);
        match stream {
            _ if *leaving => Err(PostRefused::Leaving),
            Some(number) if !is_theirs(number) => Err(PostRefused::NoStream),
            Some(_) | None => {
                // Requests that were given up leave it to the next one to forget them.
                queue.forget_idle(|line| fanout.peers.contains_key(&line));
                queue.submitters.line_of(person, next_number).ok_or(PostRefused::Crowded)
            }
        }
    }

    /// Where the edits' numbers and outcomes arrive.
    fn put_in_line(
        self: &Arc<Self>,
        author: &Author,
        portion: PostBatch,
    ) -> Result<UnboundedReceiver<Decided>, PostRefused> {
        let mut state = self.lock();
        if state.leaving {
            return Err(PostRefused::Leaving);
        }
        let Author { person, tag, line, is_stream, .. } = *author;
        let hello = state.fanout.peers.get(&line).map_or(0, |peer| peer.hellos);
        let news = state.queue.submitters.expect(line, person, author.name.clone());
        for (n, edit, bytes) in portion {
            let submission = Submission { tag, person, n, opens: false, edit };
            // Only what requests that were given up have left in line can bring it to the bound of a flood.
            let waiting = Waiting::posted(Sender { peer: line, hello }, submission, bytes);
            let lines = &mut state.queue.lines;
            let is_taken = if is_stream { lines.push(waiting) } else { lines.push_posted(waiting) };
            if !is_taken {
                state.queue.submitters.tell(line, (tag, n), Outcome::NotStored);
            }
        }
        self.want_flush(&mut state);
        Ok(news)
    }
}

impl State {
    /// Forgets what nobody needs after a POST; says up to which number the tag is decided.
    fn finish_post(&mut self, author: &Author) -> u64 {
        let State { queue, fanout, core, .. } = self;
        queue.forget_idle(|line| fanout.peers.contains_key(&line));
        core.next(author.tag, author.person).map_or(0, |next| next - 1)
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

    fn go_on(room: &Arc<Room>) {
        room.removal_lookup.finish(Vec::new());
        room.work.push(room.clone());
    }

    // [H2] [H4] [E1] A request whose time in line is over is told to send again what was not taken, and none of that is stored
    // later; one that had no turn is told so. What they held in memory is free.
    #[tokio::test]
    async fn nobody_waits_in_line_for_long() {
        let folder = tempfile::TempDir::new().unwrap();
        let (_hub, room) = room(&folder).await;
        // The line stands, as when an old removal is looked up.
        room.removal_lookup.begin();
        let mut first = Box::pin(room.post(post('a', 1, 300), None));
        assert!(first.as_mut().now_or_never().is_none());
        assert_eq!(room.post_until(Instant::now(), post('a', 301, 1), None).await.unwrap_err(), PostRefused::Late);
        drop(first);
        let late = room.post_until(Instant::now(), post('b', 1, 300), None).await.unwrap();
        assert_eq!((late.last, late.acks.len(), late.nacks.len()), (0, 0, 1), "{late:?}");
        assert_eq!((late.nacks[0].n, late.nacks[0].code, late.nacks[0].retry), (1, "store", true));
        go_on(&room);
        let again = room.post(post('b', 1, 3), None).await.unwrap();
        assert_eq!((again.last, again.acks.len()), (3, 3));
        let given_up = room.post(post('a', 1, 256), None).await.unwrap();
        assert_eq!((given_up.last, given_up.nacks.len()), (256, 0), "once, though its request was given up");
        assert_eq!(room.head(), 259, "nothing of the late one was stored");
    }

    // [H2] Four requests of a person wait, the next one is refused; others are not kept out.
    #[tokio::test]
    async fn a_person_has_four_requests_in_line() {
        let folder = tempfile::TempDir::new().unwrap();
        let (_hub, room) = room(&folder).await;
        room.removal_lookup.begin();
        let mut waiting: Vec<_> = (1..=4).map(|n| Box::pin(room.post(post('a', n, 1), None))).collect();
        assert!(waiting.iter_mut().all(|post| post.now_or_never().is_none()));
        assert_eq!(room.post(post('a', 5, 1), None).await.unwrap_err(), PostRefused::Waiting);
        waiting.push(Box::pin(room.post(post('b', 1, 1), None)));
        go_on(&room);
        assert!(join_all(waiting).await.iter().all(|answer| answer.as_ref().unwrap().acks.len() == 1));
        assert_eq!(room.post(post('a', 5, 1), None).await.unwrap().last, 5);
    }
}
