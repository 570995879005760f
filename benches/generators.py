# Generators, in a chain and in a tree.
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
    total = sum(scaled(even(count(6000)), 3))
    for depth in tree(8):
        total += depth
    return total + sum(i * i for i in range(3000))
