# del: names, items, slices, attributes, in functions and classes.
a = b = c = 1
del a, (b, c)
for name in ("a", "b", "c"):
    print(name in globals(), end=" ")
print()
l = list(range(10))
del l[0], l[-1]
print(l)
del l[2:5]
print(l)
d = {"x": {"y": 1, "z": 2}}
del d["x"]["y"]
print(d)
class C:
    x = 1
    def __delattr__(self, name):
        print("delattr", name)
    def __delitem__(self, i):
        print("delitem", i)
del C.x
print(hasattr(C, "x"))
o = C()
del o[3]
def f(x):
    del x
    try:
        return x
    except NameError:
        return "gone"
print(f(1))
def g():
    x = 1
    def h():
        return x
    del x
    try:
        return h()
    except NameError:
        return "cell is empty"
print(g())
for bad in ("del 1", "del f()", "del a + b"):
    try:
        exec(bad)
    except SyntaxError:
        print("SyntaxError")
try:
    del {}["k"]
except KeyError:
    print("KeyError")
