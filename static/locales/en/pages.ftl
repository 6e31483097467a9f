### Texts that only the server writes, into its pages.

## Everywhere
new-board = New board
to-start-page = Start page
language = Language
theme = Theme
theme-system = As the device
theme-light = Light
theme-dark = Dark
save = Save
cancel = Cancel
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
home-join-label = Type the code of the lesson, or paste the link
home-join = Join
home-join-nonsense = This is neither a code nor a link to a board. A code has 7 letters and digits; a link looks like this: https://…/b/ followed by 22 letters and digits.
home-join-elsewhere = This board is on another server.
home-join-open = Open it on
home-recent = Your boards
home-recent-hint = This list is stored in this browser only.
home-forget = Remove from the list
home-forgotten = Removed from the list.
home-fact-saved = Saved means on disk: nothing shown as saved is lost.
home-fact-private = No tracking, no cookies, no other servers.
home-learn = How it works
home-fact-open = Free software. Run it on your own machine.

## Pages for what went wrong
error-not-found-title = Nothing here
error-not-found-text = This page does not exist. Check the address, or start from the first page.
error-board-title = No such board
error-board-text = Check every letter and digit of the link, or start a new board.
error-code-title = No lesson is open to this code
error-code-text = Perhaps a letter is wrong, or the lesson has ended. Look at the code again, or ask your teacher for the new one.
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
region-status = Pages and saving
region-notices = Notices
canvas-label = Board
canvas-description = Draw with a pen, finger or mouse. Tab selects the next shape, arrow keys move the selection, Delete removes it. Control and F opens a list of all shapes. F6 goes to the tools and back. A question mark shows all keys.
loading-share = Share of the board that has loaded
back-to-content = Back to the drawing
hint-title = Draw anywhere.
hint-text = Everyone with the link sees it as you draw.
hint-pen = pen
hint-eraser = eraser
hint-move = and drag to move

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
tool-part-eraser = Part eraser
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
style-mixed = Several in the selection

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
settings = Settings
settings-hint = Theme, language, keys…
settings-text = For this browser only. Every change applies at once.
settings-drawing = Drawing
settings-access = Keys and speech
palette-menu = All commands
snap-shapes = Align shapes to each other
large-controls = Large controls
large-controls-hint = For projectors and large screens
single-keys = Single-letter keys
single-keys-hint = P for the pen, E for the eraser…
speak-changes = Speak changes
speak-changes-hint = For screen readers
find-menu = Find a shape
clear-page = Clear the page…
help = Help and keys

## People
your-name = Your name
somebody-else = I am somebody else
name-card-title = What is your name?
name-card-text = Others see you as
name-later = Later
# Separated by commas; one is picked for somebody who has no name yet.
guest-names = Guest Badger, Guest Bear, Guest Beaver, Guest Crane, Guest Deer, Guest Dolphin, Guest Falcon, Guest Fox, Guest Hare, Guest Hedgehog, Guest Heron, Guest Koala, Guest Lynx, Guest Marmot, Guest Mole, Guest Otter, Guest Owl, Guest Panda, Guest Robin, Guest Seal, Guest Swan, Guest Tiger, Guest Turtle, Guest Whale

## Share
hand-raise = Raise your hand
lesson = Lesson
share = Share
share-title = Share this board
share-text = Anyone with the link can draw here.
share-local = This link works only on this computer. For the class, open Lavagna at the address that the server printed when it started, or set PUBLIC_URL.
share-link = Link
qr-title = Show the code large
qr-text = Full screen, for the projector
qr-screen-title = Scan to join
qr-alt = QR code of the link to this board

## Clear
clear-confirm = Clear
bring-back = Bring a cleared page back…
bring-back-title = Bring back which?
bring-back-text = Everything that was on the page comes back for everyone. Newer drawings stay.

## Status
status-incomplete = Part of the page is missing, trying again
status-outdated = Reload the page: the server has a newer version
try-now = Try now

## Notices
paste-menu = Paste from the clipboard
picture-menu = Add a picture
export-menu = Save a copy
describe-title = Describe the picture
describe-text = In a sentence: what would somebody need to know who cannot see it?
pen-mode = Only the pen draws
pen-mode-hint = Fingers move the board

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
