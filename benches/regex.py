# Regular expressions, matched and searched.
import re

TEXT = "2024-01-15 ERROR [mod.sub] code=42 user=alice path=/a/b/c"


def run():
    date = re.compile("([0-9]+)-([0-9]+)-([0-9]+) ([A-Z]+)")
    code = re.compile("code=([0-9]+)")
    n = 0
    for _ in range(600):
        n += len(date.match(TEXT).group(4)) + int(code.search(TEXT).group(1))
    return n
