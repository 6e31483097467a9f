### The lecture page.

learn-title = How a shared whiteboard talks
learn-headline = How a shared whiteboard talks
learn-lead = WebSocket, from the handshake to the last bit, with figures that talk to this very server. What a figure leaves out, it says.
learn-noscript = The figures need JavaScript. The text can be read without it.
learn-no-board = This server has no demo board. Make a board and add ?board= with its id to this address: then every figure runs.
learn-contents = Contents
learn-lost = The server does not answer. Check the connection and try again.

learn-http = Why asking again is not enough
learn-http-1 = In HTTP the browser asks and the server answers. Without a question the server stays silent: it cannot say that somebody has just drawn a line. So a page that wants to know has to ask again and again. This is polling.
learn-http-2 = The figure asks this server for news of a board, once a second, ten times. Draw on the board in another tab meanwhile. Most answers say that nothing happened, and each costs a whole head there and back; and the line that was drawn waits for the next question.
learn-http-figure = Figure: polling
learn-poll = Ask ten times
learn-poll-draw = Draw on the board in another tab
learn-poll-heads = The last question and answer
learn-poll-result = Questions: { $asked }. With news: { $news }. Characters there and back: { $characters }.
learn-poll-left-out = The headers that the browser adds to each question are missing here, because a script cannot read them: they are neither shown nor counted.
learn-http-3 = Long polling keeps the question open until there is news, and server-sent events keep the answer open. Both still go one way. WebSocket opens one connection on which both sides speak whenever they like.

learn-handshake = The handshake
learn-handshake-1 = A WebSocket begins as an HTTP request. The browser asks to upgrade the connection and sends a random key. The server agrees with status 101 and proves that it has read this request as one for a WebSocket: it answers with a value that follows from the key. After the empty line no HTTP is spoken on this connection any more.
learn-handshake-2 = The key is no secret and no encryption. It keeps a server, or a cache on the way, that does not know WebSocket from taking part by accident.
learn-handshake-figure = Figure: a handshake
learn-shake = Do a handshake
learn-shake-waiting = Connecting.
learn-shake-done = Done. Below are the heads as they were on the wire.
learn-shake-not-kept = The server did not keep this handshake. Try again.
learn-handshake-3 = The browser also sends the origin of the page, which scripts cannot change. The server checks it, because a WebSocket, unlike fetch, may go to any server.

learn-frames = A frame, bit by bit
learn-frames-1 = After the handshake everything travels in frames: a header of 2 to 14 bytes, then the payload. FIN says that this frame ends its message. The opcode says what it is. The length has 7 bits; 126 there means that 16 bits follow, and 127 that 64 bits follow.
learn-frames-2 = A browser masks each frame: it combines every byte of the payload with one of four random bytes by exclusive or. So nobody can make a browser send chosen bytes that a proxy takes for HTTP. The server never masks.
learn-frames-figure = Figure: build a frame
learn-fin = the last frame of its message
learn-rsv = reserved for extensions
learn-mask = the payload is masked
learn-form = Bits of the length
learn-form-short = as short as possible
learn-form-bits = bits
learn-payload = Payload
learn-frame-bytes = The bytes of the frame
learn-frame-verdict = What the reader of this server makes of them
learn-frames-3 = Take the mask away, set RSV1, choose opcode 3 or make a text without FIN: the server says at once what it thinks of it.
learn-read-text = A text message: { $text }
learn-read-binary = { $bytes ->
    [one] A binary message of 1 byte. A board takes only text, so it closes with 1003.
   *[other] A binary message of { $bytes } bytes. A board takes only text, so it closes with 1003.
  }
learn-read-ping = { $bytes ->
    [one] A ping with 1 byte. The server answers with a pong of the same byte.
   *[other] A ping with { $bytes } bytes. The server answers with a pong of the same bytes.
  }
learn-read-pong = A pong. Nothing is answered.
learn-read-close = A Close: { $meaning } The server answers with the same code, and the connection ends.
learn-read-refused = Refused. The server closes with { $meaning }
learn-read-rest = { $count ->
    [one] The frame is not complete. The reader waits, with { $count } byte so far.
   *[other] The frame is not complete. The reader waits, with { $count } bytes so far.
  }
learn-read-open = The message is not complete: the reader waits for its next fragment.
learn-read-nothing = Nothing yet.

learn-control = Fragments, ping and close
learn-control-1 = A message may come in several frames: the first has the opcode and no FIN, the others have opcode 0, and the last has FIN. Between them only control frames may come: ping, pong and close. These are never fragmented and have at most 125 bytes, so that they can always pass.
learn-control-2 = A ping asks whether the other side is still there. A Close ends the connection in order: it carries a code and a reason, the other side answers with a Close, and then the connection ends. A connection that just vanishes has no code; the browser reports 1006.
learn-control-figure = Figure: sequences of frames
learn-seq-fragments = Two fragments with a ping between them
learn-seq-close = A Close
learn-seq-unmasked = A text without a mask
learn-seq-orphan = A continuation of nothing
learn-seq-ping = A fragmented ping
learn-seq-not-text = A text that is not UTF-8
learn-seq-long = A header that announces 65,537 bytes
learn-codes = Close codes

learn-duplex = Both at once: full duplex
learn-duplex-1 = Here are two clients of one board, each with a connection of its own. Move the pointer in either pane, or select one and press the arrow keys: the dot in the other pane follows, by way of the server. Open this page in a second tab, and all panes see each other.
learn-duplex-figure = Figure: two clients
learn-duplex-connect = Connect both
learn-duplex-disconnect = Disconnect
learn-duplex-on = Both clients are connected.
learn-duplex-off = Both clients have closed their connection.
learn-duplex-count = Sent: { $sent }. Received: { $received }.
learn-pane-a = Client A: arrow keys move its pointer
learn-pane-b = Client B: arrow keys move its pointer
learn-duplex-2 = No pane waits for an answer before it sends again, and the server speaks without being asked. The list under each pane has its latest messages: an arrow up is sent, an arrow down received.
learn-source = The JavaScript of these clients, as it runs here

learn-board = Then the whiteboard
learn-board-1 = The whiteboard of the Socket.IO examples is short: whenever the mouse moves, the page emits one segment, and the server passes it on to everybody else. On the wire it is a text message: 4 for a message of Engine.IO, 2 for an event of Socket.IO, then its name and its data in JSON.
learn-board-message = A message of the Socket.IO whiteboard
learn-board-2 = This is enough to draw together for a minute. It is not enough for a lesson: whoever comes late sees an empty board, and after a lost connection something is missing that nobody notices.
learn-compare = What a lesson needs besides
learn-compare-demo = Socket.IO example
learn-compare-here = This whiteboard
learn-order = Order
learn-order-demo = each page paints in the order in which segments happen to arrive
learn-order-here = the server numbers every edit; all pages apply them in this order and so show the same
learn-ack = Acknowledgement
learn-ack-demo = none
learn-ack-here = an ack after the edit is on the disk; only then the page says Saved
learn-late = Coming late
learn-late-demo = an empty board
learn-late-here = a snapshot of the board, then the edits after it
learn-resume = A lost connection
learn-resume-demo = what was missed stays missing
learn-resume-here = the page says the number of its last edit, receives what follows, and sends its own again; numbers keep anything from being stored twice
learn-bad = Bad input
learn-bad-demo = is passed on to all
learn-bad-here = is refused with a code, and nobody else notices
learn-board-3 = Open a board, choose Under the hood in its menu, and watch all of this while you draw. Its lab cuts the connection, so that you can see a page resume.
learn-open-board = Open the board
learn-open-course = The Socket.IO page on this board
learn-open-api = The HTTP API as OpenAPI
