# Generators that are sent values, that throw and that are closed.
# class: generators
# host: N = 61000
# expect: 160650
# expect on hosts: 6628099875
N = 300


def average():
    total = n = 0
    value = yield 0
    while True:
        total += value
        n += 1
        value = yield total // n


def guard(inner):
    caught = 0
    while True:
        try:
            value = yield caught
            inner.send(value)
        except ValueError:
            caught += 1


def first(n, items):
    for item in items:
        if n == 0:
            return
        yield item
        n -= 1


def run():
    mean = average()
    next(mean)
    watch = guard(mean)
    next(watch)
    total = 0
    for i in range(N):
        watch.send(i)
        total += mean.send(i)
        if i % 4 == 0:
            total += watch.throw(ValueError)
        total += sum(first(3, (j for j in range(i, i + 10))))
    watch.close()
    return total
