# Primes, crossed out in a bytearray.
# class: bytes
# host: N = 700000
# expect: 2262
# expect on hosts: 56543
N = 20000


def run():
    n = N
    crossed = bytearray(n + 1)
    count = 0
    for i in range(2, n + 1):
        if not crossed[i]:
            count += 1
            for j in range(i * i, n + 1, i):
                crossed[j] = 1
    return count
