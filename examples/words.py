# Counts the words of a text and draws the most frequent ones as bars.
#
#   micropyrite examples/words.py [file [how many]]
#
# Without a file it reads the lines below.

import sys

TEXT = """
It is a truth universally acknowledged, that a single man in possession of a
good fortune, must be in want of a wife. However little known the feelings or
views of such a man may be on his first entering a neighbourhood, this truth is
so well fixed in the minds of the surrounding families, that he is considered
as the rightful property of some one or other of their daughters.
"""


def words(lines):
    for line in lines:
        word = ""
        for char in line.lower() + " ":
            if char.isalpha() or (char == "'" and word):
                word += char
            elif word:
                yield word.rstrip("'")
                word = ""


def count(lines):
    counts = {}
    for word in words(lines):
        counts[word] = counts.get(word, 0) + 1
    return counts


def chart(counts, rows, width=40):
    ranking = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:rows]
    most = ranking[0][1]
    longest = max(len(word) for word, _ in ranking)
    for word, number in ranking:
        bar = "#" * max(1, number * width // most)
        print(word + " " * (longest - len(word)), "{:4d}".format(number), bar)


def main(args):
    rows = int(args[1]) if len(args) > 1 else 10
    if args:
        with open(args[0]) as lines:
            counts = count(lines)
    else:
        counts = count(TEXT.split("\n"))
    if not counts:
        print("no words")
        return
    chart(counts, rows)
    print("{} words, {} different".format(sum(counts.values()), len(counts)))


if __name__ == "__main__":
    main(sys.argv[1:])
