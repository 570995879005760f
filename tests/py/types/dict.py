# Dicts: access, change, views, order of keys that were put in.
d = {"a": 1, "b": 2}
d["c"] = 3
d["a"] = 10
print(sorted(d.items()), len(d), d["a"], "a" in d, "z" in d, d.get("z"), d.get("z", 0))
print(d.pop("b"), d.pop("zz", None), sorted(d))
for bad in (lambda: d["zz"], lambda: d.pop("zz"), lambda: {}.popitem(), lambda: {[]: 1}, lambda: d.__delitem__ if False else {}[1]):
    try:
        bad()
    except (KeyError, TypeError) as e:
        print(type(e).__name__)
del d["c"]
print(d, d.setdefault("n", []), d.setdefault("a", 5))
d.setdefault("n").append(1)
print(sorted(d.items(), key=lambda kv: kv[0]))
d.update({"x": 1}, y=2)
d.update([("z", 3)])
print(sorted(d.keys()), sorted(str(v) for v in d.values()))
e = d.copy()
e.clear()
print(len(d), e, bool(e), bool(d))
print(dict(a=1), dict([("k", "v")]), dict({1: 2}), dict(zip("ab", (1, 2)))["b"], dict.fromkeys("ab", 0)["a"])
print({1: "int", 1.0: "float", True: "bool"}, {(1, 2): 3}[(1, 2)], {None: 1}[None], {"": 0}[""])
print({1: 2} == {1: 2}, {1: 2} == {1: 3}, {1: 2, 3: 4} == {3: 4, 1: 2}, {} == {})
big = {}
for i in range(500):
    big[i * 37 % 501] = i
for i in range(0, 500, 2):
    del big[i * 37 % 501]
print(len(big), sum(big.values()), sum(big.keys()), 37 in big, 74 in big, big[37])
for i in range(500):
    big["key" + str(i)] = i
print(len(big), big["key499"], sum(1 for k in big if isinstance(k, str)))
keys = sorted(k for k in {"q": 1, "w": 2})
print(keys, [k for k, v in sorted({"x": 1, "y": 0}.items()) if v])
print({"a": 1} | {"b": 2} == {"a": 1, "b": 2})
class K:
    def __init__(self, k):
        self.k = k
    def __hash__(self):
        return self.k % 3
    def __eq__(self, o):
        return self.k == o.k
kd = {K(i): i for i in range(10)}
print(len(kd), kd[K(7)], K(11) in kd, sorted(kd.values()))
view = d.keys()
print("a" in view, len(list(d.items())))
