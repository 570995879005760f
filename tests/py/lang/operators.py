# Operators of user classes: plain, reflected, in place, comparisons, containers.
class Vec:
    def __init__(self, *v):
        self.v = list(v)

    def __repr__(self):
        return "Vec(" + ", ".join(str(x) for x in self.v) + ")"

    def __add__(self, o):
        if not isinstance(o, Vec):
            return NotImplemented
        return Vec(*[a + b for a, b in zip(self.v, o.v)])

    def __mul__(self, k):
        return Vec(*[a * k for a in self.v])

    def __rmul__(self, k):
        return self * k

    def __iadd__(self, o):
        for i, x in enumerate(o.v):
            self.v[i] += x
        return self

    def __neg__(self):
        return self * -1

    def __eq__(self, o):
        return isinstance(o, Vec) and self.v == o.v

    def __lt__(self, o):
        return self.v < o.v

    def __gt__(self, o):
        return self.v > o.v

    def __len__(self):
        return len(self.v)

    def __getitem__(self, i):
        return self.v[i]

    def __setitem__(self, i, x):
        self.v[i] = x

    def __delitem__(self, i):
        del self.v[i]

    def __contains__(self, x):
        return x in self.v

    def __bool__(self):
        return any(self.v)

    def __abs__(self):
        return sum(abs(x) for x in self.v)

    def __hash__(self):
        return 5

a = Vec(1, 2)
b = Vec(3, 4)
print(a + b, a * 3, 3 * a, -a, a == Vec(1, 2), a != b, a < b, a > b)
same = a
a += b
print(a, same is a, len(a), a[0], a[-1], a[0:1], 4 in a, 9 in a, bool(Vec(0)), bool(a), abs(-a))
a[0] = 9
del a[1]
print(a, [x for x in b], {a: 1}[a])
try:
    a + 1
except TypeError:
    print("TypeError")

class R:
    def __radd__(self, o):
        return ("radd", o)
    def __rsub__(self, o):
        return ("rsub", o)
    def __and__(self, o):
        return "and"
    def __matmul__(self, o):
        return "matmul"
    def __floordiv__(self, o):
        return "floordiv"
    def __mod__(self, o):
        return "mod"
    def __pow__(self, o):
        return "pow"
    def __lshift__(self, o):
        return "lshift"
    def __invert__(self):
        return "invert"
    def __call__(self, *a):
        return a

r = R()
print(1 + r, 2.5 - r, r & 1, r @ 1, r // 1, r % 1, r ** 2, r << 1, ~r)

class Seq:
    def __getitem__(self, i):
        if i > 3:
            raise IndexError
        return i * i

print(list(Seq()), 4 in Seq(), 5 in Seq())

class It:
    def __init__(self):
        self.n = 0
    def __iter__(self):
        return self
    def __next__(self):
        self.n += 1
        if self.n > 3:
            raise StopIteration
        return self.n

print(list(It()), max(It()), dict(zip(It(), "abc"))[2])
a, b, c = It()
print(a, b, c)

class Key:
    def __getitem__(self, k):
        return k

k = Key()
print(k[1, 2], k[1:2], k[::3], k["x"])
