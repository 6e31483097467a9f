//! The server's commit step by step, and all that can go wrong.

use lavagna::board::{Mode, Role};

use super::page::{Loading, News, key};
use super::server::{Flush, Process};
use super::world::{Sabotage, World};

impl World {
    /// The running commit goes one step on, or a new one begins.
    pub fn commit_step(&mut self, may_fail: bool) {
        let Some(flush) = self.process.as_mut().map(|process| std::mem::replace(&mut process.flush, Flush::Idle))
        else {
            return;
        };
        let fails = may_fail && self.chance.percent(8);
        let next = match flush {
            Flush::Idle => return self.begin_commit(),
            Flush::Ordered(edits, staged) if fails => {
                self.note("commit refused", format_args!("{} edits", edits.len()));
                drop(staged);
                self.fail(&edits)
            }
            Flush::Ordered(edits, staged) => {
                let forgets = self.plan.sabotage == Some(Sabotage::ForgetsTags);
                let lesson = self.process().staged_lesson().clone();
                if !staged.batch.is_empty() || lesson != self.disk.durable.lesson {
                    self.disk.write((&staged.batch, &lesson), forgets).unwrap_or_else(|why| panic!("{why}"));
                }
                if self.plan.sabotage == Some(Sabotage::ShowsTooEarly) {
                    self.process().settle(&edits, &staged);
                    self.process().publish();
                }
                Flush::Written(edits, staged)
            }
            Flush::Written(edits, _) if fails => {
                if self.chance.percent(50) {
                    self.note("commit uncertain", format_args!("it held"));
                    self.sync();
                } else {
                    self.note("commit failed", format_args!("it did not hold"));
                    self.disk.lose();
                }
                self.fail(&edits)
            }
            Flush::Written(edits, staged) => {
                self.sync();
                Flush::Synced(edits, staged)
            }
            Flush::Synced(edits, staged) => {
                if self.plan.sabotage != Some(Sabotage::ShowsTooEarly) {
                    self.process().settle(&edits, &staged);
                }
                let head = self.disk.durable.head();
                self.note("commit", format_args!("{} edits, head {head}", staged.batch.edits.len()));
                Flush::Idle
            }
        };
        self.process().flush = next;
    }

    fn process(&mut self) -> &mut Process {
        self.process.as_mut().expect("the server runs")
    }

    fn fail(&mut self, edits: &[lavagna::hub::QueuedEdit]) -> Flush {
        self.process().fail(edits);
        Flush::Idle
    }

    fn sync(&mut self) {
        self.disk.sync().unwrap_or_else(|why| panic!("{why}"));
    }

    fn begin_commit(&mut self) {
        let most = *self.chance.pick(&[1, 2, 3, 256]);
        let (now, Self { process, disk, lesson, .. }) = (self.now, self);
        let process = process.as_mut().expect("the server runs");
        if process.has_work(lesson) {
            process.catch_up(&disk.durable);
            process.order(most, now, lesson);
        }
    }

    /// One of the faults.
    pub fn disturb(&mut self) {
        match self.chance.within(1, 100) {
            1..=22 => self.cut(),
            23..=34 => self.half_open(),
            35..=44 => self.crash(),
            45..=52 => self.repeat_message(),
            53..=57 => self.clear_queue(),
            58..=60 => self.request_resync(),
            61..=66 => self.lose_frame(),
            67..=72 => self.change_role(),
            73..=76 => self.change_mode(),
            77..=80 => self.close_page(),
            81..=88 => self.server_closes(),
            89..=91 => {
                let ms = self.chance.within(5_000, 150_000);
                self.note("time jumps", format_args!("{ms} ms"));
                self.pass(ms);
            }
            _ => {
                self.disk.keep_copy();
                let head = self.disk.durable.head();
                self.note("copy kept", format_args!("at {head}"));
            }
        }
    }

    fn some_line(&mut self) -> Option<u64> {
        let held: Vec<u64> = self.lines.iter().filter(|(_, line)| line.is_held).map(|(id, _)| *id).collect();
        (!held.is_empty()).then(|| *self.chance.pick(&held))
    }

    /// A line breaks; the server still gets a part of what was under way.
    fn cut(&mut self) {
        let Some(id) = self.some_line() else { return };
        let under_way = self.lines[&id].up.len();
        let arrive = self.chance.within(0, under_way as u64);
        if arrive > 0 {
            self.note("half delivered", format_args!("{arrive} of {under_way} on line {id}"));
        }
        (0..arrive).for_each(|_| self.deliver_up(id));
        let line = self.take_down(id).expect("it was found");
        self.note("cut", format_args!("line {id}"));
        self.hear_close(line.page, id, 1006);
    }

    fn hear_close(&mut self, at: usize, id: u64, code: u16) {
        if self.pages[at].line == Some(id) {
            self.pages[at].line = None;
            self.tell(at, News::Closed(code));
        }
    }

    /// The page knows that its line is gone, the server does not.
    fn half_open(&mut self) {
        let Some(id) = self.some_line() else { return };
        self.note("half open", format_args!("line {id}"));
        self.let_go(id);
        let at = self.lines[&id].page;
        self.hear_close(at, id, 1006);
    }

    /// The process dies. What was not synced is lost, or it is not.
    pub fn crash(&mut self) {
        let Some(process) = self.process.take() else { return };
        let kind = match process.flush {
            Flush::Idle => "crash idle",
            Flush::Ordered(..) => "crash before commit",
            Flush::Written(..) => "crash in commit",
            Flush::Synced(..) => "crash before publish",
        };
        drop(process);
        self.note(kind, format_args!(""));
        if self.chance.percent(50) {
            self.sync();
        }
        self.disk.lose();
        for id in self.lines.keys().copied().collect::<Vec<_>>() {
            let line = self.lines.remove(&id).expect("it was listed");
            self.hear_close(line.page, id, 1006);
        }
        if !self.disk.copies.is_empty() && self.chance.percent(60) {
            self.copy_back();
        }
    }

    /// The database of yesterday takes the place of today's, while some are away.
    fn copy_back(&mut self) {
        let copy = self.chance.index(self.disk.copies.len());
        let rows = self.disk.copy_back(copy);
        self.now += 1_000;
        for row in &rows {
            self.lost.insert((row.edit.tag, row.edit.n), self.now);
        }
        for at in 0..self.pages.len() {
            if self.chance.percent(50) {
                self.pages[at].away_until = self.now + self.chance.within(1_000, 40_000);
            }
        }
        let head = self.disk.durable.head();
        self.note("copied back", format_args!("to {head}, {} edits lost", rows.len()));
    }

    pub fn restart(&mut self) {
        let remembers = self.chance.percent(60);
        let mut process = Process::start(&self.disk.durable, remembers);
        process.sabotage = self.plan.sabotage;
        self.process = Some(process);
        self.note("restart", format_args!("at {}", self.disk.durable.head()));
    }

    /// A message arrives a second time, as from a page that did not hear that it arrived.
    fn repeat_message(&mut self) {
        let Some(id) = self.some_line() else { return };
        let line = &self.lines[&id];
        let Some(text) = line.up.iter().find(|text| text.contains(r#""t":"ops""#)).cloned() else { return };
        self.note("repeated", format_args!("line {id}"));
        self.lines.get_mut(&id).expect("it was found").up.push_back(text);
    }

    fn clear_queue(&mut self) {
        let Some(id) = self.some_line() else { return };
        if let (Some(process), Some(peer)) = (&mut self.process, self.lines[&id].peer) {
            process.clear_queue(peer);
            self.note("queue cleared", format_args!("line {id}"));
        }
    }

    /// As after an edit that is larger than any frame should be.
    fn request_resync(&mut self) {
        let Some(peer) = self.some_line().and_then(|id| self.lines[&id].peer) else { return };
        if let Some(process) = self.process.as_mut() {
            process.request_resync(peer);
            self.note("sent away", format_args!("peer {peer}"));
        }
    }

    /// A piece of the log vanishes: a fault of the server, which a page has to notice.
    fn lose_frame(&mut self) {
        use super::incoming::Incoming;
        use super::wire::Down;
        let Some(id) = self.some_line() else { return };
        let down = &mut self.lines.get_mut(&id).expect("it was found").down;
        let is_log = |down: &Down| matches!(down, Down::Message(Incoming::Log { .. }, _));
        if let Some(place) = down.iter().position(is_log) {
            down.remove(place);
            self.note("log lost", format_args!("line {id}"));
        }
    }

    fn change_role(&mut self) {
        let person = self.chance.index(self.persons);
        let role = match self.lesson.role_of(&key(person), true) {
            Role::Owner => return,
            Role::Viewer | Role::Out => Role::Editor,
            Role::Editor => Role::Viewer,
        };
        self.lesson.roles.insert(key(person), role);
        self.lesson.stamp += 1;
        self.note("role changed", format_args!("person {person}: {role:?}"));
    }

    /// The owner freezes the board for a while and may give somebody the pen, or lets everybody touch only what they made.
    fn change_mode(&mut self) {
        if self.lesson.is_owned() {
            self.lesson.stamp += 1;
            let settings = &mut self.lesson.settings;
            let other = *self.chance.pick(&[Mode::Frozen, Mode::OwnOnly]);
            settings.mode = if settings.mode == Mode::Free { other } else { Mode::Free };
            settings.pen = if self.now.is_multiple_of(2) { vec![1] } else { Vec::new() };
            let told = format!("{:?}, the pen: {:?}", settings.mode, settings.pen);
            self.note("mode changed", format_args!("{told}"));
        }
    }

    /// A page is closed with all that it had, and its person opens another.
    fn close_page(&mut self) {
        let at = self.chance.index(self.pages.len());
        if let Some(line) = self.pages[at].line.take() {
            self.let_go(line);
        }
        let person = self.pages[at].person;
        let fresh = self.open_page(person);
        // The places of other pages stay as they are.
        self.pages.swap(at, fresh);
        let closed = self.pages.pop().expect("it was pushed");
        self.closed += closed.pending.len();
        for line in self.lines.values_mut().filter(|line| line.page == at) {
            line.is_held = false;
        }
        self.pages[at].loading = Loading::Manifest;
        if !self.plan.traces && self.chance.percent(50) {
            self.pages[at].leftover = closed.session.submissions.leftover(closed.tag);
        }
        self.note("page closed", format_args!("{at}, tag {}", closed.tag));
    }

    fn server_closes(&mut self) {
        let Some(id) = self.some_line() else { return };
        let code = *self.chance.pick(&[1012, 4001, 4003]);
        let line = self.take_down(id).expect("it was found");
        self.note("server closes", format_args!("line {id} with {code}"));
        self.hear_close(line.page, id, code);
    }
}
