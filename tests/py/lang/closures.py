# Cells: shared between functions, rebound by nonlocal, made anew by each call.
def counter(start):
    def up(step=1):
        nonlocal start
        start += step
        return start
    def get():
        return start
    return up, get

up, get = counter(10)
other, _ = counter(100)
print(up(), up(5), get(), other(), get())

def late():
    return [lambda: i for i in range(3)], [lambda i=i: i for i in range(3)]

shared, own = late()
print([f() for f in shared], [f() for f in own])

def deep(a):
    def one(b):
        def two(c):
            def three():
                nonlocal a
                a += b + c
                return a
            return three
        return two
    return one

three = deep(1)(10)(100)
print(three(), three())

def unbound():
    def inner():
        return value
    try:
        inner()
    except NameError:
        print("NameError")
    value = 3
    print(inner())

unbound()

def argument_is_cell(x, *args, y=2, **kw):
    return lambda: (x, args, y, sorted(kw.items()))

print(argument_is_cell(1, 5, 6, z=3, w=4)())

def compose(*functions):
    def run(x):
        for f in functions:
            x = f(x)
        return x
    return run

print(compose(lambda x: x + 1, lambda x: x * 2, str)(20))
