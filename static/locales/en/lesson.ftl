### Texts of a lesson: the teacher's panel, the sign of its mode, and the menu of a person. Loaded on use.

lesson-title = Lesson
lesson-mode = Who may draw
mode-free = Everybody
mode-own-only = Own work
mode-frozen = Nobody
mode-free-hint = Everybody with the right to draw changes everything.
mode-own-only-hint = Everybody draws, and changes only what is their own.
mode-frozen-hint = The board is frozen. Only teachers draw, and those who have the pen.
lesson-quiet = Quiet
lesson-quiet-hint = Only the pointers and lasers of teachers show.
lesson-views = Where everybody looks
lesson-call = Bring everybody here
lesson-lead = Lead: everybody sees what you see
lesson-pens = Who has the pen
lesson-pens-none = Nobody. Give it in the list of people.
lesson-access = Who opens the link
access-draw = may draw
access-watch = may watch
lesson-door = Lock the door
lesson-door-hint = Nobody new comes in. Whoever was here may come back.
lesson-code = Code of the lesson
lesson-code-hint = Whoever types it on the start page comes in and draws, until the lesson ends.
code-open = Open a code
code-show = Show { $code } on the whole screen
code-end = End the lesson
code-ended = The lesson has ended: its code is closed, and who came by it has the right of the link again.
code-come-in = Open { $host } and type the code
code-qr = QR code of the address that brings a class in
access-none = is not let in
door-lock = Lock the door
door-locked = The door is locked: nobody new comes in.
person-remove = Remove from the board
person-removed = { $name } is removed. Whoever has the link can come back as somebody new while the door is open.
person-back = Let back in
owner-link-title = Your key to this board
owner-link = Copy the owner's link
owner-link-text = Whoever opens it decides about this board, on any device. Keep it where only you find it.
owner-link-copied = Copied. Keep it where only you find it.
owner-link-not-copied = The link was not copied. Try again.
owner-offer = This board is yours: you decide who draws. Save its owner's link, for another device or an emptied browser.
lesson-only-teachers = Only a teacher of this board may do that.
lesson-no-owner = Nobody owns this board, so everybody draws. A new board is yours.
lesson-offline = Not changed: there is no connection. Try again when it is back.
lesson-flood = Not changed: too many changes at once. Try again in a moment.
lesson-not-stored = Not changed: the server cannot save right now. Try again.
lesson-refused = Not changed ({ $code }). Reload the page and try again.

## Pen
pen-given = { $name } has the pen, while the board is frozen too.
pen-taken = The teacher has taken the pen back. Your work stays.
pen-away = Somebody who is not here
pen-take-person = Take the pen from { $name }
pen-most = At most { $count } people have the pen. Take one back first.

## Sign
sign-frozen =
    { $count ->
        [0] The teacher has frozen the board. You may look around.
        [one] The teacher has frozen the board. 1 change is kept here until you may draw again.
       *[other] The teacher has frozen the board. { $count } changes are kept here until you may draw again.
    }
sign-pen = You have the pen: draw on the frozen board.
sign-own-only = You change only what you have drawn yourself.
sign-quiet = Only the teacher's pointer shows.
sign-watch = You are watching. A teacher can let you draw.
sign-let-all = Let everybody draw
sign-teacher-own-only = Everybody changes only their own work.
sign-teacher-frozen =
    { $count ->
        [0] Frozen: only teachers draw.
        [one] Frozen: teachers draw, and 1 person with the pen.
       *[other] Frozen: teachers draw, and { $count } people with the pen.
    }

## Menu of a person
person-menu = Actions for this person
person-follow = Follow: see what they see
person-follow-end = Stop following
person-hand-lower = Lower the hand
person-pen-give = Give the pen
person-pen-take = Take the pen back
person-owner = Make a teacher
person-viewer = Let only watch
person-link = As the link says
role-set-owner = { $name } is a teacher of this board now.
role-set-viewer = { $name } may only watch now.
role-set-link = { $name } may do what the link allows.
