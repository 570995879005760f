# JSON, written and read.
import json


def run():
    data = [{"id": i, "name": "user" + str(i), "tags": ["a", "bb"], "in": {"x": i * 2, "y": None}} for i in range(20)]
    n = 0
    for turn in range(20):
        back = json.loads(json.dumps(data))
        n += len(back) + back[turn]["in"]["x"]
    return n
