# Module names and built-in names, used from functions: constants, functions, a table.
# class: globals
# host: N = 150000
# expect: 839991
# expect on hosts: 35418094196
import math

N = 600

LIMIT = 1000
OFFSET = 3
TABLE = [1, 2, 4, 8]


def scaled(n):
    return (n * OFFSET + TABLE[n & 3]) % LIMIT


def run():
    total = 0
    for n in range(N):
        total += scaled(n) + len(TABLE) + OFFSET
        if scaled(total) < LIMIT:
            total += int(math.floor(math.pi * n)) - abs(OFFSET)
    return total
