# json: what goes out and what comes in.
import json

for value in (None, True, False, 0, -1, 1.5, "text", "quo\"te", "line\n", [], [1, [2, [3]]], {}, {"a": 1}, [None, True], (1, 2)):
    print(json.dumps(value))
for text in ("null", "true", "false", "1", "-2.5", "1e3", '"s"', '"\\u0041\\n\\"\\\\"', "[]", "[1, 2]", "{}", ' { "a" : [ 1 , {"b":null} ] } ', '"é"', '"\\u00e9"'):
    print(repr(json.loads(text)))
for bad in ("", "[1", "{", "nul", "1 2", '"open', "]"):
    try:
        print(json.loads(bad))
    except ValueError:
        print("ValueError", repr(bad))
import io
out = io.StringIO()
json.dump({"k": [1, "v"]}, out)
print(out.getvalue(), json.load(io.StringIO('[1, {"x": "y"}]')))
data = {"list": [1, 2.5, "three", None], "nested": {"deep": {"er": [[]]}}}
print(json.loads(json.dumps(data)) == data)
print(json.dumps([1, 2], separators=(",", ":")), json.dumps({"a": 1}, separators=(";", "=")))
deep = "[" * 50 + "]" * 50
print(json.dumps(json.loads(deep)) == deep)
