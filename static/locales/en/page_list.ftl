## Pages
pages = Pages
page-previous = Previous page
page-next = Next page
page-add = New page
page-name = Name of the page
page-name-hint = Page { $place }
page-list = Pages of the board
page-tools = This page
page-duplicate = Duplicate
page-delete = Delete
page-up = Move up
page-down = Move down
page-drag = Drag to another place
page-tone = Tone
tone-auto = Auto
tone-light = Paper
tone-dark = Slate
paper = Paper
paper-blank = Blank
paper-squares = Squares
paper-lines = Lines
paper-dots = Dots
paper-staff = Staff
page-row = Page { $place }
page-row-people = { $page }, here: { $names }
page-copy = { $page } (copy)
page-deleted = Page { $page } deleted
page-moved = Page moved to place { $place } of { $count }
shapes-moved =
    { $count ->
        [one] One thing is now on page { $page }.
       *[other] { $count } things are now on page { $page }.
    }
page-show = Show it
page-back = This page had been deleted. What you drew on it brings it back for everyone.
page-back-by = { $name } drew on page { $page }, which had been deleted. It is back.
page-limit = A board has at most 500 pages. Delete one, or open another board.
page-too-large = This page is too large to be duplicated: at most 5,000 shapes. Select a part of it and copy that.
page-waits = The page is duplicated as soon as all of it has loaded.
printed-page = Only the shown page was printed. { $key } P on the board prints all pages.
cleared-by = { $name } cleared the page.
cleared-page-by = { $name } cleared page { $page }.
deleted-by = { $name } deleted page { $page }.
clear-title = Clear the page?
clear-page-title = Clear page { $page }?
