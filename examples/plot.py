"""Plots a function on a board while the class watches: python3 examples/plot.py http://localhost:8080/b/demo "sin(x)" """
import json, math, secrets, sys, urllib.request

site, board = sys.argv[1].split("?")[0].split("/b/")
formula = sys.argv[2]
person, tag, number = secrets.token_hex(16), secrets.token_hex(8), 0

def draw(kind, points, ink, **more):
    """Adds one shape through points in px; returns once it is stored."""
    global number
    number += 1
    flat = [round(16 * v) for p, q in zip([(0, 0)] + points, points) for v in (q[0] - p[0], q[1] - p[1])]
    shape = {"id": f"{tag}.{number}", "kind": kind, "page": 1, "pos": [0, 0, 0], "style": {"ink": ink, "size": 48},
             "geometry": {"points": flat, **more}}
    body = {"person": person, "tag": tag, "name": "plot.py", "first": number, "edits": [{"ops": [{"op": "add", "shape": shape}]}]}
    answer = json.load(urllib.request.urlopen(f"{site}/api/boards/{board}/ops", json.dumps(body).encode()))
    assert not answer["nacks"], answer

draw("arrow", [(-420, 0), (420, 0)], "black"), draw("arrow", [(0, 260), (0, -260)], "black")
curve = [(x * 64, -64 * eval(formula, vars(math), {"x": x})) for x in (i / 50 for i in range(-314, 315))]
for i in range(0, len(curve) - 1, 20):
    piece = curve[i:i + 21]
    draw("ink", piece, "blue", pressure=[128] + [0] * (len(piece) - 1))
