# Recursion through natives and on data ends in RuntimeError, never in a crash.
# gc-stress: no, a collection for each of a million objects takes hours
def check(name, run):
    try:
        run()
        print(name, "returned")
    except RuntimeError:
        print(name, "RuntimeError")


def nested(n, wrap):
    x = wrap(None)
    for _ in range(n):
        x = wrap(x)
    return x


def recurse():
    return recurse()


lists = nested(100000, lambda x: [x])
others = nested(100000, lambda x: [x])
tuples = nested(100000, lambda x: (x,))
dicts = nested(100000, lambda x: {1: x})
own = []
own.append(own)


class Callee:
    pass


class Self:
    def __eq__(self, other):
        return self == other

    def __hash__(self):
        return hash(self)

    def __repr__(self):
        return repr(self)

    def __getattr__(self, name):
        return self.missing

    def __len__(self):
        return len(self)

    def __iter__(self):
        return iter(self)

    def __next__(self):
        return next(self)

    def __add__(self, other):
        return self + other

    def __contains__(self, item):
        return item in self


Callee.__call__ = Callee()

check("function", recurse)
check("repr list", lambda: repr(lists))
check("repr own", lambda: repr(own))
check("repr dict", lambda: repr(dicts))
check("compare", lambda: lists == others)
check("order", lambda: lists < others)
check("hash", lambda: hash(tuples))
check("__call__", lambda: Callee()())
check("__eq__", lambda: Self() == Self())
check("__hash__", lambda: {Self(): 1})
check("__repr__", lambda: repr(Self()))
check("__getattr__", lambda: Self().name)
check("__len__", lambda: len(Self()))
check("__iter__", lambda: list(Self()))
check("__next__", lambda: next(Self()))
check("__add__", lambda: Self() + 1)
check("__contains__", lambda: 1 in Self())
check("parentheses", lambda: eval("(" * 100000 + ")" * 100000))
check("unary", lambda: eval("-" * 100000 + "1"))
check("power", lambda: eval("1**" * 10000 + "1"))
check("lambdas", lambda: eval("lambda:" * 10000 + "1"))


def again(x):
    return sorted([1, 2], key=again)


check("sort key", lambda: again(1))
source = "eval(source)"
check("eval", lambda: eval(source))
