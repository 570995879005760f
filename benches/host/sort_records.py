# Records in order: by keys, in reverse, by several parts.
# class: sorting
# host: N = 9000
# expect: 883254
# expect on hosts: 627001
N = 150


def run():
    x = 7
    records = []
    for i in range(N):
        x = (x * 16807) % 2147483647
        records.append((x % 100, "name%d.%d" % (x % 1000, i), i))
    total = 0
    by_name = sorted(records, key=lambda record: record[1])
    by_both = sorted(records, key=lambda record: (record[0], record[2]), reverse=True)
    records.sort()
    for i in range(0, len(records), 7):
        total = (total * 31 + by_name[i][2] + by_both[i][2] * 3 + records[i][2]) % 1000003
    return total
