# Things of all sizes that live for a while: a ring of lists, strings, dicts and bytes.
# class: allocation
# host: N = 170000
# expect: 5255
# expect on hosts: 3861538
N = 500


def run():
    ring = [None] * 256
    total = 0
    for i in range(N):
        at = i * 7 & 255
        old = ring[at]
        if old is not None:
            total += len(old)
        kind = i & 3
        if kind == 0:
            ring[at] = [i] * (i % 23)
        elif kind == 1:
            ring[at] = "x" * (i % 61)
        elif kind == 2:
            ring[at] = {i: at, at: i}
        else:
            ring[at] = bytearray(i % 97)
    return total
