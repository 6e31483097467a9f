"""Copies a board into a new one and prints its address: python3 examples/copy_board.py http://localhost:8080/b/demo

The copy is made from the history: each edit is sent again, in its order and under its tag, so that ids stay what they are.
"""
import json, secrets, sys, urllib.error, urllib.request

site, board = sys.argv[1].split("?")[0].split("/b/")
person, numbers = secrets.token_hex(16), {}


def history():
    """Every logged edit, page by page."""
    since = 0
    while True:
        with urllib.request.urlopen(f"{site}/api/boards/{board}/log?since={since}") as answer:
            page = json.load(answer)
        yield from page["edits"]
        since += len(page["edits"])
        if since >= page["head"]:
            return


def as_sent(op):
    """The op as a client sends it: without what the server filled in."""
    if op["op"] == "clear":
        return {key: op[key] for key in ("op", "page", "upto", "all") if key in op}
    if op["op"] == "restore":
        return {"op": "restore", "tag": op["tag"], "n": numbers[op["tag"], op["n"]]}
    return op


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def make_board():
    try:
        urllib.request.build_opener(Stay).open(f"{site}/boards", b"")
    except urllib.error.HTTPError as answer:
        return answer.headers["Location"].removeprefix("/b/")


copy, sent = make_board(), {}
for edit in history():
    tag = edit["tag"]
    sent[tag] = sent.get(tag, 0) + 1
    numbers[tag, edit["n"]] = sent[tag]
    body = {"person": person, "tag": tag, "first": sent[tag], "edits": [{"ops": [as_sent(op) for op in edit["ops"]]}]}
    with urllib.request.urlopen(f"{site}/api/boards/{copy}/ops", json.dumps(body).encode()) as answer:
        refused = json.load(answer)["nacks"]
    assert not refused, f"edit {edit['n']} of {tag} was refused: {refused}"
print(f"{site}/b/{copy}")
