# Calls of built-in functions and methods that do little.
# class: calls
# host: N = 47000
# expect: 954641
# expect on hosts: 2770434581
N = 800


def run():
    names = ["zero", "one", "two", "three"]
    total = 0
    for i in range(N):
        name = names[i & 3]
        total += len(name) + abs(-i) + ord(name[0]) + min(i, 7) + max(i, 9, 11)
        if isinstance(i, int) and not isinstance(name, int) and name.startswith("t"):
            total += int(str(i & 255)) + len(chr(97 + i % 26))
        total += divmod(i, 7)[1] + hash(i) % 5 + round(i / 2) * bool(i)
    return total
