# Life on a small torus: sets, tuples, modulo. A program rather than a feature.
def step(cells, width, height):
    counts = {}
    for x, y in cells:
        for dx in (-1, 0, 1):
            for dy in (-1, 0, 1):
                if dx or dy:
                    key = (x + dx) % width, (y + dy) % height
                    counts[key] = counts.get(key, 0) + 1
    return {k for k, n in counts.items() if n == 3 or (n == 2 and k in cells)}

cells = {(1, 0), (2, 1), (0, 2), (1, 2), (2, 2)}
for generation in range(12):
    cells = step(cells, 8, 8)
for y in range(8):
    print("".join("O" if (x, y) in cells else "." for x in range(8)))
print(len(cells))
