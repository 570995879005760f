# Every way to pass and take arguments.
def f(a, b=2, *args, c, d=4, **kw):
    return a, b, args, c, d, sorted(kw.items())

print(f(1, c=3))
print(f(1, 5, 6, 7, c=8, d=9, e=10, z=11))
print(f(*[1, 2, 3], **{"c": 4, "x": 5}))
print(f(*(1,), *[2, 3], c=0, **{"d": 1}, **{"q": 2}))
print(f(b=1, a=0, c=2))

def plain(a, b, c=3):
    return a, b, c

for call in (
    lambda: plain(1),
    lambda: plain(1, 2, 3, 4),
    lambda: plain(1, 2, d=4),
    lambda: plain(1, a=1, b=2),
    lambda: plain(*[1], **{"a": 2}),
    lambda: f(1),
    lambda: plain(**{"a": 1, "b": 2, "c": 3}),
    lambda: plain(*"xyz"),
    lambda: plain(*range(2)),
    lambda: plain(1, *(x for x in [2, 3])),
):
    try:
        print(call())
    except TypeError:
        print("TypeError")

def keyword_only(*, a, b=2):
    return a, b

print(keyword_only(a=1), keyword_only(b=3, a=4))
try:
    keyword_only(1)
except TypeError:
    print("TypeError")

def mutable(x, store=[]):
    store.append(x)
    return store

print(mutable(1), mutable(2), mutable(3, []))

order = []
def note(x):
    order.append(x)
    return x

plain(note(1), c=note(2), b=note(3))
print(order)
print((lambda *a, **k: (a, k))(1, x=2))

def many(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t):
    return a + t

print(many(*range(20)))

class C:
    def m(self, *args, **kw):
        return args, kw

print(C().m(1, 2, x=3), C.m(C(), 4))
bound = C().m
print(bound(*[7], **{"y": 8}))
