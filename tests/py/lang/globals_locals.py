# Names: global, local, builtin, deleted.
x = "global"

def reads():
    return x

def writes():
    global x
    x = "changed"

def shadows():
    x = "local"
    return x

print(reads(), shadows(), x)
writes()
print(x, reads())

def unbound():
    try:
        print(y)
    except NameError:
        print("NameError")
    y = 1

unbound()

def deletes():
    z = 1
    del z
    try:
        z
    except NameError:
        print("NameError")

deletes()
del x
try:
    x
except NameError:
    print("NameError")
len = lambda x: "mine"
print(len([]))
del len
print(len([]))

def makes():
    global made
    made = 5

makes()
print(made, "made" in globals(), globals()["made"])

class Body:
    a = 1
    b = a + 1
    def f(self):
        return Body.b

print(Body().f())
exec("w = made * 2")
print(w, eval("w + 1"), eval("a + b", {"a": 1, "b": 2}))
space = {}
exec("def f(n):\n    return n * k\nk = 3", space)
print(space["f"](4))
