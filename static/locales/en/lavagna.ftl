### Texts that the page of a board shows without loading another part.

## Everywhere
untitled-board = Untitled board
close = Close
dismiss = Dismiss
copy = Copy
undo = Undo

## Board: regions and canvas
loading = Loading

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
has-pen = Has the pen
hand-place = Hand up: { $place }
person-more = Actions for { $name }
go-to-person = Go to where { $name } is
person-nowhere = { $name } has not pointed anywhere yet.
name-changed = Others now see you as { $name }.
guest = Guest

## Clear
brought-back =
    { $count ->
        [0] Everything is on the page already.
        [one] Brought back, 1 shape
       *[other] Brought back, { $count } shapes
    }
brought-back-by = { $name } brought back a cleared page.

## Status
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
status-frozen =
    { $count ->
        [0] Frozen by the teacher
       *[other] Frozen, { $count } kept here
    }
status-stopped = Stopped
title-people =
    { $count ->
        [one] { $name } · 1 person
       *[other] { $name } · { $count } people
    }

## Notices
only-board = All controls are hidden. Press Esc to show them.
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
paste-drawing = Drawings of other programs cannot be pasted yet.
paste-long-text = This text is too long to be pasted: at most 100,000 letters. Copy less of it.
paste-nothing = There is nothing on the clipboard that can be pasted here.
paste-by-key = The browser does not let a button read the clipboard. Press { $key } V to paste.
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
stopped-forbidden = This board does not let you in.
stopped-out = A teacher has removed you from this board. Ask them to let you in again, then reload.{ $count ->
    [0] { "" }
    [one] {" "}One change of yours was not sent. It stays on this device; select it to copy it.
   *[other] {" "}{ $count } changes of yours were not sent. They stay on this device; select them to copy them.
}
stopped-closed = This board lets nobody new in. Ask your teacher for the code of the lesson, or to open the door, then reload.
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
say-group = group of { $count } shapes
say-text = “{ $text }”
say-undescribed = without a description
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

## Pages
page-place = Page { $place } of { $count }
page-gone = Deleted page
on-page = On page { $place }
