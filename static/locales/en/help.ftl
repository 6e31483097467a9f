### Texts of the help that its program adds. Loaded on use.

help-find = Find a key or a command
help-count =
    { $count ->
        [0] Nothing has all these words.
        [one] 1 command
       *[other] { $count } commands
    }
help-print = Print this help
