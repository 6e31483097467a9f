"""Draws one line with python-socketio, and leaves when it has heard one: draw.py ORIGIN BOARD polling|websocket|both"""

import sys
import threading

import socketio

origin, board, transport = sys.argv[1:]
heard = threading.Event()
client = socketio.Client()


@client.on("drawing")
def on_drawing(line):
    print("heard", line["color"], flush=True)
    heard.set()


transports = ["polling", "websocket"] if transport == "both" else [transport]
client.connect(f"{origin}?board={board}", transports=transports)
answer = client.call("drawing", {"x0": 0, "y0": 0, "x1": 1, "y1": 1, "color": "#0000aa"})
print("stored" if not answer else answer, flush=True)
sys.exit(0 if heard.wait(60) and not client.disconnect() else 1)
