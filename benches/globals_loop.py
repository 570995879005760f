# Global variables, read and written.
# class: globals
# host: N = 610000
# expect: 32724
# expect on hosts: 3352
N = 15000
i = 0
total = 0


def step():
    global i, total
    total = (total + i) & 0xFFFF
    i = i + 1


def run():
    while i < N:
        step()
    return total
