# Tables of many keys of few kinds, to which keys of other kinds come later, and which shrink again.


class Key:
    def __init__(self, n):
        self.n = n

    def __hash__(self):
        return self.n % 7

    def __eq__(self, other):
        return isinstance(other, Key) and self.n == other.n


def check(d, model):
    assert len(d) == len(model)
    for key, value in model:
        assert key in d, key
        assert d[key] == value, (key, d[key], value)
    assert [v for v in d.values()] == [v for _, v in model]


kinds = {
    "int": lambda i: i * 3 - 20,
    "name": lambda i: "n%d" % i,
    "text": lambda i: "a longer text %d" % i,
    "bytes": lambda i: b"%d bytes" % i,
    "float": lambda i: i + 0.5,
    "tuple": lambda i: (i, str(i)),
    "object": lambda i: Key(i),
    "big": lambda i: 1 << (64 + i),
}
names = ["int", "name", "text", "bytes", "float", "tuple", "object", "big"]

for first in names:
    for second in names:
        d = {}
        model = []
        for i in range(12):
            d[kinds[first](i)] = i
            model.append((kinds[first](i), i))
        for i in range(20, 31):
            d[kinds[second](i)] = i
            model.append((kinds[second](i), i))
        check(d, model)
        # From the end, which frees places in the index; then from the middle.
        while len(model) > 16:
            key, value = model.pop()
            assert d.popitem()[1] == value
            assert key not in d
        for at in (12, 5, 0):
            key, value = model.pop(at)
            assert d.pop(key) == value
            assert key not in d
        check(d, model)
        for i in range(40, 50):
            d[kinds[first](i)] = i
            model.append((kinds[first](i), i))
        check(d, model)
        copy = d.copy()
        d.clear()
        check(copy, model)
        s = set(k for k, _ in model)
        assert len(s) == len(model) and all(k in s for k, _ in model)
        n = 0
        while s:
            s.pop()
            n += 1
        assert n == len(model)
print("tables", len(names) * len(names))

# Equal keys of different kinds are one key, however late they come.
d = {i: "int" for i in range(10)}
d[3.0] = "float"
d[True] = "bool"
print(len(d), d[3], d[1], 4.0 in d, 4.5 in d)
d = {"k%d" % i: i for i in range(10)}
print("k" + "5" in d, "".join(["k", "7"]) in d, b"k5" in d, (5,) in d)
