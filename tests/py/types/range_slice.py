# Ranges and slices.
for r in (range(5), range(2, 5), range(0, 10, 3), range(5, 0, -2), range(0), range(3, 1), range(-3, 3), range(10, 0, -1)):
    print(r, list(r), len(r), bool(r), r[0] if r else None, r[-1] if r else None)
r = range(0, 20, 3)
print(r[2], r[1:3], r[::-1], r[::2], list(r[2:]), 9 in r, 10 in r, 21 in r)
for bad in (lambda: range(1, 2, 0), lambda: r[50], lambda: range("a"), lambda: range()):
    try:
        bad()
    except (ValueError, IndexError, TypeError) as e:
        print(type(e).__name__)
class Shows:
    def __getitem__(self, s):
        return s.start, s.stop, s.step
print(Shows()[1:5:2], Shows()[:], Shows()[::-1])
data = list(range(10))
for start in (None, 0, 2, -3, 20, -20):
    for stop in (None, 5, -2, 20, -20):
        print(start, stop, data[start:stop], data[start:stop:2], data[start:stop:3], "0123456789"[start:stop], bytes(data)[start:stop])
print(sum(range(1, 101)), max(range(5)), list(reversed(range(3))), list(zip(range(3), range(3, 6))))
a, b, c = range(3)
print(a, b, c, *range(2))
