# A grid in a dict whose keys are pairs: neighbours are looked up.
# class: cliffs
# host: N = 40
# expect: 176
# expect on hosts: 2067
N = 12


def run():
    grid = {}
    for y in range(N):
        for x in range(N):
            grid[x, y] = (x * y + x) % 3
    total = 0
    for (x, y), value in grid.items():
        for place in ((x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1)):
            if grid.get(place, 0) > value:
                total += 1
    return total
