# Lists: append, pop, slices, comprehensions, search.
# class: containers
# host: N = 1000
# expect: 9727630
# expect on hosts: 776461500
N = 20


def run():
    total = 0
    for turn in range(N):
        items = []
        for i in range(500):
            items.append(i * 3 + turn)
        odd = [item + 1 for item in items if item & 1]
        while len(items) > 100:
            total += items.pop()
        total += len(odd) + odd[-1] + sum(odd[10:200])
        items = items[::-1]
        items.insert(3, -1)
        total += items.index(-1) + items[-2]
    return total
