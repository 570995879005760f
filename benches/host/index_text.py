# Characters of a long text with letters beyond ASCII and without, by their index.
# class: cliffs
# host: N = 16000
# expect: 6680
# expect on hosts: 534400
N = 200


def run():
    plain = "abcdefghij" * (N // 10)
    accented = "abcd\u00e9fghij" * (N // 10)
    total = 0
    for text in (plain, accented):
        for i in range(len(text)):
            if text[i] == "f":
                total += ord(text[-i - 1])
    return total
