# Every text a person sees, for the server's pages and for the client.

## Everywhere
new-board = New board
untitled-board = Untitled board
to-start-page = Start page
language = Language
theme = Theme
theme-system = As the device
theme-light = Light
theme-dark = Dark
save = Save
cancel = Cancel
close = Close
dismiss = Dismiss
copy = Copy
undo = Undo
redo = Redo
skip-to-content = Skip to the content
banner-ephemeral = The disk of this server is temporary: boards are lost when it restarts.
banner-demo = This demo board is public: everybody who opens Lavagna here sees it and draws on it.

## Demo page of the course
demo-title = Whiteboard over Socket.IO
demo-canvas = The drawing. It is drawn with a pointer; the same board in Lavagna has tools for the keyboard.
demo-colours = Colours
demo-black = Black
demo-red = Red
demo-green = Green
demo-blue = Blue
demo-yellow = Yellow
demo-board = This board in Lavagna
demo-script = Read the script of this page
demo-offline = No connection. The page connects again by itself; what you draw now is sent then.

## Start page
home-title = Lavagna, the shared whiteboard
home-headline = Draw together.
home-lead = Open a board, share its link, and everyone sees the pen move. No account, nothing to install.
home-demo = Public demo board
home-course = For courses: whiteboard over Socket.IO
home-noscript = Drawing needs JavaScript. Please switch it on for this page.
too-old-title = This browser is too old for Lavagna
too-old-text = It needs Safari or iPadOS 17.5, Firefox 125, Chrome or Edge 123, or later. Please update it, or open this address in another browser.
home-join-title = Join a board
home-join-label = Paste its link
home-join = Join
home-join-nonsense = This is not a link to a board. Paste the whole link: https://…/b/ followed by 22 letters and digits.
home-join-elsewhere = This board is on another server.
home-join-open = Open it on
home-recent = Your boards
home-recent-hint = This list is stored in this browser only.
home-forget = Remove from the list
home-forgotten = Removed from the list.
only-board = All controls are hidden. Press Esc to show them.
home-fact-saved = Saved means on disk: nothing shown as saved is lost.
home-fact-private = No tracking, no cookies, no other servers.
home-learn = How it works
home-fact-open = Free software. Run it on your own machine.

## Pages for what went wrong
error-not-found-title = Nothing here
error-not-found-text = This page does not exist. Check the address, or start from the first page.
error-board-title = No such board
error-board-text = Check every letter and digit of the link, or start a new board.
error-join-title = This is not a link to a board
error-join-text = A link looks like this: https://…/b/ followed by 22 letters and digits. Go back and paste the whole link.
error-elsewhere-title = That board is on another server
error-elsewhere-text = Open the link itself in a new tab: this server does not know that board.
error-origin-title = Not from here
error-origin-text = This request came from another site and was not carried out.
error-origin-seen = The browser opened { $origin }, and the request arrived here for { $own }.
error-origin-configured = If you run this server: its PUBLIC_URL is { $own }. Open that address, or set PUBLIC_URL to the one that people use.
error-origin-mend = If both are this server and you run it: a proxy in front of it changes the Host header. Any one of these fixes it:
error-origin-nginx = in the configuration of nginx
error-origin-forwarded = if the proxy sends X-Forwarded-Host
error-room-title = No room for a new board
error-room-text = The server's disk is nearly full. Existing boards still work. Ask whoever runs the server to free some space.
error-boards-title = Too many new boards at once
error-boards-text = The server creates boards one at a time. Try again in a few seconds.
error-damaged-title = This board's data is damaged
error-damaged-text = Waiting does not help. Tell whoever runs the server: “lavagna doctor” shows what is damaged and how to repair it. Other boards are not affected.
error-store-title = The board cannot be read right now
error-store-text = The server cannot reach its storage. Nothing is lost; try again in a minute.
error-server-title = Something went wrong
error-server-text = The fault is ours. Please try again.

## Board: regions and canvas
skip-to-board = Skip to the board
region-board = Board
region-canvas = Drawing area
region-people = People and sharing
region-tools = Tools and inks
region-history = Undo and zoom
region-status = Saving
region-notices = Notices
canvas-label = Board
canvas-description = Draw with a pen, finger or mouse. Tab selects the next shape, arrow keys move the selection, Delete removes it. Control and F opens a list of all shapes. F6 goes to the tools and back. A question mark shows all keys.
loading = Loading
loading-share = Share of the board that has loaded
back-to-content = Back to the drawing
hint-title = Draw anywhere.
hint-text = Everyone with the link sees it as you draw.
hint-pen = pen
hint-eraser = eraser
hint-move = and drag to move
key-space = Space

## Ledge
tools = Tools
tool-select = Select
tool-hand = Move the board
tool-pen = Pen
tool-highlighter = Highlighter
text-label = Text
tool-eraser = Eraser
tool-text = Text
tool-note = Sticky note
shapes = Shapes and laser
tool-line = Line
tool-arrow = Arrow
tool-rectangle = Rectangle
tool-ellipse = Ellipse
tool-diamond = Diamond
tool-laser = Laser pointer
inks = Ink
ink-black = Black
ink-white = White
ink-blue = Blue
ink-red = Red
ink-green = Green
ink-orange = Orange
ink-violet = Violet
ink-sky = Sky blue
ink-teal = Teal
ink-pink = Pink
highlighter-yellow = Yellow
ink-yellow = Ochre
ink-brown = Brown
ink-grey = Grey
widths = Width
width-thin = Thin
width-medium = Medium
width-thick = Thick
width-broad = Broad
style-mixed = Several in the selection
style = Style
style-of-tool = of what you draw next
style-of-selection = of the selection
style-of-text = of the text
style-nothing = Choose a tool that draws, or select something.
style-mixed-value = mixed
style-own-colour = Another colour
style-fill = Fill
style-fill-none = No fill
style-pattern = Pattern
style-pattern-solid = Solid
style-pattern-tint = Pale
style-pattern-hatch = Hatched
style-dash = Line
style-dash-solid = Solid line
style-dash-dashed = Dashed
style-dash-dotted = Dotted
style-bend = Bend
style-bend-straight = Straight
style-bend-round = Round
style-bend-elbow = Right angles
style-tail = Start
style-head = End
style-head-none = Nothing
style-head-arrow = Arrow
style-head-triangle = Triangle
style-head-dot = Dot
style-head-bar = Bar
style-font = Font
style-font-sans = Plain
style-font-hand = Hand
style-font-mono = Mono
style-type = Text size
style-type-small = Small
style-type-medium = Medium
style-type-large = Large
style-type-huge = Extra large
style-align = Align
style-align-start = At the start
style-align-center = Centred
style-align-end = At the end
style-opacity = Opacity

## Zoom
zoom = Zoom
zoom-in = Zoom in
zoom-out = Zoom out
zoom-reset = Zoom to 100%
zoom-tip = 100%, hold for everything
fit = Show everything

## Menu
menu = Board menu
board-name = Name of the board
paper = Paper
paper-blank = Blank
paper-squares = Squares
paper-lines = Lines
paper-dots = Dots
paper-staff = Staff
snap-shapes = Align shapes to each other
large-controls = Large controls
single-keys = Single-letter keys
single-keys-hint = P for the pen, E for the eraser…
speak-changes = Speak changes
speak-changes-hint = For screen readers
find-menu = Find a shape
clear-page = Clear the page…
help = Help and keys

## List of shapes
shapes-title = Shapes
shapes-find = Text, kind, colour or name
shapes-find-label = Find shapes by text, kind, colour or name
shapes-found =
    { $count ->
        [0] No shape found
        [one] 1 shape found
       *[other] { $count } shapes found
    }
shapes-none = Nothing is on this page yet.
shapes-none-found = Nothing on this page has all these words.

## People
people = People
people-count =
    { $count ->
        [one] 1 person
       *[other] { $count } people
    }
people-more =
    { $count ->
        [one] 1 more
       *[other] { $count } more
    }
your-name = Your name
somebody-else = I am somebody else
somebody-else-ask = You become a new person on this board. The drawing stays.
somebody-else-go = Go on
somebody-else-waiting =
    { $count ->
        [one] Not yet: 1 change is still unsent. Try again in a moment.
       *[other] Not yet: { $count } changes are still unsent. Try again in a moment.
    }
you = You
drawing-now = Drawing now
here = Here
go-to-person = Go to where { $name } is
person-nowhere = { $name } has not pointed anywhere yet.
name-card-title = What is your name?
name-card-text = Others see you as
name-later = Later
name-changed = Others now see you as { $name }.
guest = Guest
# Separated by commas; one is picked for somebody who has no name yet.
guest-names = Guest Badger, Guest Bear, Guest Beaver, Guest Crane, Guest Deer, Guest Dolphin, Guest Falcon, Guest Fox, Guest Hare, Guest Hedgehog, Guest Heron, Guest Koala, Guest Lynx, Guest Marmot, Guest Mole, Guest Otter, Guest Owl, Guest Panda, Guest Robin, Guest Seal, Guest Swan, Guest Tiger, Guest Turtle, Guest Whale

## Share
share = Share
share-title = Share this board
share-text = Anyone with the link can draw here.
share-local = This link works only on this computer. For the class, open Lavagna at the address that the server printed when it started, or set PUBLIC_URL.
share-link = Link
copied = Link copied.
copy-by-hand = Copying is blocked here. The link is selected: press { $key }.
qr-title = Show the code large
qr-text = Full screen, for the projector
qr-screen-title = Scan to join
qr-alt = QR code of the link to this board

## Clear
clear-title = Clear the page?
clear-text =
    { $count ->
        [one] This removes 1 shape for everyone. You can undo it.
       *[other] This removes { $count } shapes for everyone. You can undo it.
    }
clear-confirm = Clear
cleared =
    { $count ->
        [one] Page cleared, 1 shape
       *[other] Page cleared, { $count } shapes
    }
cleared-by = { $name } cleared the page.
clear-empty = The page is empty already.
brought-back =
    { $count ->
        [0] Everything is on the page already.
        [one] Brought back, 1 shape
       *[other] Brought back, { $count } shapes
    }
brought-back-by = { $name } brought back a cleared page.
bring-back = Bring a cleared page back…
bring-back-title = Bring back which?
bring-back-text = Everything that was on the page comes back for everyone. Newer drawings stay.
bring-back-clearing = { $time }, cleared by { $name }
bring-back-none = This page has nothing to bring back.
bring-back-offline = This needs the connection to the server. Try again when it is back.

## Status
status-incomplete = Part of the page is missing, trying again
status-outdated = Reload the page: the server has a newer version
status-saved = Saved
status-saving = Saving { $count }
status-offline = Offline
status-offline-waiting = Offline, { $count } waiting
status-paused =
    { $count ->
        [0] Paused
       *[other] Paused, { $count } waiting
    }
status-offline-kept = Offline, { $count } kept here
status-watching = Watching
status-stopped = Stopped
try-now = Try now
title-people =
    { $count ->
        [one] { $name } · 1 person
       *[other] { $name } · { $count } people
    }

## Notices
refused-invalid = The board did not accept this. Copy it if you need it, and reload the page.
refused-role = You may only watch this board.
refused-mode = You may not change this now.
refused-quota = This board is full. Remove something first.
refused-changed = Somebody else has changed this meanwhile.
refused-nothing = There is nothing to bring back.
refused-tag = This belongs to another page.
refused-image = The picture of this image is not on this board. Add it again.
refused-other = The board refused this ({ $code }).
try-again = Try again
copied-content = Copied.
undo-waits = Some of this can be undone once the last changes are saved.
is-locked = This is locked. { $key } Shift L unlocks it.
locked-shapes =
    { $count ->
        [one] Locked. To change it later, choose it in the list of shapes ({ $key } F) and unlock it.
       *[other] { $count } shapes locked. To change them later, choose them in the list of shapes ({ $key } F) and unlock them.
    }
order-waits = A shape here is not saved yet. Change the order again in a moment.
paste-unreadable = What is on the clipboard was copied by another version of Lavagna, or is damaged. Copy it again.
paste-drawing = Drawings of other programs cannot be pasted yet, nor pictures of another board.
paste-long-text = This text is too long to be pasted: at most 100,000 letters. Copy less of it.
paste-nothing = There is nothing on the clipboard that can be pasted here.
paste-by-key = The browser does not let a button read the clipboard. Press { $key } V to paste.
selection-bar = Selection
selection-duplicate = Duplicate
selection-order = Order
selection-delete = Remove
selection-more = More
paste-menu = Paste from the clipboard
picture-menu = Add a picture
picture-added = The picture is on the board. A description helps people who cannot see it.
picture-waits = The picture cannot be sent now. Keep this page open: it is sent when the network is back.
picture-unreadable = This file cannot be read as a picture. Save it as PNG or JPEG, and try again.
picture-too-large = This picture is too large. Make it smaller, and try again.
picture-quota = This board has as many pictures as it may have. Remove some, or use another board.
picture-no-room = The server has no disk space for pictures. Drawing still works.
picture-refused = The server did not take the picture ({ $code }). Add it again.
pictures-many = At most { $count } pictures are added at once. Add the others afterwards.
describe = Describe it
describe-title = Describe the picture
describe-text = In a sentence: what would somebody need to know who cannot see it?
describe-select = Select one picture to describe it.
copy-by-key = The browser does not let a button copy. Press { $key } C to copy, or { $key } X to cut.
copy-limit = This is too much to copy at once: at most 5,000 shapes and 8 MB. Select less.
undo-gone = What you did before this page was loaded can no longer be undone: the board does not keep its history that far back.
undo-changed =
    { $count ->
        [one] 1 thing was not undone: somebody else has changed it.
       *[other] { $count } things were not undone: somebody else has changed them.
    }
order-lost =
    { $count ->
        [0] The server went back to an older copy of this board.
        [one] The server went back to an older copy of this board. Your last change was sent again.
       *[other] The server went back to an older copy of this board. Your last { $count } changes were sent again.
    }
sent-changes =
    { $count ->
        [one] 1 change sent.
       *[other] { $count } changes sent.
    }
stopped-superseded = This board is open in another tab with the same session. Reload to continue here.
stopped-reload =
    { $count ->
        [0] The server has a newer version of Lavagna. Reload the page to continue.
       *[other] The server has a newer version of Lavagna. Reload the page to continue: unsent changes are stored here and sent then.
    }
stopped-rollback =
    { $count ->
        [0] The server has an older version of Lavagna than this page. Reload the page to continue.
       *[other] The server has an older version of Lavagna than this page. Reload the page to continue: unsent changes are stored here and sent once the server has the newer version again.
    }
stopped-gone = This board no longer exists.
stopped-forbidden = You were removed from this board.
stopped-origin = The server does not accept this address: the browser opened { $origin }, the server received { $own }. Ask whoever runs the server to let the proxy pass the Host header on, or to set PUBLIC_URL.
stopped-unreadable = The server did not understand this page. Reload to continue.
stopped-other = The connection has ended ({ $code }). Reload to continue.
reload = Reload
queue-full = Too many unsent changes: you can draw again when the connection is back.
readonly-store = The server cannot save right now. Keep drawing: your changes wait here and are sent later. If this lasts, tell whoever runs the server.
board-full = This board is full: 600 people are here. You join as soon as somebody leaves.
offline-only-here = Offline. Keep this page open: only it holds your changes.
gave-way = This network allows only four connected boards per browser. This one is paused: tap it or press a key to reconnect.
pen-found = Pen found: fingers move the board.
fingers-draw = Draw with fingers too
pen-mode = Only the pen draws
pen-mode-hint = Fingers move the board

## Spoken
say-offline = Connection lost. Your changes are kept here.
say-online = Connected again.
say-drew =
    { $count ->
        [one] { $name } added 1 shape
       *[other] { $name } added { $count } shapes
    }
say-erased =
    { $count ->
        [one] { $name } removed 1 shape
       *[other] { $name } removed { $count } shapes
    }
say-changed =
    { $count ->
        [one] { $name } changed 1 shape
       *[other] { $name } changed { $count } shapes
    }
say-drew-one = { $name } added: { $shape }
say-erased-one = { $name } removed: { $shape }
say-changed-one = { $name } changed: { $shape }
say-somebody = Somebody
say-tool = { $tool } chosen
say-tool-kept = The tool stays after a shape
say-tool-not-kept = After a shape the selection tool returns
say-arranged =
    { $what ->
       *[duplicated] Duplicated
        [connected] Connected
        [selected] Selected
        [copied] Copied
        [cut] Cut
        [removed] Removed
        [unlocked] Unlocked
        [pasted] Pasted
        [to-front] Brought to the front
        [forward] Brought forward
        [backward] Sent backward
        [to-back] Sent to the back
    }: { $count ->
        [one] 1 shape
       *[other] { $count } shapes
    }
say-loose =
    { $done }. { $count ->
        [one] 1 line or arrow has lost its shape and stays where it is.
       *[other] { $count } lines or arrows have lost their shape and stay where they are.
    }
say-order-end = No other shape in that direction
say-shape = { $shape }, { $place } of { $count }
say-text = “{ $text }”
say-by = by { $name }
say-locked = locked
place-top-left = top left
place-top = top
place-top-right = top right
place-left = left
place-middle = middle
place-right = right
place-bottom-left = bottom left
place-bottom = bottom
place-bottom-right = bottom right
say-made = { $shape }, added
say-size = { $width } wide, { $height } high
say-turn = Turned to { $degrees } degrees
say-flip-horizontal = Flipped horizontally
say-flip-vertical = Flipped vertically
say-black = black
say-white = white
say-blue = blue
say-red = red
say-green = green
say-orange = orange
say-violet = violet
say-sky = sky blue
say-teal = teal
say-pink = pink
say-ochre = ochre
say-yellow = yellow
say-own-colour = a colour of its own
say-brown = brown
say-grey = grey
kind-ink = Stroke
kind-highlight = Highlight
kind-line = Line
kind-arrow = Arrow
kind-rectangle = Rectangle
kind-ellipse = Ellipse
kind-diamond = Diamond
kind-text = Text
kind-note = Note
kind-image = Image

## Help
help-lead = Just draw: the pen is ready. Everything is saved automatically.
help-hands = Hand, pen and mouse
help-pen = A pen draws with pressure; once one is used, fingers move the board.
help-two-fingers = Two fingers move and zoom.
help-drag = Space or the middle button and drag moves the board; Ctrl and the wheel zooms.
help-typing = Type right after you have made a shape to write in it. At any other time F2, Enter or a double click opens its text, and letters that are shortcuts run them.
help-copies = Alt held while a selection is dragged leaves it in place and drags a copy.
help-connecting = A line or arrow that begins or ends at a shape stays with it when the shape moves; Ctrl held leaves the end free. By keyboard, select one or two shapes, choose the arrow and press Enter: it connects them.
help-regions = F6 goes from one part of the page to the next.
help-undo = Undo takes back what you did in the last day in this browser, also after a reload, but nothing that somebody else has changed since.
help-keys = Keys

## Keys
key-delete = Del
key-enter = Enter
key-shift = Shift
key-page-up = Page up
key-page-down = Page down
shortcut-tool-select = Select
shortcut-tool-hand = Move the board
shortcut-tool-pen = Pen
shortcut-tool-highlighter = Highlighter
shortcut-tool-eraser = Eraser
shortcut-tool-text = Text
shortcut-tool-note = Sticky note
shortcut-tool-line = Line
shortcut-tool-arrow = Arrow
shortcut-tool-rectangle = Rectangle
shortcut-tool-ellipse = Ellipse
shortcut-tool-diamond = Diamond
shortcut-tool-laser = Laser pointer
shortcut-keep-tool = Keep the tool after a shape
shortcut-write = Write in the selected shape
shortcut-make-shape = Add a shape in the middle, or write in the selected one
shortcut-style-panel = Style
shortcut-type-down = Smaller text
shortcut-type-up = Larger text
shortcut-size-down = Thinner
shortcut-size-up = Thicker
shortcut-ink-previous = Previous ink
shortcut-ink-next = Next ink
shortcut-undo = Undo
shortcut-redo = Redo
shortcut-select-all = Select everything
shortcut-delete = Remove the selection
shortcut-lock = Lock or unlock
shortcut-escape = Cancel, or deselect
shortcut-next-shape = Next shape
shortcut-previous-shape = Previous shape
shortcut-left = Move the selection or the board
shortcut-far-left = Move it farther
shortcut-duplicate = Duplicate the selection
shortcut-to-front = Bring to the front
shortcut-forward = Bring forward
shortcut-backward = Send backward
shortcut-to-back = Send to the back
shortcut-resize-left = Make the selection narrower, wider, shorter or taller
shortcut-resize-far-left = Resize it in larger steps
shortcut-turn-left = Turn the selection to the left
shortcut-turn-right = Turn the selection to the right
shortcut-turn-left-little = Turn it a little to the left
shortcut-turn-right-little = Turn it a little to the right
shortcut-flip-horizontal = Flip horizontally
shortcut-flip-vertical = Flip vertically
shortcut-hold-hand = Hold to move the board
shortcut-zoom-in = Zoom in
shortcut-zoom-out = Zoom out
shortcut-zoom-reset = Zoom to 100%
shortcut-zoom-fit = Show everything
shortcut-page-up = Up by a screen
shortcut-page-down = Down by a screen
shortcut-copy = Copy
shortcut-cut = Cut
shortcut-paste = Paste
shortcut-picture = Add a picture
shortcut-describe = Describe the picture
shortcut-theme = Light or dark
shortcut-focus-mode = Only the board
shortcut-find = List of shapes, to find and choose them
shortcut-next-region = Next part of the page
shortcut-previous-region = Previous part of the page
shortcut-help = This help
shortcut-hood = Under the hood

# Under the hood: the connection itself

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
