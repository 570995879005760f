if a: pass
if a:
    b
elif c:
    d
else: e
if a: b
elif c: d
elif e: f
while a:
	b
	if c:
	        d
else:
    e
for a in b: c
for a, b in c, d:
    break
else:
    pass
try: a
finally: b
try:
    a
except:
    b
try:
    a
except A:
    b
except (B, C) as d:
    e
else:
    f
finally:
    g
with a: b
with a as b, c.d() as e.f:
    g
def f(): pass
def f(a, b: int, c=1, d: int = 2, *, e, **f) -> g: return
def f(*args: int, **kw: str): pass
def f(*,): pass
class A: pass
class A(): pass
class A(B): pass
class A(B, C, metaclass=D):
    def f(self):
        "doc"
    x = 1
@a
def f(): pass
@a.b(c)
@d()
class A: pass
@a
async def f(): pass
async def f():
    async with a: b
    async for a in b:
        await c
    d = [e for e in f]
