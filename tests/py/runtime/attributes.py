# Attribute lookup: instance, class, base, descriptor order, dynamic changes.
class A:
    x = "A.x"
    def m(self):
        return "A.m"

class B(A):
    pass

b = B()
print(b.x, B.x)
A.x = "changed"
print(b.x)
B.x = "B.x"
print(b.x, A.x)
b.x = "own"
print(b.x, B.x)
del b.x
del B.x
print(b.x)
B.m = lambda self: "patched " + type(self).__name__
print(b.m(), A.m(b))
b.m = lambda: "instance"
print(b.m())
A.late = "late"
print(b.late)
def method(self, k):
    return self.x + str(k)
A.added = method
print(b.added(3))
print(sorted(k for k in ("x", "m", "late", "added", "none") if hasattr(b, k)))

class Slots:
    def __init__(self):
        for i in range(20):
            setattr(self, "a%d" % i, i)

s = Slots()
print(s.a0, s.a19, sum(getattr(s, "a%d" % i) for i in range(20)))
for i in range(0, 20, 2):
    delattr(s, "a%d" % i)
print(hasattr(s, "a0"), hasattr(s, "a1"))

class Meta:
    def __getattr__(self, name):
        return "dynamic " + name

print(Meta().anything)
print("abc".upper.__class__ is not None, [].append is not None)
f = [].append
f(1)
g = "-".join
print(g(["a", "b"]))
print(A.m is A.m or True, A().m() == "A.m")
