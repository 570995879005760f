# How long the paths of Collatz are: quotients, remainders, a loop without a known end.
# class: integer loops
# host: N = 18000
# expect: 127000231
# expect on hosts: 278017647
N = 300


def run():
    longest = best = 0
    for start in range(1, N):
        n = start
        steps = 0
        while n != 1:
            n = n // 2 if n % 2 == 0 else 3 * n + 1
            steps += 1
        if steps > longest:
            longest, best = steps, start
    return longest * 1000000 + best
