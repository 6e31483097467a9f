### Under the hood: the connection itself.

hood = Under the hood
hood-messages = Messages
hood-handshake = Handshake
hood-lab = Lab
hood-no-connection = No connection
hood-is-socket = WebSocket
hood-is-stream = Event stream and POST
hood-rate-messages = { $count ->
    [one] 1 message/s
   *[other] { $count } messages/s
  }
hood-rate-bytes = { $count ->
    [one] 1 byte/s
   *[other] { $count } bytes/s
  }
hood-waiting = { $count ->
    [one] 1 byte waits
   *[other] { $count } bytes wait
  }
hood-time = Seconds
hood-sender = From
hood-kind = Kind
hood-size = Bytes
hood-content = Content
hood-from-page = page
hood-from-server = server
hood-page-to-server = from this page to the server
hood-server-to-page = from the server to this page
hood-direction = Direction
hood-both = Both
hood-all = All
hood-edits = Edits
hood-live = Live
hood-control-short = Control
hood-search = Find in messages
hood-filters = Filters
hood-pause = Pause
hood-clear = Empty the list
hood-detail = The selected message
hood-close-detail = Close the message
hood-paused = { $count ->
    [0] Paused.
    [one] Paused. One message was left out.
   *[other] Paused. { $count } messages were left out.
  }
hood-dropped = { $count ->
    [one] The server left out one frame, because it was one too many.
   *[other] The server left out { $count } frames, because there were too many.
  }
hood-opened = open
hood-stream-opened = stream open
hood-closed = closed
hood-opened-text = The handshake is done. From here on both sides may send frames at any time, without waiting for each other.
hood-closed-here = This page ended the connection without waiting for an answer.
hood-close-not-sent = No frame carries this code: the browser uses it to say what it saw.
hood-close-rebuilt = A Close frame ends what a server can report, so this one is rebuilt from its code and reason.
hood-no-frame = The server has not reported the frame of this message.
hood-stream-no-frames = An event stream has no frames.
hood-fragments = The message came in { $count } frames (fragments).
hood-decoded = Decoded text
hood-about-ping = A ping asks: are you still there? The other side has to answer with a pong of the same bytes. Browsers show neither to their pages.
hood-about-pong = A pong answers a ping with the same bytes. The browser sends it by itself; the page never sees it.
hood-for-hello = The page introduces itself and says up to which edit it knows the board.
hood-for-welcome = The server answers with the state of the board and who is there.
hood-for-resync = The page is asked to load the board anew.
hood-for-ops = Edits of this page. They are stored once the server has put them in order.
hood-for-log = Edits in the order of the server, the same for everybody.
hood-for-ack = The server has decided these edits, so the page need not keep them any longer.
hood-for-nack = The server refuses an edit, and says why.
hood-for-draft = A gesture that is still under way: shown to the others, never stored.
hood-for-presence = Where this person's cursor is, and what they look at.
hood-for-live = Cursors and gestures of the others, collected for one tick.
hood-for-ping = A message of this protocol that asks for a sign of life; a WebSocket ping is a frame of its own.
hood-for-hb = A sign of life of the server, with the number of the last edit.
hood-for-bye = The server stops in a moment and says when to come back.
hood-frame-size = One frame: { $header } bytes of header and { $payload } of payload, { $total } in all
hood-frame-header = Header of the frame
hood-field-opcode = opcode
hood-field-length = length
hood-field-extended = length
hood-field-key = masking key
hood-fin-last = last
hood-fin-more = more follow
hood-opcode-continuation = continuation
hood-opcode-text = text
hood-opcode-binary = binary
hood-opcode-close = close
hood-opcode-ping = ping
hood-opcode-pong = pong
hood-opcode-reserved = reserved
hood-control = control frame
hood-masked = yes
hood-unmasked = no
hood-length-short = { $count ->
    [one] 1 byte follows
   *[other] { $count } bytes follow
  }
hood-length-longer = { $value }: the length follows in { $bits } bits
hood-length-is = { $count ->
    [one] 1 byte, written in { $bits } bits
   *[other] { $count } bytes, written in { $bits } bits
  }
hood-key-use = four random bytes of the browser, new for each frame
hood-payload-caption = { $total ->
    [one] The only byte of payload.
   *[other] { $count ->
        [one] The first of { $total } bytes of payload.
       *[other] The first { $count } of { $total } bytes of payload.
    }
  }
hood-payload-xor = Each byte is combined with one of the key (XOR).
hood-payload-masked = sent
hood-payload-key = key
hood-payload-plain = plain
hood-payload-text = text
hood-stream-text = This network blocks WebSocket, so the page uses plain HTTP: the server sends events over one long answer, and the page sends each message as a POST. There is no handshake with a key, no frames, no masks and no pings; every POST has a full head. The messages are the same.
hood-handshake-waiting = The server has not said yet how the handshake went.
hood-handshake-not-kept = The server did not keep this handshake. A new connection will show its own; the lab can cut this one.
hood-request = Request of the browser
hood-answer = Answer of the server
hood-agreed = What they agree on
hood-accept = How the answer follows from the key
hood-struck = The server strikes out what could be a secret, such as cookies.
hood-struck-value = struck out
hood-none = none
hood-origin = Origin
hood-origin-text = The page that asks. Scripts cannot change it, so the server refuses other sites by it.
hood-subprotocol = Subprotocol
hood-subprotocol-text = Offered and taken: the language of the messages.
hood-extensions = Extensions
hood-extensions-text = Offered by the browser and not taken: messages are small, and each compressed connection would take memory.
hood-accept-key = The browser sends 16 random bytes in base64:
hood-accept-joined = The server appends an identifier that is the same everywhere:
hood-accept-sha1 = SHA-1 makes 20 bytes of it:
hood-accept-base64 = In base64 they are the answer:
hood-accept-same = The server has answered exactly this, so it speaks WebSocket and has read this request.
hood-accept-differs = The server has answered something else; a browser would refuse the connection.
hood-lab-text = The lab makes this page's connection worse on purpose, to show what it does then. It changes nothing for the others, and edits that wait are kept.
hood-lab-slow = Slow down
hood-lab-no-delay = No delay
hood-lab-delay = { $seconds } s each way
hood-lab-cut = Cut
hood-lab-cut-now = Cut now
hood-lab-cut-for = Cut for { $seconds } s
hood-lab-random = Cut at random times
hood-lab-off-text = A reload turns the lab off.
hood-lab-turn-off = Turn off
hood-lab-sign-away = no connection
hood-lab-sign-slow = { $seconds } s later each way
hood-lab-sign-cuts = cuts at random
hood-close-1000 = Normal: the connection has done its work.
hood-close-1001 = Going away: the page is left, or the server goes.
hood-close-1002 = Protocol error: these bytes were no valid frames.
hood-close-1003 = Unsupported: a kind of data that this side does not take.
hood-close-1005 = No code: the Close frame had none.
hood-close-1006 = Abnormal: the connection was lost without a Close frame.
hood-close-1007 = Invalid text: it was not UTF-8.
hood-close-1009 = Too big: a message over the limit.
hood-close-1011 = The server met an error.
hood-close-1012 = Restart: the server comes back in a moment, and so does the page.
hood-close-4000 = No hello in time. The page comes back.
hood-close-4001 = This page did not read for too long. It comes back.
hood-close-4002 = This page sent too much. It comes back.
hood-close-4003 = The board cannot be read now. The page comes back.
hood-close-4004 = The board is full. The page waits for a place.
hood-close-4500 = The server could not read a message of this page.
hood-close-4501 = This link is not valid.
hood-close-4503 = This person may not do this here.
hood-close-4504 = This page comes from another site.
hood-close-4509 = The same page is connected a second time; the newer one stays.
hood-close-4510 = This page is of another version than the server. A reload helps.
hood-close-4511 = This board no longer exists.
hood-close-own = A code of an application.
hood-close-other = A code without a fixed meaning.
