# expect: micropython
# A compiled module in an image of ROMFS: its functions and texts stay in the file until they are needed. That they
# outlive the image is tested where upstream cannot answer: in crates/cli/tests/romfs.rs.
#
# SHELF_MPY is what upstream's mpy-cross makes of the module at the end.

import gc, sys, vfs

SHELF_MPY = (
    b"M\x06\x00\x1f@\x08\x10shelf.py\x00\x0f\x81S\x0csecond\x00\x08Base\x00\x0eDerived\x00\x0enothing\x00\nplain"
    b"\x00\x10defaults\x00\x81M\x12only_keys\x00\x0enumbers\x00\x08fact\x00\nadder\x00\nfails\x00\x08loop\x00\x10<"
    b"lambda>\x00\nshout\x00\x12decorated\x00\x0cdecode\x00\x06add\x00\x14<listcomp>\x00\x0eshouted\x00\x82A#\x82E"
    b"\x08grow\x00\x08half\x00\x08made\x00\nnamed\x00/\x0cunused\x00\x0e__add__\x00)\x1f\ntwice\x00\x0cn_runs\x00"
    b"\x0cA_TEXT\x00\x0csquare\x00\x02a\x00\x02b\x00\x82!\nfirst\x00\x02n\x00o\x02f\x00\x81y\x02x\x00\x08word\x00-"
    b"5\x08kind\x00\x10property\x00\x82)\x81\x0b\x0b\x02m\x00\x82/\x82\x13\x04by\x00\x06cls\x00\x825\nother\x00"
    b"\x02i\x00\x05@a text at the top that is longer than a name would be, and stays\x00\x058the key that nobody g"
    b"ave, which is a text of some length\x00\x05?numbers begin here, said at some length to be a text of its own"
    b"\x00\x05:it fails, as was to be expected of a function of this name\x00\x06< and bytes that are long enough "
    b"to be an object of their own\x00\x05?the kind of things that have a base class with a text like this\x00\x05"
    b">never asked for, and never made, a text that stays in the file\x00\x05;an item of which much could be said,"
    b" and this is some of it\x00\x88D\x18:\x01#&dd d@n l d`d \x84\nd d@d\x84\x07h@\x89\x1a\x80\x16$\x11$\x81\xe5"
    b"\x16$#\x00\x16%2\x00\x16\x062\x01\x16\x07\x85*\x01,\x00#\x01\x10\x02b3\x02\x16\x08S,\x00\x10\x03\x10\x03b3"
    b"\x03\x16\n2\x04\x16\x0b2\x05\x16\x0c2\x06\x16\r2\x07\x16\x0e2\x08\x16\x0f2\t\x16&2\n\x16\x11\x11\x112\x0b4"
    b"\x01\x16\x12T2\x0c\x10\x044\x02\x16\x04T2\r\x10\x05\x11\x044\x03\x16\x05Qc\x0e@\x00\x06\x06``\x12$cp\x1a\x0c"
    b"\x07'(\x80\n \xb0\x82\xf4\xb1\xf2c\x81`\xda\x89\xc0\xc0@\x0c\x08'(\x02\x80\x0f\xb0\xb1\xb3\xb2\x12)\xb4\x14"
    b"\t6\x004\x01*\x05c\x81\x00\x98\x80\x88\x80@\n\n*\x03\x80\x13\xb0\xb1*\x02c\x82\x08\xa9@\x0c\x0b+\x80\x17$&#"
    b"\x02gY\xb0\x80BGW\xc1\xb1gY\x81\xe5XZ\xd7C4YYQc\x818!\x08\x0c+\x80\x1d\xb0\x82\xd7DB\x81c\xb0\x12\x0c\xb0"
    b"\x81\xf34\x01\xf4c\x81\x04\x11\r\r+\x80!e`\x00\xb0 \x00\x01\xc1\xb1c\x01\x82,*\x8c\x01\x1478\x80\"g\x01\x02"
    b"\xb1\xb0 \x00\x02'\x02\xb2 \x01\x01\x12.\x824\x014\x01%\x00%\x01\xf2*\x02c\x02x\x1a\n#77\x80#%\x01%\x00\xf2"
    b"\x82\xf4c\x818B\n\x1577\x80%+\x00\xb1_K\t\xc2%\x004\x00/\x14B5c`\x08\x06\x0e\x80+\x12,#\x034\x01e\x81$\"\x0b"
    b"\x0f-+\x800\x00\xb0 \x00\x01\x12.\xb14\x014\x01c\x01\x81TJ\n\x1577\x800+\x00\xb1_K\x0c\xc2\xb0 \x00\x01\xb24"
    b"\x01/\x14B2c\x01h\x1a\n\x107/\x800%\x00\xb14\x01cP\x11\x08\x10/\x803\xb0\xb0\xf4c|\x11\x0b\x11-\x807e\x00"
    b"\xb0 \x00\x01\xc1\xb1c\x01\x81@\xa9\x80\x80@\x08\x167\x808\x129%\x00\xb1\x815\x014\x01\x14\x176\x00cx\x19"
    b"\x08\x120\x80?\xb0#\x04\x14\x136\x00\xf2c\x84L\x08\x1a\x04\x88CDhh h h h \x11\x1e\x161\x10\x04\x162#\x05\x16"
    b"3\x81*\x01S3\x00\x16\x18\x81*\x01S3\x01\x16\x1a\x1142\x024\x01\x16\x1b\x1152\x034\x01\x16\x1c\x1162\x044\x01"
    b"\x16\x1d2\x05\x16\x1fQc\x06p\x9a\x01\n\x18:\x19\x80F\xb1\xb0\x18\x19Qc\x81 \xa2\x01\x0c\x1a:;\x80I)\xb0W\x13"
    b"\x19\xb1\xe5Z\x18\x19\xb0c`\x11\x08\x1b:\x80N\xb0\x13\x19\x82\xf7cX\x08\x06\x1c\x80R\x12\x04\x8a4\x01cP\t"
    b"\x08\x1d<\x80V\xb0\x13\x1ecH\t\x08\x1f:\x80Y#\x06c\x83\x04\x18\x0f\x05\x88]fjdd\x00\x11\x1e\x161\x10\x05\x16"
    b"2\xb0 \x00\x01\x16\x18\x81*\x01S\xb0!\x01\x01\x16\x1a2\x02\x16 2\x03\x16!2\x04\x16\"\xb0c\x05\x81 \"\n\x187:"
    b"\x80^\x12=%\x00\xb1\x15\x18\x876\x01YQc\x810\xb3\x01\x0c\x1a7:;\x80a\x12=%\x00\xb1\x15\x1a\xb2\x82\xf46\x01c"
    b"h\x1a\n :>\x80d\xb0\x13\x19\xb1\xf2cP\t\x08!:\x80g\xb0\x13\x19ch\x1a\n\":?\x80j\xb1#\x07*\x02c"
)


def number(n):
    out = bytes([n & 0x7F])
    while n > 0x7F:
        n >>= 7
        out = bytes([0x80 | n & 0x7F]) + out
    return out


def record(kind, payload):
    return number(kind) + number(len(payload)) + payload


def image(*entries):
    data = b"".join(entries)
    return b"\xd2\xcd\x31" + (b"\x80" if len(number(len(data)) + data) % 2 == 0 else b"") + number(len(data)) + data


def attempt(f, *args, **kwargs):
    try:
        print("done", f(*args, **kwargs))
    except Exception as e:
        print(type(e).__name__, e)


def shelf():
    sys.modules.pop("shelf", None)
    import shelf

    return shelf


name = b"shelf.mpy"
vfs.mount(vfs.VfsRom(image(record(5, number(len(name)) + name + record(2, SHELF_MPY)))), "/image_test")
sys.path[:] = ["/image_test"]

# Functions before their first call.
m = shelf()
print(m.plain.__name__, repr(m.fact).split(" at ")[0], type(m.plain) is type(attempt), callable(m.fact))
print(m.plain == m.plain, m.plain is m.plain, m.plain == m.fact, {m.plain: 1}[m.plain], bool(m.plain))

# The module's own code takes no arguments either: it must not run again.
print([m.nothing() for _ in range(3)], m.n_runs)

# Calls of all kinds, the first and later ones.
for _ in range(2):
    attempt(m.plain, 1, 2)
    attempt(m.plain, 1)
    attempt(m.plain, b=1, a=2)
    attempt(m.plain, 1, 2, 3)
    attempt(m.defaults, 1)
    attempt(m.defaults, 1, 2, 3, 4, key=0, z=1, y=2)
    attempt(m.defaults)
    attempt(m.only_keys, first=1)
    attempt(m.only_keys, second=1)
    attempt(m.fact, 20)
    attempt(m.adder(3), 4)
    attempt(m.square, 12)
    attempt(m.decorated, "word")
    attempt(m.fails)
    attempt(m.loop, m.square, 4)
    print(list(m.numbers(2)))
print(m.A_TEXT, m.fact.__name__)

# The first call comes from elsewhere.
m = shelf()
print(list(map(m.fact, range(5))), sorted([3, -4, 2], key=m.square), max([1, -3], key=m.square))
m = shelf()
attempt(m.adder(1), "no number")
copies = [m.plain, m.plain]
print([f(1, 1) for f in copies], m.plain(2, 2), copies[0] is m.plain)
first, again = shelf().fails, shelf().fails
attempt(first)
attempt(again)
print(first == again)

# Classes.
m = shelf()
base, derived = m.Base(), m.Derived()
print(base.grow().value, base.grow(by=5).half, m.Base.made().value, m.Derived.named(), derived.grow().value)
print(m.Base.grow(derived).value, m.Base.half, derived + 1, len(derived), derived[3], bool(derived), m.Base.kind)
attempt(base.grow, 1, 2, 3)
attempt(m.Base, 1, 2)
attempt(lambda: derived.nothing)


class Local(m.Derived):
    def grow(self):
        return super().grow(100)


print(Local().grow().value, Local.made().value)

# The module:
#
# n_runs = 0
# n_runs += 1
# A_TEXT = "a text at the top that is longer than a name would be, and stays"
#
#
# def nothing():
#     return n_runs
#
#
# def plain(a, b):
#     "Documented."
#     return a * 2 + b
#
#
# def defaults(a, b=5, *rest, key="the key that nobody gave, which is a text of some length", **others):
#     return a, b, rest, key, sorted(others.items())
#
#
# def only_keys(*, first, second="second"):
#     return first, second
#
#
# def numbers(n):
#     yield "numbers begin here, said at some length to be a text of its own"
#     for i in range(n):
#         yield i
#
#
# def fact(n):
#     return 1 if n < 2 else n * fact(n - 1)
#
#
# def adder(n):
#     def add(m):
#         def twice():
#             return (n + m) * 2
#
#         return [twice() for _ in range(2)], n + m
#
#     return add
#
#
# def fails():
#     raise ValueError("it fails, as was to be expected of a function of this name")
#
#
# def loop(f, n):
#     # A lambda that is made each time.
#     return [(lambda x: f(x))(i) for i in range(n)]
#
#
# square = lambda x: x * x
#
#
# def shout(f):
#     def shouted(*args):
#         return str(f(*args)).upper()
#
#     return shouted
#
#
# @shout
# def decorated(word):
#     return word + b" and bytes that are long enough to be an object of their own".decode()
#
#
# class Base:
#     kind = "the kind of things that have a base class with a text like this"
#
#     def __init__(self, value=1):
#         self.value = value
#
#     def grow(self, by=1):
#         self.value += by
#         return self
#
#     @property
#     def half(self):
#         return self.value / 2
#
#     @staticmethod
#     def made():
#         return Base(10)
#
#     @classmethod
#     def named(cls):
#         return cls.__name__
#
#     def unused(self):
#         return "never asked for, and never made, a text that stays in the file"
#
#
# class Derived(Base):
#     def __init__(self):
#         super().__init__(7)
#
#     def grow(self, by=1):
#         return super().grow(by * 2)
#
#     def __add__(self, other):
#         return self.value + other
#
#     def __len__(self):
#         return self.value
#
#     def __getitem__(self, i):
#         return (i, "an item of which much could be said, and this is some of it")
#
