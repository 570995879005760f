a or b or c and d and not e
not not a
a < b <= c != d == e > f >= g
a in b not in c is d is not e
a | b | c ^ d & e << 1 >> 2
a + b - c * d / e // f % g @ h
-a ** -b ** ~c
+a.b ** 2
(a + b) * c
(yield)
x = yield a, b
x = yield from c
x = await f(1)[2]
lambda: 0
lambda a, b=1, *c, d=2, **e: (a, b)
lambda *, a: a
a if b else c if d else e
(a := b)
[a := 1, b]
f(a := 1)
x = a if (b :=
    c) else d
a.b.c(d)[e].f()
(a,
 b,
 c)
(a,
 b)
(a,)
()
(((a)))
((a, b), c)
[]
[a]
[a,]
[a, b, *c]
{}
{a}
{a,}
{a, b}
{a: b}
{a: b, c: d,}
a[b]
a[b, c]
a[b,]
a[:]
a[::]
a[b:]
a[:c]
a[b:c]
a[b:c:d]
a[b::d]
a[::d]
a[:c:]
a[..., None]
