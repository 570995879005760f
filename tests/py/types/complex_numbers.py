# Complex numbers.
a = 1 + 2j
b = complex(3, -1)
print(a, b, a + b, a - b, a * b, -a, abs(3 + 4j), a == complex(1, 2), a.real, a.imag, a.real + 0.5)
print(complex(), complex(2), complex(0, 1) * 1j, bool(0j), bool(1j), a + 1, 2.5 * a)
for bad in (lambda: a < b, lambda: int(a), lambda: a // b, lambda: a / 0):
    try:
        bad()
    except (TypeError, ZeroDivisionError) as e:
        print(type(e).__name__)
print(4j, 1.5 - 0.5j, [1j], {1j: "key"}[1j])
