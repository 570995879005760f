# A dict that counts integers.
# class: containers
# host: N = 690000
# expect: 188064
# expect on hosts: 10782064
N = 12000


def run():
    counts = {}
    x = 12345
    for _ in range(N):
        x = (x * 1103 + 12345) & 0xFFFF
        key = x & 511
        if key in counts:
            counts[key] += 1
        else:
            counts[key] = 1
    most = 0
    for key in counts:
        most = max(most, counts[key])
    return most * 1000 + len(counts)
