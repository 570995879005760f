"""A doc string that nobody keeps."""
1
None
'x'; pass
a
a;
a; b; c
del a
del a, b[0], (c, d)
pass; break; continue
return
return a, b
raise
raise a
raise a from b
yield
yield a,
import a
import a.b.c as d, e, f.g
from a import b
from a.b import c as d, e
from . import a
from .. import a
from ... import a
from .... a.b import (c, d as e,)
from .a import *
global a
global a, b
nonlocal a, b, c
assert a
assert a, b
a = b
a = b = c
a, b = c, *d = e
a: int
a: int = 1
a.b[c]: d.e = yield
a += 1; a -= 1; a *= 1; a /= 1; a //= 1; a %= 1; a **= 1
a @= b; a &= b; a |= b; a ^= b; a <<= b; a >>= b
a += b, c
a = yield
*a, b = c
exec = print = 1
