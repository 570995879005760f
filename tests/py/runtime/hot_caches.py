# What hot code remembers of globals, attributes, methods and classes must follow every change.
# Each function runs often enough to be translated, then what it looks at is changed.

OFTEN = 200


def repeat(f, *args):
    for _ in range(OFTEN):
        result = f(*args)
    return result


# Globals: rebound, deleted, shadowing a builtin, and back.
value = 1


def read_global():
    return value


print(repeat(read_global))
value = 2
print(read_global())
globals()["value"] = 3
print(read_global())
del value
try:
    read_global()
except NameError as e:
    print("NameError")
for i in range(20):
    globals()["other_%d" % i] = i
value = 4
print(read_global())


def read_builtin():
    return len("abc")


print(repeat(read_builtin))


def len(x):
    return "mine"


print(read_builtin())
del len
print(read_builtin())


# Attributes: rebound, deleted, added in another order, other classes at the same place.
class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def get(self):
        return (self.x, self.y)


def get_x(p):
    return p.x


p = Point(1, 2)
print(repeat(get_x, p))
p.x = 5
print(get_x(p))
del p.x
try:
    get_x(p)
except AttributeError:
    print("AttributeError")
p.x = 6
print(get_x(p), p.get())


class Other:
    x = "class"


print(get_x(Other()))
o = Other()
o.z = 1
o.x = "own"
print(get_x(o))
Other.x = "changed"
print(get_x(Other()), get_x(o))


def set_x(p, value):
    p.x = value


repeat(set_x, p, 7)
print(p.x)
q = Other()
set_x(q, 8)
print(q.x, Other.x)


# Methods: replaced in the class, in a base, shadowed by an instance, deleted.
class Base:
    def who(self):
        return "base"


class Derived(Base):
    pass


def ask(x):
    return x.who()


d = Derived()
print(repeat(ask, d))
Base.who = lambda self: "base 2"
print(ask(d))
Derived.who = lambda self: "derived"
print(ask(d))
d.who = lambda: "own"
print(ask(d), ask(Derived()))
del d.who
print(ask(d))
del Derived.who
print(ask(d))
setattr(Base, "who", lambda self: "base 3")
print(ask(d))
delattr(Base, "who")
try:
    ask(d)
except AttributeError:
    print("AttributeError")


class Lone:
    def who(self):
        return "lone"


one = Lone()
print(repeat(ask, one))
del Lone.who
Lone.__getattr__ = lambda self, name: lambda: "asked for " + name
print(ask(one))


# Classes: how their instances are made is changed.
class Made:
    def __init__(self, n):
        self.n = n


def make(n):
    return Made(n).n


print(repeat(make, 3))


def new_init(self, n):
    self.n = n * 10


Made.__init__ = new_init
print(make(3))
old = Made


class Made:
    def __init__(self, n):
        self.n = "another %d" % n


print(make(3))
Made = old
print(make(3))
del old.__init__
try:
    make(3)
except (TypeError, AttributeError):
    print("refused")


# A class's body keeps hold of its names.
class Open:
    names = locals()

    def f(self):
        return 1


def call_f(x):
    return x.f()


print(repeat(call_f, Open()))


# Modules.
import sys


def module_attr(m):
    return m.what


class Module:
    pass


sys.modules["hot_caches_module"] = Module()
import hot_caches_module

hot_caches_module.what = 1
print(repeat(module_attr, hot_caches_module))
hot_caches_module.what = 2
print(module_attr(hot_caches_module))


# Types: the same instruction sees one after the other.
def add(a, b):
    return a + b


print(repeat(add, 1, 2), add(1.5, 2), add("a", "b"), add([1], [2]), add((1,), (2,)))
print(add(1 << 62, 1 << 62), add(-(1 << 62), -(1 << 62)), add(True, 1))


class Number:
    def __init__(self, n):
        self.n = n

    def __add__(self, other):
        return Number(self.n + other)

    def __radd__(self, other):
        return Number(self.n + other + 1000)


print(add(Number(1), 2).n, add(2, Number(1)).n)
try:
    add(1, "a")
except TypeError as e:
    print("TypeError")


def item(a, i):
    return a[i]


print(repeat(item, [1, 2, 3], 1), item((4, 5), -1), item({1: 6}, 1), item("abc", 2), item(b"abc", 0))
print(item(range(5, 9), 2), item(bytearray(b"xyz"), 1), item({"k": 7}, "k"))
for bad in ([], 0), ([1], 1), ({}, 0), ((), 0):
    try:
        item(*bad)
    except (IndexError, KeyError) as e:
        print(type(e).__name__)


def is_less(a, b):
    if a < b:
        return "yes"
    return "no"


print(repeat(is_less, 1, 2), is_less(2.5, 1), is_less("a", "b"), is_less([1], [2]), is_less(1 << 70, 1))


class Truth:
    def __init__(self, answer):
        self.answer = answer

    def __bool__(self):
        return self.answer


def truth(x, y):
    n = 0
    if x:
        n += 1
    if not x:
        n += 2
    if x and y:
        n += 4
    if x or y:
        n += 8
    while x:
        n += 16
        break
    return n, (x or y) is x, (x and y) is x


print(repeat(truth, 1, 0), truth([], [1]), truth("a", ""), truth(Truth(True), Truth(False)))
print(truth(Truth(False), Truth(True)), truth(None, None), truth({}, 1))


# Names without a value.
def unbound(flag):
    if flag:
        x = 1
    return x


print(repeat(unbound, True))
try:
    unbound(False)
except NameError:
    print("NameError")


def deleted(n):
    total = 0
    for i in range(n):
        x = i
        total += x
        del x
    try:
        x
    except NameError:
        return total


print(deleted(OFTEN))
