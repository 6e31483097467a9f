### Texts of panels, dialogs and bars of a board that load on use.

## Ledge
inks = Ink
widths = Width
width-thin = Thin
width-medium = Medium
width-thick = Thick
width-broad = Broad
style = Style
style-of-tool = of what you draw next
style-of-selection = of the selection
style-of-text = of the text
style-nothing = Choose a tool that draws, or select something.
style-pick = Pick from the board
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

## Share
copied = Link copied.
copy-by-hand = Copying is blocked here. The link is selected: press { $key }.

## Clear
clear-text =
    { $count ->
        [one] This removes 1 shape for everyone. You can undo it.
       *[other] This removes { $count } shapes for everyone. You can undo it.
    }
cleared =
    { $count ->
        [one] Page cleared, 1 shape
       *[other] Page cleared, { $count } shapes
    }
clear-empty = The page is empty already.
bring-back-clearing = { $time }, cleared by { $name }
bring-back-none = This page has nothing to bring back.
bring-back-offline = This needs the connection to the server. Try again when it is back.

## Notices
selection-bar = Selection
selection-duplicate = Duplicate
selection-order = Order
selection-delete = Remove
selection-more = More

## Arranging the selection
selection-align = Align
say-grouped =
    { $count ->
        [one] Grouped 1 shape
       *[other] Grouped { $count } shapes
    }
say-ungrouped =
    { $count ->
        [one] Ungrouped 1 shape
       *[other] Ungrouped { $count } shapes
    }
say-aligned = Aligned { $count } things
say-distributed = Distributed { $count } things
group-few = Select at least two things to group them.
group-deep = Something here is in four groups already, one within the other. Ungroup one of them first.
ungroup-none = There is no group in the selection.
board-loads = The board is still loading. Try again in a moment.
align-few = Select at least two things to align them. What is locked does not count.
distribute-few = Select at least three things to distribute them. What is locked does not count.
style-copied = Style copied
style-pasted = Style pasted
style-none = No style is copied yet. Select a shape and press { $key } Alt C first.
cuts-strokes = The part eraser cuts pen and highlighter only. The eraser removes other things.
cut-late = Somebody else changed this stroke at the same moment, so it was not cut.
pick-start = Press the shape whose colour and style you want. Escape cancels.
pick-none = There is no shape at that place.
picked = Style picked up
