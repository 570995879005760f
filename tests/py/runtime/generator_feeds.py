# What goes through a generator: all that natives do with its items, and Python code that runs meanwhile.
def g(n):
    for i in range(n):
        try:
            yield i
        finally:
            pass
    return 5
print(sum(g(10)), list(g(5)), tuple(g(3)), sorted(g(4), reverse=True), set(g(3)), any(g(3)), all(g(3)), max(g(7)), min(g(7)))
x = g(5)
print(any(x), list(x))
x = g(5)
print(2 in x, list(x))
x = g(10)
a, *b = x
print(a, b)
x = g(10)
try:
    a, b = x
except ValueError as e: print(e)
print(list(x))
def h():
    yield 1
    yield from g(3)
    yield from tuple(g(2))
    yield 'x'
print(list(h()), list(map(str, h())))
try: print(sum(h()))
except TypeError as e: print('TE')
x = h()
try: print(sum(x))
except TypeError as e: print('TE')
print(list(x))
class K:
    def __init__(s, v): s.v = v
    def __hash__(s):
        try: s.r = next(gg)
        except StopIteration: s.r = None
        return s.v
    def __eq__(s, o): return s.v == o.v
    def __bool__(s):
        return next(gg) is None
def ks():
    for i in range(6): yield K(i)
gg = ks()
print(len(set(gg)))
gg = ks()
print(any(gg))
def err():
    yield 1
    raise KeyError('in gen')
try: list(err())
except KeyError as e:
    print(repr(e))
e = err()
try: sum(e, 'a')
except TypeError: print('te')
try: print(next(e))
except KeyError: print('key')
def selfref():
    yield 1
    try: list(me)
    except ValueError as e: print(e)
    yield 2
me = selfref()
print(list(me))
print(b''.join(bytes([i]) for i in range(5)), ','.join(str(i) for i in range(5)), bytes(g(4)), bytearray(g(4)))
print(dict((i, i*i) for i in range(4)))
print({1,2,3}.isdisjoint(g(2)), sorted({1,2,3}.intersection(g(3))), sorted({1,2} ^ set(g(2))))
print(max(g(9), key=lambda v: -v), min((str(i) for i in range(3))))
import array
print(array.array('i', g(4)))
def inner_raise():
    yield 1
    yield from err()
try: print(tuple(inner_raise()))
except KeyError as e: print('ok', e)
print(sum(sum(i for i in range(j)) for j in range(20)))
for i in range(100): tuple(sum(k for k in range(3)) for j in range(3))
