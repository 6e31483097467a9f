//! A session on its board: segments become drafts and edits, frames of the board become packets (SPEC I9 to I12).

use std::future::poll_fn;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::time::{sleep_until, timeout};

use super::batch::Batch;
use super::guests::Guest;
use super::own_message::OwnMessage;
use super::pending::PendingEdits;
use super::redraw::{CLEAR, Redraw};
use super::segment::Segment;
use super::stroke::Stroke;
use super::translator::Translated;
use super::view::View;
use crate::board::{Canvas, ShapeId};
use crate::hub::{Entry, Membership, Outbox, Room};
use crate::protocol::{Close, Draft, Frame, Gesture};

/// A growing stroke is repeated as a whole after this time, for those who missed a piece (SPEC V5).
const REPEAT: Duration = Duration::from_secs(2);
/// Edits that the store could not take are sent again after this time.
const RETRY: Duration = Duration::from_secs(1);
/// An ended session waits this long for its edits to be decided.
const FAREWELL: Duration = Duration::from_secs(10);

/// See the module.
pub struct Bridge {
    view: Arc<View>,
    membership: Membership,
    frames: Arc<Outbox>,
    guest: Guest,
    stroke: Option<Stroke>,
    /// Numbers of the events that want to know when the stroke is stored.
    acks: Vec<u64>,
    gesture: u64,
    repeated: Instant,
    /// Number of the next edit, which is also that of its shape.
    next: u64,
    pending: PendingEdits,
    retry: Option<Instant>,
    /// Packets about the session's own events.
    answers: Vec<Batch>,
    /// Packets of what the board shows.
    shown: Vec<Batch>,
    /// Seq of the last picture.
    pictured: u64,
    /// Seq of the last edit that was seen.
    logged: u64,
    redraw: Redraw,
    /// Number of the last frame with drafts that was seen.
    seen: u64,
    /// Number of the last frame up to which some were missed.
    missed: u64,
}

/// The action that a frame demands of a session.
pub enum Demand {
    /// Nothing.
    None,
    /// The board has closed the connection.
    Close,
    /// The log does not lead on from what the session has.
    Resync,
}

/// The next frame of an outbox; `None` when it has ended.
async fn next_frame(outbox: &Outbox) -> Option<Frame> {
    let mut next = None;
    poll_fn(|context| {
        loop {
            // Large frames come in pieces, of which the first shows the frame.
            let lay_out = |frame: Frame| {
                next = Some(frame.clone());
                [frame.into_bytes(), Default::default(), Default::default()]
            };
            match outbox.poll(context, lay_out) {
                std::task::Poll::Ready(Some(_)) if next.is_none() => {}
                std::task::Poll::Ready(_) => return std::task::Poll::Ready(()),
                std::task::Poll::Pending => return std::task::Poll::Pending,
            }
        }
    })
    .await;
    next
}

impl Bridge {
    /// Joins a room as `guest`. The packets of the picture are the first that it shows.
    ///
    /// # Errors
    /// The person, and the close of the connection if the room gave one.
    pub async fn join(
        room: &Arc<Room>,
        view: Arc<View>,
        guest: Guest,
        frames: Arc<Outbox>,
    ) -> Result<Self, (Guest, Option<Close>)> {
        let missed = view.translator.live();
        let Some(picture) = view.picture(room).await else { return Err((guest, None)) };
        let membership = match room.join(&guest.hello(&picture), frames.clone()).await {
            Ok(Entry::Joined(membership)) => membership,
            Ok(Entry::Resync) => {
                view.forget_picture(picture.seq);
                return Err((guest, None));
            }
            Err(close) => return Err((guest, Some(close))),
        };
        let mut bridge = Self {
            view,
            membership,
            frames,
            guest,
            stroke: None,
            acks: Vec::new(),
            gesture: 0,
            repeated: Instant::now(),
            next: 1,
            pending: PendingEdits::default(),
            retry: None,
            answers: Vec::new(),
            shown: picture.batches.to_vec(),
            pictured: picture.seq,
            logged: picture.seq,
            redraw: Redraw::default(),
            seen: missed,
            missed,
        };
        // The room answers before it returns.
        if let Some(welcome) = next_frame(&bridge.frames).await {
            bridge.on_own_message(&welcome);
        }
        Ok(bridge)
    }

    /// The next frame of the board; `None` when the connection has ended.
    pub async fn next_frame(&self) -> Option<Frame> {
        next_frame(&self.frames).await
    }

    /// The answers to the session's own events.
    pub fn take_answers(&mut self) -> Vec<Batch> {
        std::mem::take(&mut self.answers)
    }

    /// The packets of what the board shows. Its next frame is for when the session has sent enough of them (SPEC I10).
    pub fn take_shown(&mut self) -> Vec<Batch> {
        std::mem::take(&mut self.shown)
    }

    /// Whether there is room for another stroke. While the store takes nothing, strokes are refused instead (SPEC I7).
    pub fn takes_segments(&self) -> bool {
        self.retry.is_some() || self.pending.has_room_for_any()
    }

    /// Draws a segment; `ack` is the number of an event that wants to know when it is stored.
    ///
    /// # Errors
    /// The close of a session that floods.
    pub fn draw(&mut self, segment: Option<Segment>, ack: Option<u64>, now: Instant) -> Result<(), Close> {
        let Some(segment) = segment else {
            self.answer(ack, Some("invalid"));
            return Ok(());
        };
        // It paints nothing, so it neither begins nor prolongs a stroke.
        if segment.from == segment.to {
            self.answer(ack, None);
            return Ok(());
        }
        match &mut self.stroke {
            Some(stroke) if stroke.continues(&segment, now) => stroke.extend(segment, now),
            _ => {
                self.commit()?;
                let id = ShapeId { tag: self.guest.tag, n: self.next };
                self.stroke = Some(Stroke::begin(id, self.view.page, segment, now));
                self.gesture += 1;
                self.repeated = now;
            }
        }
        self.acks.extend(ack);
        let is_whole = now >= self.repeated + REPEAT;
        if is_whole {
            self.repeated = now;
        }
        let piece = self.stroke.as_mut().and_then(|stroke| stroke.piece(is_whole));
        if let Some(piece) = piece {
            self.membership.draft(self.message(Some(Gesture::Ink(piece)), None));
        }
        Ok(())
    }

    fn message(&self, gesture: Option<Gesture>, done: Option<u64>) -> Draft {
        let is_end = gesture.is_none() && done.is_none();
        Draft::new(self.gesture, gesture, done, is_end)
    }

    /// Stores the stroke that grows.
    fn commit(&mut self) -> Result<(), Close> {
        let Some(stroke) = self.stroke.take() else { return Ok(()) };
        let (json, acks) = (stroke.edit(), std::mem::take(&mut self.acks));
        if !self.pending.has_room(json.len()) {
            self.membership.draft(self.message(None, None));
            acks.into_iter().for_each(|ack| self.answer(Some(ack), Some("busy")));
            return Ok(());
        }
        let n = self.next;
        self.next += 1;
        self.membership.draft(self.message(None, Some(n)));
        self.pending.push(n, json, acks);
        // While earlier edits wait to be sent again, this one waits behind them.
        if self.retry.is_none() { self.submit(true) } else { Ok(()) }
    }

    /// Sends the pending edits, or only the latest.
    fn submit(&self, is_latest: bool) -> Result<(), Close> {
        self.pending.ops(is_latest).map_or(Ok(()), |ops| self.membership.submit(ops))
    }

    /// Acknowledges an event: it is stored, or refused for a reason.
    fn answer(&mut self, ack: Option<u64>, refusal: Option<&str>) {
        let Some(number) = ack else { return };
        let arguments = refusal.map_or(String::new(), |code| format!(r#"{{"error":"{code}"}}"#));
        self.answers.push(Batch::one(format!("43{number}[{arguments}]")));
    }

    /// Does what is due.
    ///
    /// # Errors
    /// The close of a session that floods.
    pub fn tick(&mut self, now: Instant) -> Result<(), Close> {
        self.view.forget_old(now);
        if self.stroke.as_ref().is_some_and(|stroke| stroke.deadline() <= now) {
            self.commit()?;
        }
        if self.retry.is_some_and(|at| at <= now) {
            self.retry = None;
            self.submit(false)?;
        }
        Ok(())
    }

    /// When something is due. A redraw is due only while the session `has_room`.
    pub fn next_tick(&self, has_room: bool) -> Option<Instant> {
        let ends = self.stroke.as_ref().map(Stroke::deadline);
        let redraw = self.redraw.due().filter(|_| has_room && self.is_still());
        ends.into_iter().chain(self.retry).chain(redraw).min()
    }

    /// Whether everything that the session drew is decided, so that a picture has it.
    fn is_still(&self) -> bool {
        self.stroke.is_none() && self.pending.is_empty()
    }

    /// Whether the page shows something that was changed or erased, and it is time to draw it again.
    pub fn must_redraw(&self, now: Instant) -> bool {
        self.redraw.is_due(now) && self.is_still()
    }

    /// Draws the page again: it forgets its lines, and gets those of the board as it is (SPEC I13).
    pub async fn redraw(&mut self) {
        let picture = self.view.picture(self.membership.room()).await;
        let Some(picture) = picture.filter(|picture| picture.seq >= self.logged) else {
            return self.redraw.retry(Instant::now());
        };
        self.redraw.done();
        self.pictured = picture.seq;
        // The pieces of growing strokes are forgotten too, so their edits bring all of them.
        self.missed = self.seen;
        self.shown.push(Batch::one(CLEAR.to_owned()));
        self.shown.extend(picture.batches.iter().cloned());
    }

    /// Handles a frame of the board.
    pub fn on_frame(&mut self, frame: &Frame) -> Demand {
        if frame.close_reason().is_some() {
            // The room sends nothing more, and the closing task waits for the session's end.
            self.frames.end();
            return Demand::Close;
        }
        let translated = self.view.translator.translate(frame);
        match &*translated {
            Translated::Live(number, drawn) => {
                if *number > self.seen + 1 {
                    self.missed = number - 1;
                }
                self.seen = self.seen.max(*number);
                let me = self.membership.number();
                let others = drawn.iter().filter(|(peer, _)| *peer != me);
                self.shown.extend(others.flat_map(|(_, batches)| batches.iter().cloned()));
            }
            Translated::Log(edits) => {
                self.logged = edits.iter().map(|edit| edit.seq).fold(self.logged, u64::max);
                if edits.iter().any(|edit| edit.is_change && edit.seq > self.pictured) {
                    self.redraw.request(Instant::now(), self.view.sessions(), self.view.picture_bytes());
                }
                let (own, others): (Vec<_>, Vec<_>) = edits.iter().partition(|edit| edit.tag == self.guest.tag);
                // A picture may be newer than the log that waited here.
                let others = others.into_iter().filter(|edit| edit.seq > self.pictured);
                let shown = others.flat_map(|edit| edit.batches(self.missed));
                self.shown.extend(shown.cloned());
                for edit in own {
                    let acks = self.pending.take(edit.n);
                    self.answer_all(acks, None);
                }
            }
            Translated::Other => return self.on_own_message(frame),
        }
        Demand::None
    }

    fn on_own_message(&mut self, frame: &Frame) -> Demand {
        match OwnMessage::of(frame) {
            OwnMessage::Welcome { last } => {
                self.settle_rest(last);
                self.next = self.next.max(last + 1);
                // After a resync, what is not stored is sent again.
                self.retry = (!self.pending.is_empty()).then(Instant::now);
            }
            OwnMessage::Ack { last } => self.settle_rest(last),
            OwnMessage::Nack { retry: true, .. } => self.retry = Some(Instant::now() + RETRY),
            OwnMessage::Nack { n, code, retry: false } => {
                let acks = self.pending.take(n);
                self.answer_all(acks, Some(&code));
            }
            OwnMessage::Resync {} => return Demand::Resync,
            OwnMessage::Other => {}
        }
        Demand::None
    }

    fn answer_all(&mut self, acks: Vec<u64>, refusal: Option<&str>) {
        acks.into_iter().for_each(|ack| self.answer(Some(ack), refusal));
    }

    /// Edits up to `last` are decided, and their answers were before a picture or a lost connection: those whose shape
    /// is on the board are stored.
    fn settle_rest(&mut self, last: u64) {
        for (n, acks) in self.pending.take_decided(last) {
            let id = ShapeId { tag: self.guest.tag, n };
            let is_stored = self.membership.room().with_board(|board| board.shape(&id).is_some());
            self.answer_all(acks, if is_stored { None } else { Some("unknown") });
        }
    }

    /// Continues from the board as it is, after a resync.
    ///
    /// # Errors
    /// The close of the connection.
    pub async fn resync(&mut self) -> Result<(), Close> {
        self.view.forget_picture(self.pictured);
        self.missed = self.view.translator.live();
        self.seen = self.missed;
        let picture = self.view.picture(self.membership.room()).await.ok_or(Close::UNREADABLE)?;
        self.pictured = picture.seq;
        // The picture has what was still to be shown.
        self.logged = picture.seq;
        self.redraw.done();
        self.shown = vec![Batch::one(CLEAR.to_owned())];
        self.shown.extend(picture.batches.iter().cloned());
        self.membership.hello_again(&self.guest.hello(&picture)).await
    }

    /// Leaves the board: the stroke that grows is stored first. Returns the person, once its edits are decided.
    pub async fn leave(mut self) -> Option<Guest> {
        // A session that floods has nothing more to store.
        let _flooded = self.commit();
        let decided = async {
            while !self.pending.is_empty() {
                let due = self.next_tick(false);
                let frame = tokio::select! {
                    frame = self.next_frame() => frame,
                    () = sleep_until(due.unwrap_or_else(Instant::now).into()), if due.is_some() => {
                        if self.tick(Instant::now()).is_err() {
                            return;
                        }
                        continue;
                    }
                };
                let demand = frame.map_or(Demand::Close, |frame| self.on_frame(&frame));
                let is_over = match demand {
                    Demand::None => false,
                    Demand::Resync => self.resync().await.is_err(),
                    Demand::Close => true,
                };
                if is_over {
                    return;
                }
                // Nobody reads them any more.
                self.answers.clear();
                self.shown.clear();
            }
        };
        let _in_time = timeout(FAREWELL, decided).await;
        self.frames.end();
        self.pending.is_empty().then_some(self.guest)
    }
}
