# Context managers: order, several in one statement, swallowing, failing on the way in.
class Manager:
    def __init__(self, name, swallow=False, fail=False):
        self.name = name
        self.swallow = swallow
        self.fail = fail

    def __enter__(self):
        if self.fail:
            raise RuntimeError("enter " + self.name)
        print("enter", self.name)
        return self.name * 2

    def __exit__(self, kind, value, trace):
        print("exit", self.name, kind.__name__ if kind else None, value)
        return self.swallow

with Manager("a") as a, Manager("b") as b:
    print(a, b)

with Manager("s", swallow=True):
    raise ValueError("lost")
print("after")

try:
    with Manager("x"), Manager("y", fail=True):
        print("never")
except RuntimeError as e:
    print("caught", e)

def leave(how):
    for i in range(2):
        with Manager(str(i)):
            if how == "break":
                break
            if how == "continue":
                continue
            if how == "return":
                return "returned"
    return "ended"

for how in ("break", "continue", "return", "none"):
    print(how, leave(how))

with Manager("outer", swallow=True):
    with Manager("inner"):
        raise ValueError("both see it")

class Raises:
    def __enter__(self):
        pass

    def __exit__(self, *args):
        raise KeyError("from exit")

try:
    with Raises():
        raise ValueError
except KeyError as e:
    print("KeyError", e.args)

def generator():
    with Manager("g"):
        yield 1
        yield 2

g = generator()
print(next(g))
g.close()
