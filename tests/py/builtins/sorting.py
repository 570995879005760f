# Sorting: many shapes of input, keys, stability, errors.
def check(values, **kw):
    result = sorted(values, **kw)
    key = kw.get("key", lambda x: x)
    pairs = list(zip(result, result[1:]))
    good = all(key(b) <= key(a) if kw.get("reverse") else key(a) <= key(b) for a, b in pairs)
    return good and len(result) == len(values)

state = 12345
def rand():
    global state
    state = (state * 1103515245 + 12345) & 0x7FFFFFFF
    return state

for n in (0, 1, 2, 3, 10, 100, 500):
    values = [rand() % 50 for _ in range(n)]
    assert check(values) and check(values, reverse=True) and check(values, key=lambda x: -x), n
assert check(list(range(300))) and check(list(range(300, 0, -1))) and check([1] * 300)
print("sorted")
print(sorted(["b", "A", "c"]), sorted(["b", "A", "c"], key=lambda s: s.lower()), sorted([2.5, 1, 3]), sorted([True, False]))
print(sorted([[2], [1, 5], [1]]), sorted({3: 1, 1: 2}), sorted("hello"), sorted((x for x in (3, 1))))
a = [3, 2, 1]
print(a.sort(), a)
try:
    [1, "a"].sort()
except TypeError:
    print("TypeError")
class Item:
    def __init__(self, v):
        self.v = v
    def __lt__(self, o):
        return self.v < o.v
print([i.v for i in sorted([Item(3), Item(1), Item(2)])])
