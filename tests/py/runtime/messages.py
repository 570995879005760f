# expect: micropython
# The texts of the errors that people meet most.
def show(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__ + ":", e)

def one(a):
    return a

class C:
    pass

show(lambda: 1 / 0)
show(lambda: 1 + "a")
show(lambda: "a" + 1)
show(lambda: [] < 1)
show(lambda: -"a")
show(lambda: one())
show(lambda: one(1, 2))
show(lambda: one(b=1))
show(lambda: one(1, a=2))
show(lambda: [1][5])
show(lambda: {}["k"])
show(lambda: "abc"["x"])
show(lambda: C().missing)
show(lambda: None.x)
show(lambda: 5())
show(lambda: C()())
show(lambda: undefined)
show(lambda: int("12x"))
show(lambda: int([]))
show(lambda: float("x"))
show(lambda: len(5))
show(lambda: iter(5))
show(lambda: [].pop())
show(lambda: [].remove(1))
show(lambda: "".join([1]))
show(lambda: "{}".format())
show(lambda: "%d" % "a")
show(lambda: chr(-1))
show(lambda: ord("ab"))
show(lambda: bytes([256]))
show(lambda: hash([]))
show(lambda: next(iter([])))
show(lambda: __import__("no_such"))
show(lambda: C() + 1)
show(lambda: C()[0])
show(lambda: len(C()))
show(lambda: range(1, 2, 0))
show(lambda: (1, 2).index(5))
show(lambda: "abc".index("z"))
show(lambda: max([]))
show(lambda: 1 << -1)
show(lambda: {[]: 1})
show(lambda: print(x=1))
show(lambda: object().x)

def unpack(values):
    a, b = values
    return a

show(lambda: unpack([1]))
show(lambda: unpack([1, 2, 3]))
show(lambda: exec("x ="))
show(lambda: exec("def f(:"))
show(lambda: exec("return 1"))
show(lambda: exec("  x"))
show(lambda: exec("'abc"))
show(lambda: exec("f(a=1, 2)"))
show(lambda: exec("1 = 2"))
show(lambda: exec("break"))
