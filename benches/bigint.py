# Integers of some hundred digits: products, sums, powers, quotients, text.
def run():
    total = 0
    for turn in range(12):
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
