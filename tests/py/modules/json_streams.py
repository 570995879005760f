# JSON from streams: where they stand afterwards, what is read ahead, what is told.
import io
import json


def load(stream):
    try:
        return json.load(stream)
    except (ValueError, OSError, TypeError) as error:
        return type(error).__name__


for text in ("[1, 2] ", " {\"a\": [1.5, -2e3, \"x\\ny\\u00e9\"]}", "[1] x", "{1", "tru", "true", "-", "12", "\"ab", "]", "nulx", "[[]", '{"a"}', '{"a": {"b": []}}  \n'):
    stream = io.StringIO(text)
    print(repr(text), load(stream), stream.tell())
    stream = io.BytesIO(b"##" + text.encode())
    stream.seek(2)
    print(load(stream), stream.tell())

stream = io.StringIO("[1]")
stream.seek(10)
print(load(stream), stream.tell())
stream.close()
print(load(stream))


class Slow(io.IOBase):
    def __init__(self, data):
        self.data = data
        self.calls = 0

    def readinto(self, buf):
        self.calls += 1
        n = min(len(buf), len(self.data))
        buf[:n] = self.data[:n]
        self.data = self.data[n:]
        return n


for data in (b'{"a": [1, 22, 3.5, true, "q\\tr"]} ', b"[1 2] 3", b"[nul] 456", b'{"long key of a record": 12345678901234567890}'):
    stream = Slow(data)
    print(load(stream), stream.calls, stream.data)

records = [{"id": i, "name": "n%d" % i, "": i / 4, "big": 1 << (i * 9), "\u00e9": None} for i in range(12)]
text = json.dumps(records)
print(json.loads(text) == records, json.loads(text.encode()) == records)
back = io.StringIO()
print(json.dump(records, back), back.getvalue() == text)
back = io.BytesIO(b"0123456789")
back.seek(3)
json.dump({"a": 1}, back)
print(back.getvalue(), back.tell())


class Shown:
    def __repr__(self):
        return "<%s>" % out.getvalue()


out = io.StringIO()
json.dump([1, "a", Shown(), 2.5], out)
print(out.getvalue())


class Broken:
    def __repr__(self):
        raise ValueError("broken")


out = io.StringIO()
try:
    json.dump([1, Broken(), 2], out)
except ValueError as error:
    print(error, repr(out.getvalue()))


class Sink(io.IOBase):
    def write(self, buf):
        parts.append(bytes(buf))
        return len(buf)


parts = []
json.dump({"a": [1, "b"]}, Sink())
print(b"".join(parts))
for text in ("[1.0, 0.1, 1e22, 123456789012345678.0, 5e-324, 1.7976931348623157e308, 2.5E-3, 0.30000000000000004]", "[1e400, -0.0, 9007199254740993.0, 0.1e1, 00012, 1.]", "[123456789012345678, 1234567890123456789, -999999999999999999]"):
    print(json.loads(text))
for wrong in ("[1-2]", "[1.2.3]", "[--1]", "[1e]", "[+1]"):
    try:
        print(json.loads(wrong))
    except ValueError as error:
        print(wrong, error)
try:
    json.loads(b'["\xff"]')
except UnicodeError:
    print("UnicodeError")
print(json.loads('["a\x00b"]') if False else "end")
