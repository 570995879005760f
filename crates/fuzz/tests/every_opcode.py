# Makes the compiler emit every instruction that it can, and runs each.
import sys
import sys as system
from sys import maxsize, byteorder as order
from math import *

big = 1 << 80
numbers = [0, -16, 47, 1000, -100000]
constants = ("tuple", 1), 2.5, b"bytes", ...
g1 = True
g2 = False


def many():
    # More locals than opcodes of one byte have.
    a = b = c = d = e = f = g = h = i = j = k = l = m = n = o = p = q = r = s = 1
    q += r
    del a, r
    return q + s


def cells(x, y=2, *, z=3):
    def set_x(v):
        nonlocal x
        x = v
        del v

    def inner(d=x, *, k=None):
        return x, d, k

    set_x(x + 1)
    t = [lambda w=u: (w, x) for u in range(2)]
    result = inner(), inner(5, k=6), [f() for f in t]

    def gone():
        nonlocal y
        del y
    gone()
    try:
        y
    except NameError:
        result += ("deleted",)
    return result


class Base:
    attribute = 1

    def __init__(self, v):
        self.v = v

    def m(self, *args, **kwargs):
        return self.v, args, sorted(kwargs)


class Derived(Base):
    temporary = 1
    local = temporary + g1
    del temporary

    def m(self, *args, **kwargs):
        return super().m(*args, **kwargs), super().attribute


class Manager:
    def __enter__(self):
        return 7

    def __exit__(self, *details):
        return True


def generator(n):
    got = yield n
    rest = yield from (x for x in (1, 2))
    return got, rest


def flow(n):
    out = []
    for i in range(n):
        if i == 1:
            continue
        for j in [1, 2]:
            try:
                if i == 2:
                    break
                elif not j or i < 0 and j or i > 10:
                    continue
            except ValueError as e:
                raise
            finally:
                out.append((i, j))
        else:
            out.append("else")
    while n:
        n -= 1
        with Manager() as m:
            if n == 1:
                continue
            raise IndexError
    out.append(g1 and (g2 or "or"))
    out.append(1 < n + 2 < 4)
    return out


def errors():
    out = []
    for what in range(4):
        try:
            try:
                if what == 0:
                    raise ValueError("plain")
                if what == 1:
                    raise KeyError from None
                if what == 2:
                    assert what == 3, "claim"
                [][what]
            except (ValueError, IndexError) as e:
                out.append(type(e).__name__)
                raise
            except KeyError:
                out.append("key")
        except Exception as e:
            out.append(type(e).__name__)
    return out


def globals_too():
    global g3, g4
    g3 = g4 = 5
    del g4
    return g3


def operators(a, b, s):
    yield +a, -a, ~a, not a
    yield a + b, a - b, a * b, a / b, a // b, a % b, a ** 2, a << 2, a >> 1, a & b, a | b, a ^ b
    yield a < b, a > b, a <= b, a >= b, a == b, a != b, a in s, a not in s, a is b, a is not b
    a += b; a -= 1; a *= b; a //= 2; a %= 100; a **= 2; a <<= 3; a >>= 1; a &= 255; a |= 1; a ^= 2
    a /= 4
    yield a, divmod(9, b), pow(2, b)


def containers():
    d = {"a": 1, "b": 2}
    l = [1, 2, 3]
    first, *middle, last = l + l
    one, two, three = l
    l[0], l[1] = l[1], l[0]
    l[0] += 5
    d["a"] += 1
    del l[1], d["b"]
    o = Base(1)
    o.v += 1
    del o.v
    return (first, middle, last, one + two + three, l, d, hasattr(o, "v"), l[0:2], l[::-1], {5, 6} == {6, 5},
            [x for x in l], {x: 1 for x in l}, {x for x in l} == set(l), f"{first}{last!r}")


def call(f, *a, **k):
    return f(*a, **k), f(1, *a, x=2), f(1, y=3)


async def waits():
    return await Awaitable()


class Awaitable:
    def __iter__(self):
        yield 1
        return "waited"

    __await__ = __iter__


print(sys is system, maxsize > 0, order in ("little", "big"), floor(2.5), pi > 3)
print(big, numbers, constants, many(), cells(1))
print(Derived(4).m(1, k=2), Derived.local, Derived.attribute)
gen = generator(3)
print(next(gen), gen.send("sent"), list(gen))
print(flow(3), errors(), globals_too())
for line in operators(5, 3, [1, 5]):
    print(line)
print(containers(), call(lambda *a, **k: (a, sorted(k)), 4, z=5))
waiting = waits()
print(waiting.send(None))
try:
    waiting.send("go on")
except StopIteration as e:
    print(e.value)
lone = None
del lone
print(__debug__, g1 is True)
