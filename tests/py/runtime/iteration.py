# iter, next, enumerate, zip, map, filter, reversed, sum and friends.
it = iter([1, 2])
print(next(it), next(it), next(it, "end"))
try:
    next(it)
except StopIteration:
    print("StopIteration")
print(list(enumerate("ab")), list(enumerate("ab", 5)), list(zip("abc", [1, 2])), list(zip()), list(zip("ab", "cd", "ef")))
print(list(map(str, [1, 2])), list(map(lambda a, b: a + b, [1, 2], [10, 20, 30])), list(filter(None, [0, 1, "", "x"])), list(filter(lambda x: x > 1, [1, 2, 3])))
print(list(reversed([1, 2, 3])), list(reversed("ab")), sum([1, 2, 3]), sum([1], 10), sum([[1], [2]], []))
print(any([0, 1]), any([]), all([1, 0]), all([]), min([3, 1]), max("abc"), min([], default=0), max([1, -5], key=abs))
print(sorted([3, 1, 2]), sorted("cab", reverse=True), sorted([(1, 2), (0, 5)], key=lambda p: p[1]))
for bad in (lambda: iter(5), lambda: next([]), lambda: list(5), lambda: zip(1), lambda: sum(["a"]), lambda: min([]), lambda: max()):
    try:
        bad()
    except (TypeError, ValueError) as e:
        print(type(e).__name__)

class Countdown:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        while self.n:
            yield self.n
            self.n -= 1

print(list(Countdown(3)), list(Countdown(2)), tuple(Countdown(1)), sum(Countdown(4)), 2 in Countdown(3))
d = {"a": 1}
for k in d:
    print(k)
try:
    for x in [1, 2, 3]:
        if x == 2:
            raise StopIteration
except StopIteration:
    print("raised through the loop")

def gen():
    yield from [1, 2]
    yield from (x for x in "ab")
    yield from range(2)

print(list(gen()))
z = zip([1, 2, 3], iter("ab"))
print(next(z), list(z))
m = map(lambda x: 1 // x, [1, 0])
print(next(m))
try:
    next(m)
except ZeroDivisionError:
    print("ZeroDivisionError")
