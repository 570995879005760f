# Tuples: immutable, compared item by item, hashable.
t = (1, "two", 3.0, (4,))
print(t, len(t), t[0], t[-1], t[1:3], t + (5,), t * 2, 1 in t, t.index("two"), t.count(1))
print((), (1,), tuple([1, 2]), tuple("ab"), tuple(range(3)), tuple())
print((1, 2) == (1, 2), (1, 2) < (1, 3), (1,) < (1, 0), () < (1,), (2,) > (1, 5), (1, 2) != (2, 1))
print({(1, 2): "a"}[(1, 2)], hash((1, 2)) == hash((1, 2)), (1, 2) is not (1, 3))
for bad in (lambda: t[10], lambda: t.index(99), lambda: t + [1], lambda: (1, 2) < (1, "a"), lambda: hash(([],))):
    try:
        bad()
    except (IndexError, ValueError, TypeError) as e:
        print(type(e).__name__)
try:
    t[0] = 1
except TypeError:
    print("TypeError")
a = 1, 2
b, c = a
print(a, b, c, bool(()), bool((0,)))
for x, y in ((1, 2), (3, 4)):
    print(x, y)
print(sorted([(2, "a"), (1, "b"), (1, "a")]), max((1, 2), (1, 3)), min((3, 1, 2)))
print(tuple(x * 2 for x in (1, 2)), (1, 2) + tuple([3]), 3 * (0,))
nested = ((1, (2, (3,))), [4])
nested[1].append(5)
print(nested)
print(isinstance(t, tuple), tuple(t) is t, t[:] == t)
