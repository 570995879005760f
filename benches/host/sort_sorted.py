# Lists that are in order already, in reverse order, or made of few values.
# class: cliffs
# host: N = 3000
# expect: 750
# expect on hosts: 12910
N = 150


def run():
    up = list(range(N))
    down = list(range(N, 0, -1))
    few = [i % 4 for i in range(N)]
    saw = [i % 50 for i in range(N)]
    total = 0
    for items in (up, down, few, saw):
        items.sort()
        total += items[N // 3] + items[-1]
        items.sort(reverse=True)
        total += items[N // 5]
    return total
