# A dict that counts words.
# class: containers
# host: N = 1300
# expect: 25953
# expect on hosts: 1120693
N = 30


def run():
    x = 1
    words = []
    for _ in range(300):
        x = (x * 79 + 17) & 0xFFFF
        words.append("w" + str(x % 97))
    counts = {}
    for _ in range(N):
        for word in words:
            counts[word] = counts.get(word, 0) + 1
    total = len(counts)
    for word, n in counts.items():
        total += len(word) * n
    return total
