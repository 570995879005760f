# expect: micropython
# Special methods that answer the object itself: an end, or RuntimeError, never a hang.
class Odd:
    def itself(self, *args):
        return self

    __bool__ = __repr__ = __str__ = __eq__ = __hash__ = __int__ = __index__ = __iter__ = itself

    def __next__(self):
        raise StopIteration(self)


class Answer:
    def __init__(self, value):
        self.value = value

    def __bool__(self):
        return self.value


def check(name, run):
    try:
        print(name, run())
    except (RuntimeError, TypeError) as error:
        print(name, type(error).__name__)


check("bool", lambda: bool(Odd()))
check("not", lambda: not Odd())
check("repr", lambda: repr(Odd()))
check("str", lambda: str(Odd()))
check("format", lambda: "%s %r" % (Odd(), Odd()))
check("hash", lambda: hash(Odd()))
check("int", lambda: int(Odd()))
check("index", lambda: [1, 2][Odd()])
check("list", lambda: list(Odd()))
check("in", lambda: 1 in [Odd()])
print([bool(Answer(value)) for value in (True, False, 1, 0, "x", None)])
