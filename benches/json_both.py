# JSON, written and read.
# class: json
# host: N = 1300
# expect: 780
# expect on hosts: 50700
import json

N = 20


def run():
    data = [{"id": i, "name": "user" + str(i), "tags": ["a", "bb"], "in": {"x": i * 2, "y": None}} for i in range(20)]
    n = 0
    for turn in range(N):
        back = json.loads(json.dumps(data))
        n += len(back) + back[turn % 20]["in"]["x"]
    return n
