# Constants and functions of all kinds, each compared with what is computed while it runs.


def constants(one=1):
    yield 0x1_0000_0007, (one << 32) + 7
    yield -0x1_0000_0007, -(one << 32) - 7
    yield 1073741824, one << 30
    yield -1073741825, -(one << 30) - 1
    yield 123456789012345678901234567890, 1234567890 * 10**20 + 12345678901234567890
    yield 1.5, (one + 2) / 2
    yield -0.25, -one / 4
    yield 1e10, 10.0 * 10**9
    yield 2.0, one + 1.0
    yield "", str()
    yield b"", bytes()
    yield "a longer text, 'quoted' \"twice\" \\ \n", "".join(
        ["a longer text, ", chr(39), "quoted", chr(39), " ", chr(34), "twice", chr(34), " ", chr(92), " ", chr(10)]
    )
    yield "né \u20ac \U0001f40d \x00", "n" + chr(0xE9) + " " + chr(0x20AC) + " " + chr(0x1F40D) + " " + chr(0)
    yield b"\x00\xff'\"\\\n", bytes([0, 255, 39, 34, 92, 10])
    yield b"A", bytes([64 + one])
    yield (1, (2.5, "three", b"four"), None, True, ...), tuple(
        [one, tuple([5 / 2, "thr" + "ee", bytes([102, 111, 117, 114])]), None, one == 1, Ellipsis]
    )


def closure(n):
    def inner(m, *rest, scale=2, **named):
        nonlocal n
        n += m * scale
        return n, rest, sorted(named)

    return inner


class Shape:
    """A class body is a function too."""

    sides = 0

    def __init__(self, sides):
        self.sides = sides

    @property
    def twice(self):
        return [side for _ in range(2) for side in (self.sides,)]


def fail():
    raise ValueError("at line 50")


def a_name_that_only_this_module_has():
    return a_name_that_only_this_module_has.__name__


def check():
    n = 0
    for constant, computed in constants():
        if type(constant) is not type(computed) or constant != computed or hash(constant) != hash(computed):
            return n, constant, computed
        n += 1
    add = closure(1)
    assert add(2) == (5, (), [])
    assert add(2, 3, scale=10, z=0, y=0) == (25, (3,), ["y", "z"])
    assert Shape(4).twice == [4, 4] and Shape.sides == 0
    assert a_name_that_only_this_module_has() == "_".join("a name that only this module has".split())
    return n
