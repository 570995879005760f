# Tuples of four that all stay, in a heap that fills.
# class: cliffs
# host: N = 24000
# heap: 32m
# expect: -300
# expect on hosts: -24000
N = 300


def run():
    kept = []
    for i in range(N):
        kept.append((i, i + 1, i + 2, i + 3))
    total = 0
    for a, b, c, d in kept:
        total += a - b + c - d
    return total + len(kept)
