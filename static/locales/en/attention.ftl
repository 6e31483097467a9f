### Texts about where people look: following, calls of a teacher, raised hands. Loaded on use.

follow-now = You see what { $name } sees.
follow-away = You look around alone.
follow-back = Back to { $name }
follow-stop = Stop
follow-gone = { $name } has left, so you look around alone.
followed-by =
    { $count ->
        [one] 1 person sees what you see.
       *[other] { $count } people see what you see.
    }
lead-by = { $name } leads: you see what they see.
lead-mine =
    { $count ->
        [0] You lead. Nobody else is here yet.
        [one] You lead: 1 person sees what you see.
       *[other] You lead: { $count } people see what you see.
    }
call-done = Everybody is brought here.
call-only-teachers = Only a teacher of this board brings everybody somewhere.
called-by = { $name } has brought you here.
called-return = Back
hand-up = Your hand is up.
hand-down = Your hand is down.
