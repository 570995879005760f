# collections: namedtuple, OrderedDict, deque.
from collections import namedtuple, OrderedDict, deque

Point = namedtuple("Point", ["x", "y"])
p = Point(1, y=2)
print(p, p.x, p[1], len(p), p == (1, 2), list(p), Point(*[3, 4]).y)
x, y = p
print(x, y, isinstance(p, tuple))
Other = namedtuple("Other", "a b c")
print(Other(1, 2, 3))
for bad in (lambda: Point(1), lambda: Point(1, 2, 3), lambda: Point(1, z=3), lambda: p.z):
    try:
        bad()
    except (TypeError, AttributeError) as e:
        print(type(e).__name__)
try:
    p.x = 5
except AttributeError:
    print("AttributeError")
d = OrderedDict()
for k in "hello":
    d[k] = d.get(k, 0) + 1
print(list(d), list(d.items()))
del d["e"]
d["e"] = 9
print(list(d.keys()), d.popitem())
print(list(OrderedDict([(1, 2), (0, 3)]).values()))
q = deque((), 3)
for i in range(5):
    q.append(i)
print(list(q), len(q), q.popleft(), q.pop(), list(q))
q.appendleft(9)
print(list(q), bool(q), q[0], q[-1])
q.extend([1, 2, 3])
print(list(q))
while q:
    q.pop()
try:
    q.popleft()
except IndexError:
    print("IndexError")
