# Matrices of floats as lists of lists: products, a transposition, a trace.
# class: floats
# host: N = 40
# expect: 358
# expect on hosts: 151588
N = 8


def product(a, b):
    columns = list(zip(*b))
    return [[sum([x * y for x, y in zip(row, column)]) for column in columns] for row in a]


def run():
    n = N
    a = [[(i * 3 + j) % 7 / 4 for j in range(n)] for i in range(n)]
    b = [[1.0 if i == j else 0.125 * ((i - j) % 3) for j in range(n)] for i in range(n)]
    for _ in range(4):
        a = product(a, b)
        a = [[x / 4 for x in row] for row in a]
    return int(sum(a[i][i] for i in range(n)) * 1000)
