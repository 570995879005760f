# Assignment to several targets.
a, b = 1, 2
a, b = b, a
print(a, b)
(a, (b, c)), d = (1, (2, 3)), 4
print(a, b, c, d)
first, *rest = [1, 2, 3]
print(first, rest)
*start, last = "abc"
print(start, last)
a, *middle, z = range(6)
print(a, middle, z)
a, *nothing = [1]
print(a, nothing)
[a, b], c = "xy", "z"
print(a, b, c)
x = y = z = []
print(x is y is z)
for values, count in (((1, 2, 3), 2), ((1,), 2)):
    try:
        a, b = values
    except ValueError:
        print("ValueError")
try:
    a, *b, c = [1]
except ValueError:
    print("ValueError")
try:
    a, b = 1
except TypeError:
    print("TypeError")
for i, (k, v) in enumerate({"x": 1}.items()):
    print(i, k, v)
d = {}
d["a"], d["b"] = 1, 2
print(sorted(d.items()))
lst = [0, 1, 2]
i = 0
i, lst[i] = 2, "set"
print(i, lst)
class O:
    pass
o = O()
o.x, o.y = 3, 4
o.x, o.y = o.y, o.x
print(o.x, o.y)
def swap(*pair):
    a, b = pair
    return b, a
print(swap(1, 2))
for item in [(1, 2, 3), (4,)]:
    a, *b = item
    print(a, b)
