# Regular expressions, matched and searched.
# class: re
# host: N = 33000
# expect: 28200
# expect on hosts: 1551000
import re

N = 600
TEXT = "2024-01-15 ERROR [mod.sub] code=42 user=alice path=/a/b/c"


def run():
    date = re.compile("([0-9]+)-([0-9]+)-([0-9]+) ([A-Z]+)")
    code = re.compile("code=([0-9]+)")
    n = 0
    for _ in range(N):
        n += len(date.match(TEXT).group(4)) + int(code.search(TEXT).group(1))
    return n
