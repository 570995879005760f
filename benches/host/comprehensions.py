# Comprehensions of lists, sets and dicts, and what goes over iterables.
# class: containers
# host: N = 780
# expect: 3269255
# expect on hosts: 255302190
N = 10


def run():
    total = 0
    for turn in range(N):
        squares = [i * i for i in range(100)]
        even = {i for i in squares if i % 2 == 0}
        names = {str(i): i for i in squares[:30]}
        pairs = [(i, j) for i in range(10) for j in range(i)]
        total += sum(squares) + len(even) + names["81"] + len(pairs) + turn
        for i, (a, b) in enumerate(zip(squares, reversed(squares))):
            total += i if a < b else -i
        total += len(list(map(lambda i: i + turn, filter(lambda i: i & 1, squares))))
        total += any(i > 9800 for i in squares) + all(i >= 0 for i in squares)
        total += min(squares) + max(names.values()) + sorted(names)[3].count("1")
    return total
