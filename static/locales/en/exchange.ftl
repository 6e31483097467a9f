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
