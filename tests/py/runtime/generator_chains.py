# Generators that wait for each other, and natives that go through them: in frames, in words, and at rest.
import sys
def leaf(n):
    for i in range(n):
        try:
            x = yield i
            if x is not None: print('got', x)
        except ValueError as e:
            print('VE', e)
    return n * 10
def mid(n):
    r = yield from leaf(n)
    print('mid', r)
    r = yield from leaf(2)
    return r + 1
def top(n):
    r = yield from mid(n)
    print('top', r)
    return 'end'
g = top(3)
print(next(g)); print(g.send('a')); print(g.throw(ValueError('x')))
try:
    while 1: print(next(g))
except StopIteration as e: print('stop', e.value)
try: next(g)
except StopIteration as e: print('stop2', e.value, e.args)
print(next(g, 'dflt'))
def bad():
    yield 1
    raise KeyError('k')
def b2():
    try:
        yield from bad()
    finally:
        print('fin')
def b3():
    try:
        yield from b2()
    except KeyError as e:
        print('caught', e)
        yield 'after'
    raise RuntimeError('last')
for v in range(1): pass
g = b3(); print(next(g)); print(g.send(None))
try: print(next(g))
except RuntimeError as e: print(repr(e))
def self_():
    yield 1
    try:
        next(gg)
    except ValueError as e: print(e)
    yield 2
def w(g):
    yield from g
gg = w(w(self_()))
print(list(gg))
# direct use of inner while outer waits
i = leaf(5); o = w(w(i))
print(next(o), next(i), next(o), next(i))
i.close()
print(list(o))
# close of outer
def cl():
    try:
        yield 1
        yield 2
    except GeneratorExit:
        print('GE'); raise
o = w(w(cl())); next(o); o.close()
try: next(o)
except StopIteration: print('done')
# deep
def deep(n):
    if n:
        yield from deep(n-1)
    yield n
print(sum(deep(50)), [x for x in deep(5)])
def si():
    yield 1
    raise StopIteration('x')
try:
    for x in w(w(si())): print(x)
except RuntimeError as e: print('RT', e)
def many():
    t=0
    for k in range(300):
        for x in deep(6): t+=x
    return t
print(many())
class It:
    def __iter__(self): return self
    def __next__(self):
        self.n = getattr(self,'n',0)+1
        if self.n>3: raise StopIteration
        return self.n
print(list(w(w(It()))))
async def co(n):
    return n
async def co2():
    s=0
    for i in range(200): s+= await co(i)
    return s
c=co2()
try: c.send(None)
except StopIteration as e: print(e.value)
