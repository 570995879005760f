# Generators: send, throw, close, return values, delegation.
def echo():
    got = None
    while True:
        try:
            got = yield got
        except ValueError as e:
            got = "caught " + str(e)

g = echo()
print(next(g), g.send(1), g.send("x"), g.throw(ValueError("v")), next(g))
g.close()
try:
    next(g)
except StopIteration:
    print("stopped")

def inner():
    got = yield 1
    print("inner got", got)
    got = yield 2
    print("inner got", got)
    return "result"

def outer():
    result = yield from inner()
    print("outer got", result)
    yield 3

g = outer()
print(next(g), g.send("a"), g.send("b"))

def cleanup():
    try:
        yield 1
        yield 2
    finally:
        print("cleaned")

g = cleanup()
next(g)
g.close()
for x in cleanup():
    print(x)

def refuses():
    try:
        yield
    except GeneratorExit:
        yield "no"

g = refuses()
next(g)
try:
    g.close()
except RuntimeError:
    print("RuntimeError")

def returns():
    return 42
    yield

try:
    next(returns())
except StopIteration as e:
    print("value", e.value)

def flatten(x):
    for item in x:
        if isinstance(item, list):
            yield from flatten(item)
        else:
            yield item

print(list(flatten([1, [2, [3, [4, []]]], [[5]]])))
print(sum(x * x for x in range(10) if x % 2), max(len(w) for w in ["a", "bcd", "ef"]))

def throws_through():
    def low():
        try:
            yield 1
        except KeyError:
            print("low saw it")
            raise IndexError("from low")
    try:
        yield from low()
    except IndexError as e:
        print("high saw", e)
        yield "end"

g = throws_through()
next(g)
print(g.throw(KeyError))

def self_running():
    try:
        next(me)
    except ValueError:
        print("ValueError")
    yield 1

me = self_running()
next(me)
try:
    g2 = echo()
    g2.send(5)
except TypeError:
    print("TypeError")
