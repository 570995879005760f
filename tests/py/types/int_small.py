# Integers of a word: arithmetic, rounding toward minus infinity, bits, conversions.
for a in (7, -7, 0, 1, -1):
    for b in (3, -3, 1, -1):
        print(a, b, a // b, a % b, divmod(a, b), a * b, a & b, a | b, a ^ b)
print(7 / 2, -7 / 2, 2 ** 10, 2 ** 0, 2 ** -1, (-2) ** 3)
print(1 << 10, 1024 >> 3, -1 >> 5, -5 >> 1, 5 >> 100, -5 >> 100)
for f in (lambda: 1 // 0, lambda: 1 % 0, lambda: 1 / 0, lambda: divmod(1, 0), lambda: 0 ** -1):
    try:
        print(f())
    except ZeroDivisionError:
        print("ZeroDivisionError")
for f in (lambda: 1 << -1, lambda: 1 >> -1):
    try:
        print(f())
    except ValueError:
        print("ValueError")
for text in ("10", "-10", " 7 ", "+3", "0x1f", "1_000", "", "abc", "1.5", "--1", "0b"):
    for base in (10, 16, 0, 2):
        try:
            print(repr(text), base, int(text, base))
        except ValueError:
            print(repr(text), base, "ValueError")
print(int(3.9), int(-3.9), int(True), int("ff", 16), int("z", 36))
print(abs(-5), -(-5), ~5, pow(3, 4), pow(3, 4, 5), round(5), min(3, 1, 2), max([4, 9]))
print(5 == 5.0, hash(5) == hash(5.0), 1 == True, 0 == False, 2 == True)
print((5).to_bytes(2, "big"), (258).to_bytes(4, "little"), int.from_bytes(b"\x01\x02", "big"), int.from_bytes(b"\x01\x02", "little"))
print(hex(255), oct(8), bin(5), hex(-255), str(-12), repr(0))
print(1 < 2 <= 2 < 3 != 4, 3 > 2 >= 2)
x = 10
x += 5; x -= 3; x *= 2; x //= 5; x **= 2; x %= 9; x <<= 3; x >>= 1; x |= 8; x &= 12; x ^= 5
print(x)
for bad in (lambda: 1 + "a", lambda: "a" - 1, lambda: 1 < "a", lambda: [] * 1.5, lambda: 1 & 1.0):
    try:
        bad()
    except TypeError:
        print("TypeError")
print(type(1) is int, bool(0), bool(-1))
