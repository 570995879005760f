# Comprehensions: nesting, conditions, scope.
print([x * y for x in range(4) for y in range(x) if (x + y) % 2])
print({x % 3 for x in range(10)} == {0, 1, 2})
print(sorted({k: v for k, v in zip("abc", range(3))}.items()))
print([[y for y in range(x)] for x in range(4)])
x = "outside"
print([x for x in range(3)], x)
print(list(x for x in "ab"), x)

def scope():
    n = 10
    return [n + i for i in range(3)], {i: n for i in range(2)}, list(n * i for i in range(3))

print(scope())

class C:
    size = 3
    items = [i for i in range(size)]

print(C.items)
print([(a, b) for a, b in [(1, 2), (3, 4)] if a < b])
print([f(2) for f in [lambda x: x + 1, lambda x: x * 10]])
print([a if a else "zero" for a in range(2)])
print(sum(1 for a in range(5) for b in range(5) if a < b))
try:
    [1 // i for i in (1, 0)]
except ZeroDivisionError:
    print("ZeroDivisionError")
matrix = [[1, 2, 3], [4, 5, 6]]
print([[row[i] for row in matrix] for i in range(3)])
print(*(c.upper() for c in "gen"))
print([y for x in [[1, 2], [3]] for y in x])
g = (i for i in [1, 2, 3])
print(next(g), list(g), list(g))
