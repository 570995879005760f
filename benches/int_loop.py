# Small integers in local variables.
def run():
    i = total = 0
    while i < 60000:
        total = (total + (i & 7) * 3) & 0xFFFFF
        i += 1
    return total
