# Small integers in local variables.
# class: integer loops
# host: N = 1200000
# expect: 630000
# expect on hosts: 17088
N = 60000


def run():
    i = total = 0
    limit = N
    while i < limit:
        total = (total + (i & 7) * 3) & 0xFFFFF
        i += 1
    return total
