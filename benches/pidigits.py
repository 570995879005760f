# Digits of pi, by the spigot of Gibbons.
# class: big integers
# host: N = 800
# expect: 71270763
# expect on hosts: 12086080
N = 60


def run():
    q, r, t, k, n, l = 1, 0, 1, 1, 3, 3
    digest = found = 0
    while found < N:
        if 4 * q + r - t < n * t:
            digest = (digest * 31 + n) & 0xFFFFFFF
            found += 1
            q, r, n = 10 * q, 10 * (r - n * t), 10 * (3 * q + r) // t - 10 * n
        else:
            q, r, t, k, n, l = q * k, (2 * q + r) * l, t * l, k + 1, (q * (7 * k + 2) + r * l) // (t * l), l + 2
    return digest
