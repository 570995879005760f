# Global variables, read and written.
i = 0
total = 0


def step():
    global i, total
    total = (total + i) & 0xFFFF
    i = i + 1


def run():
    while i < 15000:
        step()
    return total
