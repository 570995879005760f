# Closures, default and keyword arguments, arguments in a tuple.
# class: closures
# host: N = 26000
# expect: 40800
# expect on hosts: 884000
N = 1200


def adder(n):
    def add(x, by=1, *more, scale=1):
        return (x + n * by + len(more)) * scale

    return add


def run():
    total = 0
    adders = [adder(n) for n in range(4)]
    for i in range(N):
        for add in adders:
            total += add(i) - add(i, 2) + add(1, scale=2)
        total += adders[1](1, 2, 3, 4) + adders[2](*(1, 2), **{"scale": 3})
    return total
