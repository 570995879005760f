# sys.settrace: calls, lines, returns and exceptions of functions, methods, generators; frames.
import sys

depth = 0

def stack(frame):
    names = []
    while frame:
        names.append("%s:%d" % (frame.f_code.co_name, frame.f_lineno))
        frame = frame.f_back
    return " < ".join(names)

def trace(frame, event, arg):
    print(event, stack(frame), arg)
    return trace

def calls_only(frame, event, arg):
    print("only", event, frame.f_code.co_name, frame.f_globals is globals())

def leaf(n):
    return n + 1

def loops():
    try:
        1 / 0
    except ZeroDivisionError:
        x = 1
    for i in (1, 2):
        x = leaf(i)
    while x > 2:
        x -= 1
    return [y for y in (1, 2)]

def fails():
    raise ValueError

def finishes():
    try:
        return 1
    finally:
        x = 2

class C:
    def __init__(self):
        self.a = 1

    def __add__(self, other):
        return NotImplemented

    def __radd__(self, other):
        return 3

    def __call__(self):
        return self.p

    @property
    def p(self):
        return 4

def operators():
    c = C()
    print(1 + c, c())
    try:
        c + 1
    except TypeError:
        print("TypeError")

def generator():
    try:
        yield 1
        yield 2
    except KeyError:
        yield 9

def outer_generator():
    yield from generator()

def closure(a):
    def inner(b=2, *c, **d):
        return a + b
    return inner

sys.settrace(trace)
loops()
try:
    fails()
except ValueError:
    print("caught")
finishes()
operators()
for i in generator():
    print(i)
g = outer_generator()
print(next(g))
print(g.throw(KeyError))
g.close()
print(sorted([1, 3, 2], key=lambda v: -v))
print(closure(1)(3, 4, k=5))
exec("def made():\n  return 7\nmade()")
sys.settrace(calls_only)
loops()
print(list(generator()))
sys.settrace(None)
loops()

# Set and taken away inside.
def starts():
    sys.settrace(trace)
    leaf(1)
    sys.settrace(None)
    leaf(2)
starts()

# What is no function traces nothing.
sys.settrace(3)
leaf(1)
