# Permutations of a list, and how often its head is flipped until it is 0.
# class: containers
# host: N = 8
# expect: 211510
# expect on hosts: 18026022
N = 6


def permutations(items, n):
    if n == 1:
        yield items
        return
    for i in range(n):
        yield from permutations(items, n - 1)
        other = i if n % 2 == 0 else 0
        items[other], items[n - 1] = items[n - 1], items[other]


def flips(items):
    items = items[:]
    n = 0
    while True:
        head = items[0]
        if head == 0:
            return n
        low, high = 0, head
        while low < high:
            items[low], items[high] = items[high], items[low]
            low += 1
            high -= 1
        n += 1


def run():
    most = total = 0
    for items in permutations(list(range(N)), N):
        n = flips(items)
        total += n
        most = max(most, n)
    return total * 100 + most
