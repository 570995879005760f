# Integers past a word: every operation, against identities and fixed results.
a = 123456789012345678901234567890
b = 987654321098765432109876543210
print(a + b, a - b, a * b, b // a, b % a, -b // a, -b % a, b // -a, b % -a)
print(divmod(a * b + 17, b) == (a, 17), a ** 3, a << 70, (a << 70) >> 70 == a, -a >> 10, a >> 200, -a >> 200)
print(a & b, a | b, a ^ b, ~a, -a & b, -a | b, -a ^ b, -a & -b, -a | -b, -a ^ -b)
print(a == a + 0, a != b, a < b, -a > -b, a == 1.0, hash(a) == hash(a + 0))
print(2 ** 62, 2 ** 63, 2 ** 64, -2 ** 63, 2 ** 63 - 1, 2 ** 31, -2 ** 31 - 1, 2 ** 30, 2 ** 61)
word = 2 ** 62
print(word - 1 + 1 == word, -word - 1, (word - 1) * 2, word * word, -word * -1, abs(-2 ** 62), -(-2 ** 62))
n = 1
for i in range(1, 51):
    n *= i
print(n)
for i in range(50, 0, -1):
    n //= i
print(n)
x, y = 0, 1
for _ in range(300):
    x, y = y, x + y
print(x)
print(int("123456789" * 5), int("f" * 40, 16), int("-" + "9" * 30), str(10 ** 40), hex(10 ** 30), bin(2 ** 70), oct(-2 ** 70))
print("{:d} {:x} {:,} {:>45} {:+d}".format(a, a, a, a, a))
print("%d %x %o" % (a, a, a))
print(pow(3, 1000, 10 ** 20), pow(a, b, 1000007), pow(2, 200))
print(int(1e20), int(-1e25), int(2.0 ** 70), float(a), float(2 ** 70), a / b, 10 ** 30 / 10 ** 28)
print(a.to_bytes(16, "big"), int.from_bytes(a.to_bytes(16, "little"), "little") == a)
print(bool(a), a and 1, not a, min(a, b) == a, sorted([b, 1, -a, a]) == [-a, 1, a, b])
try:
    a // 0
except ZeroDivisionError:
    print("ZeroDivisionError")
for k in (1, 15, 16, 31, 32, 47, 63, 64, 65, 128):
    v = (1 << k) - 1
    assert v + 1 == 1 << k and (v * v) // v == v and str(int(str(v))) == str(v), k
    assert -(v + 1) >> k == -1 and (v ^ (v >> 1)) & v == v - (v >> 1), k
print("identities hold")
