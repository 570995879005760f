# Decorators on functions, methods and classes; their order.
def tag(name):
    def wrap(f):
        def inner(*args, **kw):
            return name + "(" + str(f(*args, **kw)) + ")"
        return inner
    return wrap

@tag("b")
@tag("i")
def hello(x):
    return x

print(hello("hi"))

calls = []
def register(f):
    calls.append(f.__name__)
    return f

@register
def one():
    return 1

@register
class Two:
    @register
    def method(self):
        return 2

print(calls, one(), Two().method())

def memo(f):
    store = {}
    def inner(n):
        if n not in store:
            store[n] = f(n)
        return store[n]
    return inner

@memo
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)

print(fib(80))

class Stacked:
    @staticmethod
    @tag("s")
    def f():
        return 0

    @classmethod
    def g(cls):
        return cls.__name__

print(Stacked.f(), Stacked().f(), Stacked.g())
