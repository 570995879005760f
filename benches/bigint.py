# Integers of some hundred digits: products, sums, powers, quotients, text.
# class: big integers
# host: N = 1400
# expect: 6832160722
# expect on hosts: 693624057273
N = 12


def run():
    total = 0
    for turn in range(N):
        product = 1
        for i in range(1, 100):
            product *= i
        quotient = product // 3**120
        power = pow(7, 1234 + turn, 2**127 - 1)
        a, b = 0, 1
        for _ in range(500):
            a, b = b, a + b
        total += (quotient + power + a) % 1000000007 + len(str(a))
    return total
