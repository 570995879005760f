# expect: micropython
# What exceptions carry and how they print.
try:
    raise ValueError("a", 1)
except ValueError as e:
    print(e, repr(e), e.args)
for e in (ValueError(), ValueError("x"), KeyError("k"), StopIteration(5), IndexError(1, 2)):
    print(repr(e), str(e), e.args)
print(OSError(2).args, OSError(2).errno)
class E(Exception):
    pass
class F(E):
    pass
print(repr(E("x")), str(F(1, 2)))
for cls in (E, Exception, F):
    try:
        raise F("f")
    except cls as caught:
        print(cls.__name__, type(caught).__name__)
class WithStr(Exception):
    def __str__(self):
        return "own text"
try:
    raise WithStr(5)
except WithStr as e:
    print(e, e.args)
def fails():
    raise LookupError("deep")
try:
    [x for x in map(lambda _: fails(), [1])]
except LookupError as e:
    print("through map:", e)
try:
    sorted([1, 2], key=lambda x: 1 // (x - 1))
except ZeroDivisionError:
    print("through sorted")
try:
    {}["missing"]
except KeyError as e:
    print(e.args)
try:
    int("12x")
except ValueError:
    print("ValueError")
try:
    None.attribute
except AttributeError:
    print("AttributeError")
try:
    (1).x = 2
except AttributeError:
    print("AttributeError")
try:
    5()
except TypeError:
    print("TypeError")
try:
    undefined_name
except NameError as e:
    print("undefined_name" in str(e))
try:
    import no_such_module
except ImportError:
    print("ImportError")
for source in ("1 +", "def f(:", "x = = 1", "return 1", "if 1:\nx", "'abc", "(1", "break", "1 = 2", "f(a=1, 2)", "a b", "nonlocal x"):
    try:
        exec(source)
        print("ran", source)
    except SyntaxError:
        print("SyntaxError")
try:
    raise StopIteration
except Exception as e:
    print(type(e).__name__, e.value)
