# JSON with floats, escapes and depth, written to a stream and read from one.
# class: json
# host: N = 1700
# expect: 4635
# expect on hosts: 3016650
import json
from io import StringIO

N = 5


def run():
    deep = None
    for i in range(12):
        deep = {"level": i, "below": [deep, i / 2]}
    record = {"text": "tab\tquote\" \u00e9 \\", "numbers": [0.5, -1.25, 1e10, 12345678901], "flag": True, "deep": deep}
    total = 0
    for turn in range(N):
        stream = StringIO()
        json.dump([record, turn], stream)
        stream.seek(0)
        back, n = json.load(stream)
        total += n + len(back["text"]) + int(sum(back["numbers"])) % 1000 + back["deep"]["level"]
    return total
