class Stop(BaseException):
    pass
fuel = [FUEL]
def tick():
    fuel[0] -= 1
    if fuel[0] < 0:
        raise Stop
def ci(v):
    return v if -(1 << 200) < v < 1 << 200 else v % 1000003
def cf(v):
    return v if -1e30 < v < 1e30 else 0.25
def c(v):
    return v[:24]
def cd(v):
    while len(v) > 12:
        del v[max(v)]
    return v
def n(v):
    return v if type(v) is int else len(v) if type(v) in (str, list, tuple, dict, set, bytes) else 1
class Base:
    v = 3
    def __init__(self, v=5):
        self.v = v
    def m(self, a=0, *r, k=1):
        return ci(n(self.v) + n(a) + len(r) * n(k))
class Ctx:
    def __init__(self, v, hides=False):
        self.v, self.hides = v, hides
    def __enter__(self):
        print("enter", show(self.v))
        return self.v
    def __exit__(self, t, e, b):
        print("exit", None if t is None else kind(e))
        return self.hides
def count(a):
    for q in range(a % 5):
        got = yield q
        if got is not None:
            print("got", show(got))
def f0(a=1, b=2, *r, k=3, **m):
    return n(a) - n(b) + len(r) * n(k) + len(m)
i0, i1, i2 = 3, -7, 1 << 70
s0, s1, l0, l1 = "spam", "a,b c", [1, 2, 3], [5, -5]
x0, d0, e0, t0, b0 = 2.5, {"a": 1, "b": -2}, {1, 4}, (1, "x", None), b"by\x00te"
o0 = Base(4)
