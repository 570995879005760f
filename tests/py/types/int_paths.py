# Sums, products and quotients around the borders of words and of the short ways.
borders = [0, 1, -1, 2**30, 2**31 - 1, -(2**31), 2**62 - 1, 2**62, -(2**62), 2**63, 2**64 - 1, 2**64, -(2**64), 2**127 + 3, 2**511 - 1, -(2**512), 3**400, 10**40]
total = 0
for a in borders:
    for b in borders:
        total = (total * 31 + (a + b) % 1000003 + (a - b) % 1000003 + (a * b) % 1000003) % (2**61 - 1)
        if b:
            q, r = divmod(a, b)
            if a // b != q or q * b + r != a or a % b != r:
                print("wrong", a, b)
            total = (total * 31 + q + r) % (2**61 - 1)
        total = total * 7 + (a < b) + 2 * (a <= b) + 4 * (a == b) + 8 * (a != b) + 16 * (a > b) + 32 * (a >= b)
print(total)
for n in range(60, 130, 7):
    a = (1 << n) - 1
    print(a // (a - 1), (a * 9 + 5) // a, -(a * 9 + 5) // a, (a * 9) // a, (-a * 9) // a, (a << 64) // a == 1 << 64)
try:
    print(2**70 in 5)
except TypeError as error:
    print(error)
try:
    print(2**70 // 0)
except ZeroDivisionError as error:
    print(error)
print(2**70 + 1.5, 2**70 * 0, 0 * 2**70, True + 2**70, 2**70 - True, 2**70 == 2.0**70, 2**70 and 1)
