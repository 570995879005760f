# Calls of a global function.
# class: calls
# host: N = 26
# expect: 4181
# expect on hosts: 121393
N = 19


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def run():
    return fib(N)
