# Sets and frozensets.
a = {1, 2, 3}
b = {3, 4}
print(sorted(a | b), sorted(a & b), sorted(a - b), sorted(a ^ b), a == {3, 2, 1}, a != b)
print({1} < a, a <= a, a < a, a > {1, 2}, a.issuperset({1}), {1}.issubset(a), a.isdisjoint({9}))
a.add(5)
a.add(1)
a.discard(2)
a.discard(99)
print(sorted(a), len(a), 5 in a, 2 in a)
try:
    a.remove(99)
except KeyError:
    print("KeyError")
a.update([7, 8], )
print(sorted(a), sorted(a.union([0])), sorted(a.intersection([7, 1])), sorted(a.difference([7])), sorted(a.symmetric_difference([7, 100])))
c = a.copy()
c.clear()
print(c, bool(c), len(a), set(), set("hello") == set("ehlo"))
a |= {50}
a &= {50, 7, 8}
a -= {8}
a ^= {7, 1}
print(sorted(a))
f = frozenset([1, 2])
print(sorted(f), {f: 1}[frozenset([2, 1])], hash(f) == hash(frozenset([2, 1])), f | {3} == {1, 2, 3}, 1 in f)
for bad in (lambda: {[]}, lambda: hash(set()), lambda: set().pop(), lambda: f.add(1)):
    try:
        bad()
    except (TypeError, KeyError, AttributeError) as e:
        print(type(e).__name__)
s = set()
for i in range(200):
    s.add(i * i % 97)
print(len(s), sum(s), sorted(s)[:5])
while s:
    s.pop()
print(len(s), {x % 3 for x in range(9)} == {0, 1, 2}, sorted({"b", "a"}), {1, 1.0, True})
