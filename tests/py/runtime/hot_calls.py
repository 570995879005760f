# Calls in every form, often enough to be translated: defaults, names, cells, bound methods, stars.
def f(a, b=2, c=3): return (a, b, c)
def g(a, b, c): return a*100+b*10+c
def st(*a, **k): return a, sorted(k.items())
class C:
    def __init__(self, x, y=5, z=6): self.x=x; self.y=y; self.z=z
    def m(self, a, b=1): return self.x + a + b
    def kw(self, p, q=3): return (self.x, p, q)
def cells(a, b):
    def inner(x): return a+b+x
    return inner
def two(a,b):
    def i2(x, y=4): return a,b,x,y
    return i2
def gen(n, m=2):
    for i in range(n): yield i*m
i2 = two(1,2)
out=[]
for i in range(75):
    r=[f(1), f(1,2), f(1,c=9), f(a=1), f(c=1,a=2), f(b=1,a=2,c=3), g(1,2,c=3), g(c=1,b=2,a=3), st(1,2,x=3), C(1).y, C(1,2).y, C(1,z=4).z]
    o=C(i); r.append(o.m(1)); r.append(o.m(1,b=5)); r.append(o.kw(1)); r.append(o.kw(q=1,p=2)); bm=o.m; r.append(bm(3)); r.append(bm(b=3,a=1))
    r.append(cells(i,2)(3)); r.append(i2(1)); r.append(i2(1,2)); r.append(i2(x=5)); r.append(list(gen(3))); r.append(list(gen(3,m=3))); r.append(sum(gen(2,3)))
    r.append(int('5')); r.append(str(i)); r.append(list((1,2))); ap=out.append
    for bad in (lambda: f(), lambda: f(1,2,3,4), lambda: f(1,a=2), lambda: f(1,d=2), lambda: g(1,2), lambda: g(1,2,b=3), lambda: o.m(), lambda: C()):
        try: bad()
        except TypeError as e: r.append(str(e))
    r.append(max([3,1,2], key=lambda v:-v)); r.append(f(*(1,2))); r.append(f(*[1],**{'c':5})); r.append(o.m(*(1,)));
    ap(r)
    if i in (0,70,74): print(r)
fs=[f, lambda a,b=7,c=8:(c,b,a)]
for i in range(130):
    r=fs[i&1](1,c=4)
    if i>126: print(r, fs[i&1](c=2,a=3))
def rec(n, k=0): return rec(n=n-1, k=k+1) if n else k
print(rec(100))
def inf(n, k=0): return inf(k=n, n=k)
for i in range(3):
    try: inf(1)
    except RuntimeError as e: print(e)
def kwo(a, *, b=1): return a,b
for i in range(75): r=kwo(1,b=i)
print(r)
# replaced function
def h(x, y=1): return x-y
for i in range(75):
    if i==66:
        def h(y, x=1): return x*y+1000
    r=h(x=5,y=i)
print(r)


# Collected arguments, arguments that are given by name only, instances that are finalised.
def collect(a, b=2, *more, scale=1, off=0):
    return a, b, more, scale, off


def only(a, *, need, opt=5):
    return a, need, opt


def outer(n):
    def inner(x, by=1, *more, scale=1):
        return (x + n * by + len(more)) * scale

    def named(x, *, k=n):
        return x, k, n

    return inner, named


class Method:
    def __init__(self, *args, tag=None):
        self.args = args
        self.tag = tag

    def m(self, *a, z=9):
        return self.args, a, z


class Counted:
    made = 0

    def __new__(cls, *a):
        Counted.made += 1
        return object.__new__(cls)

    def __init__(self, v, w=3):
        self.v = v + w


result = []
for i in range(75):
    inner, named = outer(i)
    result = [collect(i), collect(1, 2, 3, 4), collect(1, scale=3), collect(1, off=2, b=7), collect(i, 1, 2, off=3)]
    result += [only(1, need=2), only(1, opt=3, need=4), inner(i), inner(1, 2), inner(1, 2, 3, 4), inner(1, scale=2)]
    result += [named(1), named(1, k=3), Method(1, 2).m(3), Method(tag=4).m(z=5), Method(*(1, 2)).m(*[3]), Counted(i).v]
    for bad in (lambda: only(1), lambda: only(), lambda: collect(), lambda: named(1, 2), lambda: only(1, need=1, other=2)):
        try:
            bad()
        except TypeError as e:
            result.append(str(e))
print(result, Counted.made)
