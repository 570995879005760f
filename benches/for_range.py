# Loops over ranges, one in another.
# class: integer loops
# host: N = 2500
# expect: 31032
# expect on hosts: 2023528
N = 60


def run():
    total = 0
    for i in range(N):
        for j in range(1000):
            total ^= i * j
    return total
