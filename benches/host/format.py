# Numbers and names in text: three ways to format, and to take apart again.
# class: strings
# host: N = 4900
# expect: 258693
# expect on hosts: 44931244
N = 60


def run():
    total = 0
    for i in range(N):
        name = "item%03d" % i
        line = "{:>8}|{:<6}|{:^7}|{:x}".format(name, i, i * 3, i + 4096)
        line += f" {name!r:12} {i / 4:.2f} {i:+d} {i * 1000:,}"
        total += len(line)
        parts = line.replace("|", " ").split()
        total += int(parts[1]) + int(parts[3], 16)
        total += len(" ".join(parts).upper().strip("IM")) + line.count("0") + line.rfind("+")
        if "item" in line and line.lower().endswith("0"):
            total += float("%d.5" % i) > i
    return total
