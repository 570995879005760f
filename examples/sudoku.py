# Solves sudoku: always fills the cell with the fewest choices first.
#
#   micropyrite examples/sudoku.py [81 digits, 0 or . for empty]

import sys

PUZZLE = "8..........36......7..9.2...5...7.......457.....1...3...1....68..85...1..9....4.."


class Grid:
    """Which digits are taken in each row, column and box, as bits."""

    def __init__(self, text):
        if len(text) != 81:
            raise ValueError("81 cells, please")
        self.cells = [0] * 81
        self.rows = [0] * 9
        self.columns = [0] * 9
        self.boxes = [0] * 9
        self.tries = 0
        for place, char in enumerate(text):
            if char in "123456789":
                bit = 1 << int(char)
                if not self.choices(place) & bit:
                    raise ValueError("{} twice near cell {}".format(char, place))
                self.put(place, bit)

    def choices(self, place):
        row, column = divmod(place, 9)
        return 0x3FE & ~(self.rows[row] | self.columns[column] | self.boxes[row // 3 * 3 + column // 3])

    def put(self, place, bit):
        row, column = divmod(place, 9)
        self.cells[place] ^= bit
        self.rows[row] ^= bit
        self.columns[column] ^= bit
        self.boxes[row // 3 * 3 + column // 3] ^= bit

    def solve(self):
        best = None
        fewest = 10
        for place in range(81):
            if self.cells[place]:
                continue
            choices = self.choices(place)
            count = 0
            rest = choices
            while rest:
                rest &= rest - 1
                count += 1
            if count < fewest:
                best, fewest, options = place, count, choices
                if count <= 1:
                    break
        if best is None:
            return True
        while options:
            bit = options & -options
            options ^= bit
            self.tries += 1
            self.put(best, bit)
            if self.solve():
                return True
            self.put(best, bit)
        return False

    def __str__(self):
        digits = {1 << digit: str(digit) for digit in range(1, 10)}
        lines = []
        for row in range(9):
            line = [digits.get(cell, ".") for cell in self.cells[row * 9:row * 9 + 9]]
            lines.append(" | ".join(" ".join(line[at:at + 3]) for at in (0, 3, 6)))
            if row in (2, 5):
                lines.append("------+-------+------")
        return "\n".join(lines)


def main(args):
    try:
        grid = Grid(args[0] if args else PUZZLE)
    except ValueError as error:
        print(error)
        return 1
    print(grid)
    if not grid.solve():
        print("no solution")
        return 1
    print("\n{}\n\n{} tries".format(grid, grid.tries))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
