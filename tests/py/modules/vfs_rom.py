# Images of ROMFS: listing, files, imports, what is damaged. That imported code outlives its image, and memory that
# changes, is tested where upstream cannot answer: in crates/cli/tests/romfs.rs.

import gc, os, sys, vfs

WORDS_MPY = (
    b"M\x06\x00\x1e\n\x03\x10words.py\x00\x0f\x08call\x00\x81\x15\x14<listcomp>\x00\x08LONG\x00\x06RAW\x00"
    b"\x02n\x00\x81y\x0b\x05Na text that is long enough to stay where it is: in the image, and nowhere else\x00"
    b"\x06Qbytes that are long enough to stay where they are: in the image, and nowhere else\x00"
    b"\x059first and long enough to be a text of its own, not a name\x00\x81D\x00\x08\x01$$D#"
    b"\x00\x16\x05#\x01\x16\x062\x00\x16\x022\x01\x16\x03Qc\x02|\x19\x06\x02\x07`2\x00\x12\x08\xb04\x014"
    b"\x01c\x01\x81(A\x06\x04\t`+\x00\xb0_K\t\xc1\x12\x05\xb1U/\x14B5c\x81\x08\x80@\x08\x03"
    b"`@$#\x02gY\x12\x06gYQc"
)


def number(n):
    out = bytes([n & 0x7F])
    while n > 0x7F:
        n >>= 7
        out = bytes([0x80 | n & 0x7F]) + out
    return out


def record(kind, payload):
    return number(kind) + number(len(payload)) + payload


def file(name, data):
    return record(5, number(len(name)) + name.encode() + record(2, data))


def directory(name, *entries):
    return record(4, number(len(name)) + name.encode() + b"".join(entries))


def image(*entries):
    data = b"".join(entries)
    return b"\xd2\xcd\x31" + (b"\x80" if len(number(len(data)) + data) % 2 == 0 else b"") + number(len(data)) + data


def attempt(f, *args):
    try:
        print("done", f(*args))
    except Exception as e:
        print(type(e).__name__, e.args[0] if isinstance(e, OSError) else "")


IMAGE = image(
    record(1, b"padding"),
    file("hello.txt", b"one\ntwo\nthr\xc3\xa9e\n"),
    file("empty", b""),
    file("words.mpy", WORDS_MPY),
    file("both.py", b"x = 'source'\n"),
    file("both.mpy", b"no such file"),
    directory("package", file("__init__.py", b"from .inner import y\n"), file("inner.py", b"y = __name__\n")),
    directory("bare", directory("deep", file("leaf.py", b"z = __file__\n"))),
    file("package.py", b"1 / 0\n"),
)

# The object.
rom = vfs.VfsRom(IMAGE)
print(rom)
print(list(rom.ilistdir("")))
print(list(rom.ilistdir("/bare/deep")), list(rom.ilistdir(b"bare")))
for path in ("", "/", "hello.txt", "/empty", "package", "bare/deep/leaf.py", "bare/deep/", "hello.txt/", "none", "bar", "/bare//deep"):
    attempt(rom.stat, path)
print(rom.statvfs("anything")[:3], rom.getcwd(), rom.umount() is rom)
for args in (("hello.txt", "w"), ("none", "a"), ("hello.txt", "r+"), ("none", "r"), ("bare", "rb"), ("", "r"), ("hello.txt", 3), (3, "r")):
    attempt(rom.open, *args)
attempt(rom.ilistdir, "hello.txt")
attempt(rom.ilistdir, "none")
attempt(rom.chdir, "/")
attempt(rom.chdir, "/bare")
attempt(rom.chdir, "")
attempt(rom.mount, False, False)
attempt(rom.mount, False, True)
for name in ("mkdir", "remove", "rename", "rmdir"):
    print(name, hasattr(rom, name))
for value in (b"", b"\xd2\xcd", b"\xd2\xcd\x31", b"\xd2\xcd\x31\x02\x00", b"PK\x03\x04", bytearray(4), 7, None):
    attempt(vfs.VfsRom, value)
attempt(vfs.VfsRom)
attempt(vfs.VfsRom, IMAGE, IMAGE)

# Files.
f = rom.open("hello.txt", "r")
print(f)
print(f.read(5), f.tell(), f.readline(), f.readlines(), repr(f.read()), repr(f.readline()))
print(f.seek(4), f.read(3), f.seek(-3, 1), f.seek(0, 2), f.seek(100), f.tell())
attempt(f.seek, -1)
print(hasattr(f, "write"), hasattr(f, "flush"), hasattr(f, "fileno"))
attempt(memoryview, f)
f.close()
with rom.open("hello.txt", "rb") as f:
    print(f, list(f))
    f.seek(0)
    b = bytearray(6)
    print(f.readinto(b), b, f.readinto(b, 2), b, f.readinto(b), f.readinto(b), f.readinto(b), b)
    m = memoryview(f)
    print(len(m), bytes(m[4:7]), bytes(f)[:3])
    try:
        m[0] = 1
    except TypeError:
        print("TypeError")
print(rom.open("empty", "").read() == "", rom.open("hello.txt", "bt").read(3))

# Mounted.
vfs.mount(rom, "/rom_test")
print(os.listdir("/rom_test"), os.listdir(b"/rom_test/package"), os.listdir(b"/rom_test"))
print(os.stat("/rom_test")[0], os.stat("/rom_test/hello.txt")[6])
with open("/rom_test/hello.txt") as f:
    print(f.read())
attempt(open, "/rom_test/hello.txt", "w")
sys.path[:] = ["/rom_test"]
import both, package, bare.deep.leaf, words

print(both.x, both.__file__, package.y, package.__file__, package.__path__)
print(bare.deep.leaf.z, words.__file__)
try:
    import none
except ImportError:
    print("ImportError")

# What was imported stays.
long, raw, call, parts = words.LONG, words.RAW, words.call, words.count()
del sys.modules["words"], words
cut = raw[10:40]
vfs.umount("/rom_test")
sys.path[:] = []
del rom, f, m
gc.collect()
for i in range(200):
    bytes(600)
gc.collect()
print(long, raw, cut, call(4), list(parts))
print(long + "!", {long: 1}[long], long.upper(), hash(raw) == hash(bytes(bytearray(raw))))
for i in range(3):
    long += " and more"
print(long)

# Over memory that may change.
memory = bytearray(image(file("a.txt", b"abc"), file("w.mpy", WORDS_MPY)))
rom = vfs.VfsRom(memory)
f = rom.open("a.txt", "rb")
place = memory.find(b"abc")
memory[place] = ord("x")
print(f.read())
for i in range(len(memory)):
    memory[i] = 0xFF
attempt(rom.stat, "a.txt")
print(list(rom.ilistdir("")))

# An image in an image, by way of views.
inner = image(file("deep.txt", b"deep"))
rom = vfs.VfsRom(memoryview(b"...." + image(file("inner", inner), file("z", b"")))[4:])
inner = vfs.VfsRom(memoryview(rom.open("inner", "rb")))
print(inner.open("deep.txt", "r").read(), list(vfs.VfsRom(rom.open("inner", "rb")).ilistdir("/")))
print(list(vfs.VfsRom(image(file("a", b"1"), b"\x00\x01x", file("b", b"2"))).ilistdir("")))
