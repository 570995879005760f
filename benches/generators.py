# Generators, in a chain and in a tree.
# class: generators
# host: N = 53
# expect: 9022492002
# expect on hosts: 478192076106
N = 1


def count(n):
    i = 0
    while i < n:
        yield i
        i += 1


def even(items):
    for item in items:
        if not item & 1:
            yield item


def scaled(items, by):
    for item in items:
        yield item * by


def tree(depth):
    if depth:
        yield from tree(depth - 1)
        yield depth
        yield from tree(depth - 1)


def run():
    total = 0
    for _ in range(N):
        total += sum(scaled(even(count(6000)), 3))
        for depth in tree(8):
            total += depth
        total += sum(i * i for i in range(3000))
    return total
