### Texts of the command palette.

palette = All commands
palette-find = Command or setting
palette-count =
    { $count ->
        [0] Nothing has all these words.
        [one] 1 result
       *[other] { $count } results
    }
palette-select-first = select something first
palette-not-now = not possible now
palette-theme-light = Light theme
palette-theme-dark = Dark theme
palette-theme-system = Theme of the device
palette-lang-en = Language: English
palette-lang-it = Language: Italian
palette-large-controls = Large controls
palette-pen-mode = Only the pen draws
palette-snap-shapes = Align shapes to each other
palette-single-keys = Single-letter keys
palette-speak-changes = Speak changes
palette-name = My name
group-settings = Settings
group-pages = Pages
group-people = People
palette-person = Go to { $name }
