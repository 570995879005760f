# Eight queens, or any number: counts the ways, and shows the first.
#
#   micropyrite examples/queens.py [size]

import sys


def placements(size):
    """Yields each way as a list: the column of the queen in each row."""
    everything = (1 << size) - 1

    def place(row, columns, left, right, taken):
        if row == size:
            yield list(taken)
            return
        free = everything & ~(columns | left | right)
        while free:
            bit = free & -free
            free ^= bit
            taken.append(bit)
            yield from place(row + 1, columns | bit, (left | bit) << 1, (right | bit) >> 1, taken)
            taken.pop()

    for bits in place(0, 0, 0, 0, []):
        columns = []
        for bit in bits:
            column = 0
            while bit > 1:
                bit >>= 1
                column += 1
            columns.append(column)
        yield columns


def board(columns):
    size = len(columns)
    return "\n".join(" ".join("Q" if column == at else "." for at in range(size)) for column in columns)


def main(args):
    size = int(args[0]) if args else 8
    count = 0
    for columns in placements(size):
        if count == 0:
            print(board(columns))
        count += 1
    print("{} queens: {} ways".format(size, count))


if __name__ == "__main__":
    main(sys.argv[1:])
