"""What the schemas of edits promise, checked beside what schemathesis checks by itself.

As hooks of schemathesis (SCHEMATHESIS_HOOKS): an edit that breaks its schema is never stored. As a program: the shared vectors
of edits against the schemas: every valid edit fits, and no edit that breaks a schema is valid.
"""

import json
import sys
from pathlib import Path

import jsonschema_rs

ROOT = Path(__file__).parents[2]
DESCRIPTION = json.loads((ROOT / "src/protocol/openapi.json").read_text())
EDIT = jsonschema_rs.validator_for(
    {"$ref": "#/components/schemas/Edit", "components": DESCRIPTION["components"]}
)


def stored_although_invalid(body, answer):
    """The numbers of the stored edits that break the schema."""
    acked = {ack["n"] for ack in answer["acks"]}
    numbered = enumerate(body["edits"], body["first"])
    return [n for n, edit in numbered if n in acked and not EDIT.is_valid(edit)]


def whole(value):
    """The value with its floats that are integers as integers."""
    if isinstance(value, dict):
        return {key: whole(part) for key, part in value.items()}
    if isinstance(value, list):
        return [whole(part) for part in value]
    is_whole = isinstance(value, float) and value.is_integer()
    return int(value) if is_whole else value


def expand(value):
    """A vector's value: `{"repeat": [item, count]}` stands for that many items, in a list or of a text."""
    if isinstance(value, dict):
        if list(value) == ["repeat"]:
            item, count = value["repeat"]
            return expand(item) * count
        return {key: expand(part) for key, part in value.items()}
    if isinstance(value, list):
        items = []
        for part in value:
            if isinstance(part, dict) and list(part) == ["repeat"]:
                item, count = part["repeat"]
                items.extend([expand(item)] * count)
            else:
                items.append(expand(part))
        return items
    return value


def check_vectors():
    """Compares the schemas with every vector; returns the lines of the report."""
    wrong, refused, beyond = [], 0, 0
    for path in sorted((ROOT / "tests/vectors/edits").glob("*.json")):
        for case in json.loads(path.read_text())["cases"]:
            if "edit" not in case:
                continue
            fits = EDIT.is_valid(expand(case["edit"]))
            # Pictures cannot be added yet (O13), so the schema has no image.
            if case["valid"] and not fits and path.name != "images.json":
                wrong.append(f"{path.name}: {case['name']}: valid, but not by the schema")
            refused += not case["valid"] and not fits
            beyond += not case["valid"] and fits
    return wrong, refused, beyond


if __name__ == "__main__":
    wrong, refused, beyond = check_vectors()
    print(f"broken edits refused by the schema: {refused}; only by the server: {beyond}")
    print("\n".join(wrong))
    sys.exit(1 if wrong or refused < beyond else 0)
else:
    import schemathesis

    @schemathesis.hook
    def map_body(_context, body):
        """Writes 1.0 as 1: for JSON Schema both are integers, for the protocol only the latter is (D1)."""
        return whole(body)

    @schemathesis.check
    def edits_follow_the_schema(_context, response, case):
        """A POST of edits stores none that breaks its schema."""
        is_post = case.operation.definition.raw.get("operationId") == "postEdits"
        if not is_post or response.status_code != 200:
            return
        stored = stored_although_invalid(case.body, response.json())
        assert not stored, f"edits {stored} break the schema and were stored"
