# Augmented assignment: every operator, evaluated once, on every kind of target.
x = 7
for source in ("x += 3", "x -= 1", "x *= 4", "x //= 5", "x %= 5", "x **= 3", "x <<= 2", "x >>= 1", "x |= 9", "x &= 13", "x ^= 6", "x /= 4"):
    exec(source)
    print(source, x)

calls = []
def index():
    calls.append(1)
    return 0

l = [5]
l[index()] += 1
print(l, len(calls))
d = {"k": "a"}
d["k"] += "b"
d["k"] *= 2
print(d)
class C:
    n = 1
c = C()
c.n += 5
print(c.n, C.n)
same = l
l += [7]
print(same is l, same)
t = (1,)
u = t
t += (2,)
print(t, u)
s = "x"
s += "y" * 3
print(s)
def local():
    n = 0
    for i in range(5):
        n += i
    return n
print(local())
class W:
    def __init__(self):
        self.log = []
    def __iadd__(self, o):
        self.log.append(o)
        return self
    def __isub__(self, o):
        return "replaced"
w = W()
w += 1
w += 2
print(w.log)
w -= 1
print(w)
try:
    n += 1
except NameError:
    print("NameError")
m = [[0] * 2 for _ in range(2)]
m[1][0] += 3
print(m)
