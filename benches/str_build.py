# Text that is put together, taken apart, and changed.
# class: strings
# host: N = 150
# expect: 13632
# expect on hosts: 531788
N = 4


def run():
    total = 0
    for turn in range(N):
        parts = []
        for i in range(100):
            parts.append("item" + str(i) + "={}:{}".format(i * 7, turn))
        text = ",".join(parts)
        total += len(text)
        for part in text.split(","):
            key, value = part.split("=")
            if value.startswith("7:"):
                total += 1
            total += len(key.upper()) + value.find(":") + len("%s %5d" % (key, total))
    grown = ""
    for i in range(300):
        grown += chr(97 + i % 26)
    return total + len(grown.replace("abc", "xy"))
