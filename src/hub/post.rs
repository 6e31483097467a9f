//! Edits that come by POST: put in line like those of a socket, and answered when they are decided
//! (SPEC H1 to H4).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tokio::sync::mpsc::UnboundedReceiver;

use super::core::{Sender, Waiting};
use super::peer::EVERYBODY;
use super::posters::{Fate, Poster};
use super::room::{Room, State};
use crate::board::{ClientEdit, PersonKey, Reject, Submission, Tag};
use crate::protocol::{Post, PostAnswer, PostedAck, PostedNack};

/// What of a POST is in line at a time: as much as a socket may leave unanswered (SPEC E11).
const IN_LINE_EDITS: usize = 256;
const IN_LINE_BYTES: usize = 256 * 1024;

/// Why nothing of a POST was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotPosted {
    /// The server leaves.
    #[error("the server is leaving")]
    Leaving,
    /// The event stream that the edits belong to has ended, or is somebody else's.
    #[error("there is no such event stream")]
    NoStream,
}

/// Edits with their numbers, and the bytes of each.
type Portion = Vec<(u64, Result<ClientEdit, Reject>, usize)>;

/// What is known of a POST so far.
#[derive(Default)]
struct Tally {
    answer: PostAnswer,
    /// A number has to be sent again first; what follows it is of no use.
    over: bool,
}

impl Tally {
    fn take(&mut self, n: u64, fate: Fate) {
        match fate {
            Fate::Stored(seq) => self.answer.acks.push(PostedAck { n, seq }),
            Fate::Decided => {}
            Fate::Refused(reject) => self.nack(n, reject.code(), false),
            Fate::Missing(missing) => self.ask_again(missing, "gap"),
            Fate::NotStored => self.ask_again(n, "store"),
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
}

impl Room {
    /// Orders and stores the edits of a POST; `stream` is the number of the peer that they belong to.
    ///
    /// # Errors
    /// When nothing was taken at all.
    pub async fn post(self: &Arc<Self>, post: Post, stream: Option<u32>) -> Result<PostAnswer, NotPosted> {
        let poster = self.poster(post.person, stream)?;
        let turn = poster.turn.lock().await;
        let Post { person, tag, name, first, edits, .. } = post;
        let author = Author { person, tag, name: name.into(), line: stream.unwrap_or(poster.line) };
        let mut tally = Tally::default();
        let mut rest = (first..).zip(edits).map(|(n, (edit, bytes))| (n, edit, bytes)).peekable();
        while rest.peek().is_some() && !tally.over {
            let mut portion = Portion::new();
            let mut room_left = IN_LINE_BYTES;
            while portion.len() < IN_LINE_EDITS
                && let Some(edit) = rest.next_if(|(_, _, bytes)| portion.is_empty() || *bytes <= room_left)
            {
                room_left = room_left.saturating_sub(edit.2);
                portion.push(edit);
            }
            let mut fates: BTreeMap<u64, Fate> = portion.iter().map(|(n, _, _)| (*n, Fate::NotStored)).collect();
            let mut news = self.put_in_line(&author, portion)?;
            // An earlier request that was given up may have left edits in line: theirs are other numbers, or
            // the same ones.
            let mut open: BTreeSet<u64> = fates.keys().copied().collect();
            while !open.is_empty()
                && let Some((n, fate)) = news.recv().await
            {
                if open.remove(&n) {
                    fates.insert(n, fate);
                }
            }
            fates.into_iter().for_each(|(n, fate)| tally.take(n, fate));
        }
        drop(turn);
        drop(poster);
        let mut state = self.lock();
        (tally.answer.last, tally.answer.seq) = (state.finish_post(&author), state.core.board.head());
        Ok(tally.answer)
    }

    fn poster(&self, person: PersonKey, stream: Option<u32>) -> Result<Arc<Poster>, NotPosted> {
        let mut state = self.lock();
        let State { peers, posters, next_peer, leaving, .. } = &mut *state;
        let is_theirs = |number| peers.get(&number).is_some_and(|peer| peer.person == person);
        match stream {
            _ if *leaving => Err(NotPosted::Leaving),
            Some(number) if !is_theirs(number) => Err(NotPosted::NoStream),
            Some(_) | None => Ok(posters.line_of(person, next_peer)),
        }
    }

    /// Where the edits' numbers and fates arrive.
    fn put_in_line(
        self: &Arc<Self>,
        author: &Author,
        portion: Portion,
    ) -> Result<UnboundedReceiver<(u64, Fate)>, NotPosted> {
        let mut state = self.lock();
        if state.leaving {
            return Err(NotPosted::Leaving);
        }
        let Author { person, tag, line, .. } = *author;
        let hello = state.peers.get(&line).map_or(0, |peer| peer.hellos);
        let news = state.posters.expect(line, person, author.name.clone());
        for (n, edit, bytes) in portion {
            let submission = Submission { tag, person, n, opens: false, edit, rights: EVERYBODY };
            // Only what requests that were given up have left in line can bring it to the bound of a flood.
            if !state.inbox.push(Waiting { sender: Sender { peer: line, hello }, submission, bytes }) {
                state.posters.tell(line, n, Fate::NotStored);
            }
        }
        self.want_flush(&mut state);
        Ok(news)
    }
}

impl State {
    /// Forgets what is of no use after a POST; says up to which number the tag is decided.
    fn finish_post(&mut self, author: &Author) -> u64 {
        let State { inbox, peers, posters, core, .. } = self;
        inbox.retain(|line| peers.contains_key(&line));
        posters.retain(|line| inbox.has_line(line));
        let Some(next) = core.next(author.tag, author.person) else { return 0 };
        let old = if core.last(author.tag) == 0 { posters.note_unstored(author.tag) } else { None };
        if let Some(old) = old
            && !peers.values().any(|peer| peer.tag == old)
        {
            core.forget(old);
        }
        next - 1
    }
}
