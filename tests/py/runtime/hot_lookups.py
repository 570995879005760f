# What is remembered of classes, modules and built-in names, and what changes it; operators and slices.
from collections import namedtuple
class A:
    k = 5
    def __init__(s, v): s.v = v
    def __add__(s, o):
        if not isinstance(o, A): return NotImplemented
        return A(s.v + o.v)
    def __radd__(s, o): return A(o + s.v)
    def __sub__(s, o): return s.v - o.v
    def __lt__(s, o): return s.v < o.v
    def __eq__(s, o): return s.v == o.v
    def __getitem__(s, i): return (s.v, i)
    @property
    def p(s): return s.v * 2
    @staticmethod
    def st(x): return x
    @classmethod
    def cm(c, x): return c.k + x
    def __iadd__(s, o): s.v += o if isinstance(o,int) else o.v; return s
    def __str__(s): return 'A%d' % s.v
class B(A):
    k2 = 7
    def __getattr__(s, n):
        if n == 'zz': return 'zz'
        raise AttributeError(n)
class C(B): pass
T = namedtuple('T', 'a b c')
out = []
def f(i):
    a, b = A(i), A(2)
    r = [(a+b).v, (1+a).v, a-b, a<b, a==b, a!=b, a[1], a.p, a.k, A.k, A.st(3), a.st(4), a.cm(1), A.cm(2)]
    try: a + 'x'
    except TypeError as e: r.append(str(e))
    a += 5; r.append(a.v)
    a += b; r.append(str(a))
    c = C(i); r += [c.k, c.k2, c.zz, C.k, C.k2, c.p, hasattr(c, 'nope'), getattr(c, 'k2', 1)]
    try: c.nope
    except AttributeError as e: r.append(str(e))
    t = T(1, i, 3); r += [t.a, t.b, t.c, t[1]]
    try: t.d
    except AttributeError as e: r.append(str(e))
    l = list(range(8)); l[1:3] = l[3::-1]; r.append(l); del l[0:2]; r.append(l[:]); r.append(l[-3:]); r.append(l[::-2]); r.append('abcdef'[i%3:5]); r.append((1,2,3)[1:]); r.append(b'abc'[:-1])
    l[2:2] = (9, 9); r.append(l); l[:] = l[2:4]; r.append(l)
    r.append((1+2j)*(3-1j)); r.append((1+2j)+1); r.append(2*(1+1j)); r.append((1+2j)-(1j)); r.append((1j)==1j)
    s = {1, 5, 9, i}; r.append(5 in s); r.append(sorted(s))
    return r
for i in range(150):
    r = f(i)
    if i in (0, 149): print(r)
    if i == 70: A.k = 50
    if i == 80: C.k = 60
    if i == 90: del C.k
    if i == 100: A.__add__ = lambda s, o: A(1000)
    if i == 110: A.p = property(lambda s: 'newp')
    if i == 120: B.__getattr__ = lambda s, n: 'new' + n
def g():
    r = []
    for i in range(100):
        r.append(len([1,2,3]))
        if i == 50: globals()['len'] = lambda x: 'mine'
    return r[49:53]
print(g()); del globals()['len']; print(len('abc'))
import builtins
def h():
    r=[]
    for i in range(90):
        r.append(abs(-1))
        if i == 60: builtins.abs = lambda x: 'over'
    return r[59:63]
print(h())
def ex():
    d = {}
    exec('def q():\n return max(1,2)\n', d)
    q = d['q']
    r=[]
    for i in range(100):
        r.append(q())
        if i==70: d['max'] = lambda a,b: 'dmax'
        if i==80: d.clear(); d['max']=lambda a,b:'cleared'
    return r[69:72]+r[79:83]
print(ex())
