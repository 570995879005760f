# Recursion of every kind, none of which may use up the native stack.
import gc
import json
import re


def ends(name, f, *args):
    try:
        f(*args)
        print(name, "ended")
    except RuntimeError as e:
        print(name, "RuntimeError")


def nested(n, wrap, at=None):
    for i in range(n):
        at = wrap(at)
    return at


def plain(n):
    return plain(n + 1)


def key(x):
    return sorted([1, 2], key=key)


def mapped(x):
    return list(map(mapped, [x]))


def filtered(x):
    return list(filter(filtered, [x]))


def least(x):
    return min([1, 2], key=least)


class Deep:
    def __getattr__(self, name):
        return getattr(self, name)

    def __eq__(self, other):
        return [self] == [other]

    def __lt__(self, other):
        return (self,) < (other,)

    def __hash__(self):
        return hash((self,))

    def __iter__(self):
        return iter(list(self))

    def __repr__(self):
        return "%r" % [self]

    def __bool__(self):
        return not self

    def __len__(self):
        return len(self)

    def __call__(self):
        return self()

    def __getitem__(self, i):
        return self[i]

    def __setitem__(self, i, v):
        self[i] = v

    def __contains__(self, x):
        return x in self

    def __add__(self, other):
        return sum([self, other], self)

    def __enter__(self):
        with self:
            pass

    def __exit__(self, *args):
        pass

    def __neg__(self):
        return -self

    def __setattr__(self, name, value):
        setattr(self, name, value)

    @property
    def prop(self):
        return self.prop

    def __new__(cls, *args):
        return Deep(cls) if args else object.__new__(cls)

    def __next__(self):
        return next(self)


def chain(n):
    if n:
        yield from chain(n - 1)
    yield n


def spun(n):
    yield next(spun(n + 1))


def copied(x):
    return [copied(y) for y in x]


def evaluated():
    return eval("evaluated()")


def executed():
    exec("executed()")


def formatted(x):
    return "{}".format(Printed())


class Printed:
    def __str__(self):
        return str(self)


class Sliced:
    def __getitem__(self, i):
        return i


class Node:
    def __init__(self, under):
        self.under = under

    def __eq__(self, other):
        return self.under == other.under

    def __repr__(self):
        return "Node(%r)" % (self.under,)


d = Deep()
ends("plain", plain, 0)
ends("key", key, 1)
ends("map", mapped, 1)
ends("filter", filtered, 1)
ends("min", least, 1)
ends("format", formatted, 1)
ends("evaluated", evaluated)
ends("executed", executed)
ends("getattr", lambda: d.missing)
ends("eq", lambda: d == Deep())
ends("lt", lambda: d < Deep())
ends("hash", hash, d)
ends("iter", list, d)
ends("repr", repr, d)
ends("bool", bool, d)
ends("len", len, d)
ends("call", d)
ends("getitem", lambda: d[1])
ends("in", lambda: 1 in d)
ends("add", lambda: d + d)
ends("with", d.__enter__)
ends("neg", lambda: -d)
ends("setattr", setattr, d, "a", 1)
ends("prop", lambda: d.prop)
ends("new", Deep, 1)
ends("next", next, d)
ends("unpack", lambda: (lambda *a: a)(*d))
ends("chain", lambda: next(chain(3000)))
ends("spun", lambda: next(spun(0)))
for name, wrap in (("list", lambda x: [x]), ("tuple", lambda x: (x,)), ("dict", lambda x: {1: x}), ("node", Node)):
    one, two = nested(3000, wrap), nested(3000, wrap)
    ends(name + " repr", repr, one)
    ends(name + " str", "%s".__mod__ if hasattr(str, "__mod__") else str, [one])
    ends(name + " eq", lambda: one == two)
    ends(name + " json", lambda: json.dumps(one) if name != "node" else plain(0))
    one = two = None
    gc.collect()
ends("tuple lt", lambda: nested(3000, lambda x: (x,), 1) < nested(3000, lambda x: (x,), 2))
ends("tuple hash", lambda: hash(nested(3000, lambda x: (x,))))
ends("exception repr", lambda: repr(nested(3000, ValueError)))
ends("slice of slices", lambda: repr(nested(3000, lambda x: Sliced()[x:])))
ends("copied", lambda: copied(nested(3000, lambda x: [x], [])))
ends("isinstance", lambda: isinstance(1, nested(3000, lambda x: (x,), str)))

ends("json.loads", json.loads, "[" * 3000 + "]" * 3000)
ends("re", lambda: re.match("(a|b)*c", "ab" * 3000))
ends("re compile", lambda: re.compile("(" * 3000 + ")" * 3000))
for name, text in (("parentheses", "(" * 3000 + "1" + ")" * 3000), ("minus", "-" * 3000 + "1"), ("lists", "[" * 3000 + "]" * 3000),
                   ("not", "not " * 3000 + "1"), ("lambda", "lambda: " * 3000 + "1"), ("power", "2**" * 3000 + "1"),
                   ("if else", "1 if 1 else " * 3000 + "1"), ("attributes", "d" + ".a" * 3000), ("calls", "f(" * 3000 + ")" * 3000)):
    ends(name, lambda: compile(text, "deep", "eval") and None)
print("alive", len(repr(nested(8, lambda x: [x]))))
