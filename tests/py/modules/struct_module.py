# struct: sizes, both byte orders, every code.
import struct

for fmt in ("b", "B", "<h", "<H", "<i", "<I", "<l", "<L", "<q", "<Q", "<f", "<d", ">h", ">hI", "<bi", "<3s", "<2h3B", "<xh"):
    print(fmt, struct.calcsize(fmt))
print(struct.pack("<bBhHiI", -1, 255, -2, 65535, -3, 4294967295))
print(struct.pack(">bBhHiI", -1, 255, -2, 65535, -3, 4294967295))
print(struct.pack("<qQ", -(2 ** 63), 2 ** 64 - 1), struct.pack(">d", 1.5), struct.pack("<f", -0.25))
print(struct.pack("<3s5sB", b"abcdef", b"xy", 7), struct.pack("<2h", 1, 2))
print(struct.unpack("<bBhH", b"\xff\xff\xfe\xff\xff\xff"), struct.unpack(">I", b"\x01\x02\x03\x04"), struct.unpack("<3s", b"abc"))
print(struct.unpack("<q", b"\xff" * 8), struct.unpack("<Q", b"\xff" * 8), struct.unpack(">d", struct.pack(">d", -1e100)), struct.unpack("<f", struct.pack("<f", 0.5)))
buf = bytearray(6)
struct.pack_into("<HI", buf, 0, 1, 2)
print(buf, struct.unpack_from("<I", buf, 2))
for bad in (lambda: struct.unpack("<h", b"a"), lambda: struct.pack_into("<I", bytearray(2), 0, 1)):
    try:
        bad()
    except Exception as e:
        print("refused")
