### Pictures on the board; loaded with the first one.

picture-added = The picture is on the board. A description helps people who cannot see it.
picture-waits = The picture is kept on this device, and sent when the network is back.
picture-unreadable = This file cannot be read as a picture. Save it as PNG or JPEG, and try again.
picture-too-large = This picture is too large. Make it smaller, and try again.
picture-quota = This board has as many pictures as it may have. Remove some, or use another board.
picture-no-room = The server has no disk space for pictures. Drawing still works.
picture-refused-code = The server did not take the picture ({ $code }). Add it again.
pictures-many = At most { $count } pictures are added at once. Add the others afterwards.
describe = Describe it
describe-select = Select one picture to describe it.

picture-mark = A picture on its way
picture-sending = The picture is being sent
picture-waiting = Waits for the network
picture-refused = Not on the board
picture-cancel = Cancel this picture
picture-cancelled = The picture was not added.
picture-save = Save it
picture-retry = Try again
picture-waits-here = The picture cannot be sent now. Keep this page open: it is sent when the network is back.
picture-full =
    { $count ->
        [one] The picture was not added: too many already wait to be sent.
       *[other] { $count } pictures were not added: too many already wait to be sent.
    } Drawing goes on; add more when those are sent.
pictures-coming = The pictures of the other board are being fetched.
pictures-missing =
    { $count ->
        [one] One picture of the other board could not be fetched and was left out.
       *[other] { $count } pictures of the other board could not be fetched and were left out.
    } Copy them again there, and paste.
