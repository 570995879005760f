# expect: micropython
# sys.exc_info: the exception that was raised last, until any block ends.
import sys


def show(place):
    print(place, sys.exc_info()[0])


def nested():
    try:
        1 / 0
    except ZeroDivisionError:
        show("handler")
        try:
            {}["a"]
        except KeyError:
            show("inner handler")
        show("behind it")
    finally:
        show("finally")
    show("end")


nested()


class Manager:
    def __enter__(self):
        return self

    def __exit__(self, *args):
        print(args[0])
        show("exit")
        try:
            raise IndexError
        except IndexError:
            show("handler in exit")
        show("behind it")
        return True


with Manager():
    1 / 0
show("behind with")


def returns():
    try:
        raise ValueError(1)
    except ValueError:
        return sys.exc_info()[1].args


print(returns())
show("behind return")


def generator():
    try:
        yield 1
    except ValueError:
        show("in the generator")
        yield 2
        show("later")


g = generator()
print(next(g))
print(g.throw(ValueError))
show("outside")
print(list(g))
show("end")

try:
    try:
        1 / 0
    except ZeroDivisionError:
        {}["a"]
except KeyError:
    show("handler outside of a handler")
try:
    sorted([2, 1], key=lambda x: x.a)
except AttributeError:
    show("from a call of a native")
hasattr(Manager, "nothing")
show("nothing in Python raised")
