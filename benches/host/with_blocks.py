# Contexts, clean-up on every way out, and exceptions that cross frames.
# class: exceptions
# host: N = 15000
# expect: 1500
# expect on hosts: 112500
N = 200


class Guard:
    def __init__(self):
        self.n = 0

    def __enter__(self):
        self.n += 1
        return self

    def __exit__(self, kind, value, traceback):
        self.n += 1
        return kind is KeyError


def deep(n, i):
    if n == 0:
        if i % 2:
            raise ValueError(i)
        return i
    try:
        return deep(n - 1, i)
    finally:
        i = 0


def early(items):
    for item in items:
        with Guard() as guard:
            if item > 2:
                return item + guard.n
    return 0


def run():
    guard = Guard()
    total = 0
    for i in range(N):
        with guard:
            total += {0: 1}[i & 1]
        try:
            total += deep(6, i)
        except ValueError as error:
            total -= error.args[0]
        else:
            total += 1
        total += early((1, 2, 3))
        try:
            try:
                raise TypeError
            except TypeError:
                raise RuntimeError("again")
        except (OSError, RuntimeError):
            total += 1
    return total + guard.n
