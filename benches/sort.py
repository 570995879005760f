# Sorting: numbers, by a key, and texts.
# class: sorting
# host: N = 130
# expect: 988125
# expect on hosts: 42818750
N = 3


def run():
    x = 42
    items = []
    for _ in range(400):
        x = (x * 1103 + 12345) & 0x3FFFF
        items.append(x)
    total = 0
    for _ in range(N):
        up = items[:]
        up.sort()
        down = sorted(items, key=lambda item: -item)
        texts = sorted([str(item) for item in items])
        total += up[100] + down[7] + len(texts[5])
    return total
