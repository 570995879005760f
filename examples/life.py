# Conway's Life on an endless plane: only living cells are kept, in a set.
#
#   micropyrite examples/life.py [pattern [generations]]
#
# Patterns: glider, acorn, pulsar, rpent.

import sys

PATTERNS = {
    "glider": [".O.", "..O", "OOO"],
    "acorn": [".O.....", "...O...", "OO..OOO"],
    "rpent": [".OO", "OO.", ".O."],
    "pulsar": [
        "..OOO...OOO..",
        ".............",
        "O....O.O....O",
        "O....O.O....O",
        "O....O.O....O",
        "..OOO...OOO..",
    ],
}


def cells(pattern):
    return {(x, y) for y, row in enumerate(pattern) for x, cell in enumerate(row) if cell == "O"}


def step(alive):
    neighbours = {}
    for x, y in alive:
        for dx in (-1, 0, 1):
            for dy in (-1, 0, 1):
                if dx or dy:
                    place = (x + dx, y + dy)
                    neighbours[place] = neighbours.get(place, 0) + 1
    return {place for place, count in neighbours.items() if count == 3 or (count == 2 and place in alive)}


def show(alive, width=64, height=20):
    if not alive:
        return "(nothing lives)"
    left = min(x for x, _ in alive)
    right = max(x for x, _ in alive)
    top = min(y for _, y in alive)
    bottom = max(y for _, y in alive)
    rows = []
    for y in range(top, min(bottom, top + height - 1) + 1):
        rows.append("".join("O" if (x, y) in alive else "." for x in range(left, min(right, left + width - 1) + 1)))
    return "\n".join(rows)


def main(args):
    name = args[0] if args else "rpent"
    generations = int(args[1]) if len(args) > 1 else 60
    if name not in PATTERNS:
        print("patterns:", ", ".join(sorted(PATTERNS)))
        return
    alive = cells(PATTERNS[name])
    for _ in range(generations):
        alive = step(alive)
    print(show(alive))
    print("{} after {} generations: {} cells".format(name, generations, len(alive)))


if __name__ == "__main__":
    main(sys.argv[1:])
