# Primes, crossed out in a bytearray.
def run():
    n = 20000
    crossed = bytearray(n + 1)
    count = 0
    for i in range(2, n + 1):
        if not crossed[i]:
            count += 1
            for j in range(i * i, n + 1, i):
                crossed[j] = 1
    return count
