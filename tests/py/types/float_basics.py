# Floats: printing, arithmetic, special values, conversions.
for x in (0.0, -0.0, 1.0, 0.1, 1.5, -2.75, 1e10, 1e15, 1e16, 1e17, 1e100, 1e-4, 1e-5, 1e-10, 123456.789, 0.3, 100.0):
    print(x, repr(x), str(-x))
print(0.1 + 0.2, 1 / 3, 2 / 3, 1e308 * 10, -1e308 * 10)
inf = float("inf")
nan = float("nan")
print(inf, -inf, nan, inf - inf, nan == nan, nan != nan, inf > 1e308, -inf < inf, 0.0 == -0.0)
print(7.5 // 2, 7.5 % 2, -7.5 // 2, -7.5 % 2, divmod(7.5, 2), 7.5 // -2, 7.5 % -2)
print(2.0 ** 0.5, 2 ** 0.5, 4 ** -1, (-8.0) ** 2, 0.0 ** 0, 10.0 ** 3)
for f in (lambda: 1.0 / 0, lambda: 1.0 // 0, lambda: 1.0 % 0, lambda: 0.0 ** -1):
    try:
        print(f())
    except ZeroDivisionError:
        print("ZeroDivisionError")
for text in ("1.5", " 2 ", "-3e2", ".5", "5.", "1e5", "inf", "-Infinity", "nan", "1_0.5", "x", "", "1e", "1.2.3"):
    try:
        print(repr(text), float(text))
    except ValueError:
        print(repr(text), "ValueError")
print(round(2.5), round(3.5), round(-2.5), round(2.6251, 2), round(1234.5678, -2), round(1e20))
print(int(2.9), int(-2.9), bool(0.0), bool(0.1), abs(-1.5), -1.5, +1.5)
for bad in (lambda: int(inf), lambda: int(nan)):
    try:
        bad()
    except (OverflowError, ValueError) as e:
        print(type(e).__name__)
print(1.5 < 2, 2 > 1.5, 1.0 == 1, 1.5 in [1, 1.5], min(1.5, 1), max(1, 1.5), sum([0.5, 1, 2]))
print("%.3f %e %g %g %g" % (3.14159, 12345.678, 0.0001, 1e10, 100000))
print("{:.2f} {:10.3f}| {:<10.1f}| {:+.1f} {:e} {:g} {:%}".format(2.345, 2.5, 2.5, 2.5, 12345.678, 1e-5, 0.256))
