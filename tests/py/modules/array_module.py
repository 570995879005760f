# array: typed storage.
from array import array

a = array("i", [1, 2, 3])
a.append(-4)
a.extend(array("i", [5]))
a.extend([6])
print(a, len(a), a[0], a[-1], list(a), a[1:3], sum(a))
a[0] = 100
print(a[0], a == array("i", [100, 2, 3, -4, 5, 6]))
for code, values in (("b", [-128, 127]), ("B", [0, 255]), ("h", [-32768]), ("H", [65535]), ("I", [4294967295]), ("q", [-(2 ** 63)]), ("Q", [2 ** 64 - 1]), ("f", [0.5]), ("d", [1e100])):
    print(array(code, values), bytes(array(code, values)) != b"")
print(array("B", b"abc"), array("b"), array("d", [1, 2.5]))
for bad in (lambda: a[50], lambda: array("i", ["a"])):
    try:
        bad()
    except (ValueError, IndexError, TypeError) as e:
        print(type(e).__name__)
m = memoryview(a)
m[1] = 77
print(a[1], len(m), m[1])
print([x * 2 for x in array("H", [1, 2])], array("i", range(3)), array("B", [1, 2]) + array("B", [3]))
