# Tuples: made, taken apart, compared, with names.
# class: containers
# host: N = 50000
# expect: 404734
# expect on hosts: 6250591667
from collections import namedtuple

N = 400

Point = namedtuple("Point", ("x", "y", "name"))


def both(pair):
    a, b = pair
    return b, a


def run():
    total = 0
    for i in range(N):
        a, b = both((i, i + 1))
        c, *rest = (a, b, i)
        total += c + len(rest)
        if (a, b) > (b, a) and (i, "x", 2.5) == (i, "x", 2.5):
            total += 1
        point = Point(i, b, "p")
        x, y, name = point
        total += point.x + point.y + x - y + len(name)
        total += len((1, 2) + (a, b) * 2) + (a, b, i)[i % 3] + sum((a, b, 3)[1:])
    return total
