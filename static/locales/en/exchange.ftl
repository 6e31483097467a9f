### Copies of the board as files, on paper and on the clipboard. Loaded on use.

exchange-title = Save a copy
exchange-what = Which part
exchange-board = Whole board
exchange-this-page = This page
exchange-selection = Selection
exchange-page = Page { $number }
exchange-as = As
exchange-png = Picture
exchange-svg = Drawing
exchange-pdf = PDF, print
exchange-scale = Size
exchange-background = Background
exchange-paper = Paper
exchange-none = None
exchange-pixels = PNG, { $width } × { $height } pixels.
exchange-files = { $count } PNG pictures, one for each page.
exchange-reduced = { $scale }× has too many pixels for a browser. The copy has { $most }.
exchange-svg-note =
    { $count ->
        [one] SVG, sharp at any size.
       *[other] { $count } SVG drawings, sharp at any size.
    }
exchange-sheets =
    { $count ->
        [one] One sheet. The browser prints it or saves it as a PDF.
       *[other] { $count } sheets. The browser prints them or saves them as a PDF.
    }
exchange-empty = There is nothing here yet.
exchange-loading = The board is still loading. Try again in a moment.
exchange-save = Download
exchange-print = Print or save as PDF
exchange-share = Share
exchange-cancel = Cancel
exchange-working = The copy is being made
exchange-failed = The copy could not be made: this device has too little memory for it. Try a smaller size.
exchange-saved =
    { $count ->
        [one] Saved as { $name }.
       *[other] { $count } files saved.
    }
exchange-missing =
    { $count ->
        [one] A picture could not be loaded and is missing in the copy.
       *[other] { $count } pictures could not be loaded and are missing in the copy.
    }
exchange-fonts = The fonts could not be loaded: elsewhere the texts may look different.
exchange-select = Select what you want to copy.
exchange-copied = Copied as a picture.
exchange-not-copied = The browser does not let this page copy pictures.
exchange-json = Board file
exchange-json-note = Everything in it, to be added to a board again.
exchange-add = Add a saved board to this one

import-title = Add a saved board
import-reading = Reading the file…
import-working = The board is being added
import-add = Add to this board
import-name = From “{ $name }”.
import-pages =
    { $pages ->
        [one] One new page
       *[other] { $pages } new pages
    } with { $count ->
        [one] one thing on it.
       *[other] { $count } things in all.
    }
import-shapes =
    { $count ->
        [one] One thing for this page.
       *[other] { $count } things for this page.
    }
import-missing =
    { $count ->
        [one] One picture is missing in the file and is left out.
       *[other] { $count } pictures are missing in the file and are left out.
    }
import-waits = Waiting for the network: the pictures have to be sent first.
import-done =
    { $count ->
        [one] Added one thing.
       *[other] Added { $count } things.
    }
import-unreadable = This file is not a saved board, or it is damaged. Nothing was added.
import-foreign = This file was not made by Lavagna. Nothing was added.
import-newer = This file was made by a newer Lavagna. Reload the page, or use the Lavagna that made it.
import-too-much = This file has more than a board can have. Save its pages one by one and add those.
import-broken = This file is damaged at { $place }. Nothing was added.
import-rights = You cannot draw on this board now.
import-offline = This file is too large to be added without the network. Try again when you are connected.
import-bytes = The board has too little room for this file. Start a new board for it.
import-room-shapes = The file has { $count } things and the board has room for { $room }. Start a new board for it.
import-room-pages = The file has { $count } pages and the board has room for { $room }. Start a new board for it.
import-refused = The board did not take the file ({ $code }). What was added of it has been removed again.
import-no-pictures = The board has no more room for pictures. Nothing was added.
import-picture = A picture of the file was not taken ({ $code }). Nothing was added.
