# Calls with defaults, keywords, and arguments that are collected and spread.
# class: calls
# host: N = 58000
# expect: 2122250
# expect on hosts: 28593681000
N = 500


def plain(a, b, c):
    return a - b + c


def defaults(a, b=2, c=3):
    return a * b - c


def keyword_only(a, *, scale=1, offset=0):
    return a * scale + offset


def collect(*items, **named):
    return len(items) + len(named)


def forward(*items, **named):
    return plain(*items, **named)


def run():
    total = 0
    for i in range(N):
        total += plain(i, 1, 2) + plain(i, c=1, b=2)
        total += defaults(i) + defaults(i, 5) + defaults(i, c=i)
        total += keyword_only(i, scale=3) + keyword_only(i, offset=1, scale=2)
        total += collect(i, i, i) + collect(i, x=1, y=2)
        total += forward(i, 2, 3) + forward(i, b=1, c=2)
    return total
