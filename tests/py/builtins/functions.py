# Builtin functions that belong to no type.
x = None
print(abs(-3), abs(3.5), bin(10), hex(255), oct(8), chr(65), ord("A"), divmod(17, 5), pow(2, 8), pow(2, 8, 100), round(3.7), round(3.14159, 3))
print(callable(print), callable(1), isinstance(1, int), isinstance("a", (int, str)), issubclass(bool, object), type(1), type("a"), type(None))
print(len([1, 2]), min(1, 2), max(1, 2), sum((1, 2)), sorted((2, 1)), hash(1) == hash(1), x is None)
print(repr("a"), str(1), bool([]), int("5"), float("1.5"), list("a"), tuple("a"), dict(a=1), set([1]), bytes(2))
print(1, 2, 3, sep="-", end="!\n")
print("a", "b", sep="")
print()
print(*[1, 2], sep=", ")
print(eval("1 + 2"), eval("[x for x in range(3)]"), eval("a", {"a": 5}))
exec("print('in exec')")
code = compile("3 * 4", "name", "eval")
print(eval(code))
print(getattr("abc", "upper")(), hasattr([], "append"), getattr(1, "nothing", None))
class C:
    a = 1
    def m(self):
        pass
c = C()
c.b = 2
print("a" in dir(c), "b" in dir(c), "m" in dir(C), "append" in dir([]))
print(any(x > 2 for x in [1, 2, 3]), all(x > 2 for x in [1, 2, 3]))
print([type(x).__name__ for x in (1, 1.5, "a", b"a", [], (), {}, {1}, None, True, range(1), len, lambda: 0)][:11])
for bad in (lambda: len(5), lambda: ord("ab"), lambda: chr(-1), lambda: abs("a"), lambda: int([]), lambda: isinstance(1, 1), lambda: sorted(5)):
    try:
        bad()
    except (TypeError, ValueError) as e:
        print(type(e).__name__)
print(object() is not object(), Ellipsis is ..., NotImplemented is NotImplemented, __name__)
print(isinstance(object(), object))
x = [1]
print(id(x) == id(x), x is x, [1] is x)
print(next(iter("q")), list(map(len, ["a", "bb"])), list(zip([1], [2])))
