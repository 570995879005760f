# Products of vectors with a matrix that is computed: float calls and lists.
# class: floats
# host: N = 74
# expect: 12727
# expect on hosts: 12742
N = 12


def element(i, j):
    return 1.0 / ((i + j) * (i + j + 1) // 2 + i + 1)


def times(v, is_transposed):
    n = len(v)
    product = []
    for i in range(n):
        total = 0.0
        for j in range(n):
            total += (element(j, i) if is_transposed else element(i, j)) * v[j]
        product.append(total)
    return product


def run():
    u = [1.0] * N
    for _ in range(8):
        v = times(times(u, False), True)
        u = times(times(v, False), True)
    square = sum(a * b for a, b in zip(u, v)) / sum(b * b for b in v)
    return int(square**0.5 * 10000)
