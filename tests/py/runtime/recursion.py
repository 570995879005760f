# Deep recursion ends in RuntimeError, and the program goes on.
def down(n):
    return n if n == 0 else down(n - 1)

print(down(60))

def forever(n):
    return forever(n + 1) + 1

try:
    forever(0)
except RuntimeError:
    print("RuntimeError")

class Deep:
    def __getattr__(self, name):
        return getattr(self, name + "x"[:0])

try:
    Deep().y
except RuntimeError:
    print("RuntimeError")

class Repr:
    def __repr__(self):
        return repr(self)

try:
    repr(Repr())
except RuntimeError:
    print("RuntimeError")

def hanoi(n, a, b, c):
    return 0 if n == 0 else hanoi(n - 1, a, c, b) + 1 + hanoi(n - 1, c, b, a)

print(hanoi(10, "a", "b", "c"))

def ackermann(m, n):
    if m == 0:
        return n + 1
    if n == 0:
        return ackermann(m - 1, 1)
    return ackermann(m - 1, ackermann(m, n - 1))

print(ackermann(2, 4))

def even(n):
    return True if n == 0 else odd(n - 1)

def odd(n):
    return False if n == 0 else even(n - 1)

print(even(50), odd(51))

def depth_of_generators(n):
    if n:
        yield from depth_of_generators(n - 1)
    yield n

print(sum(depth_of_generators(15)))
