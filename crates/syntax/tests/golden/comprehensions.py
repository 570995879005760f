[a for a in b]
[a for a, in b if c if d for e in f]
(a for a in b)
{a for a in b}
{a: b for a, b in c}
f(a for a in b)
f(a, *b, c=d, **e)
f(a,)
f()
f(*a, b)
f(a=1, b=2,)
[a for a in b if lambda: c]
[a for *a, b in c or d]
[[a for a in b]
 for b in c
 if d]
