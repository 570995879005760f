# Formats of more fields than are remembered, and what is packed before an error.
import struct

long = "<BHIBHIBHIBHIb4s3xh"
values = list(range(1, 13)) + [-5, b"wxyz", -300]
print(struct.calcsize(long), struct.pack(long, *values))
print(struct.unpack(long, struct.pack(long, *values)))
native = "@BHIBHIQbqd"
data = bytearray(b"." * struct.calcsize(native))
struct.pack_into(native, data, 0, 1, 2, 3, 4, 5, 6, 7, -8, -9, 0.5)
print(struct.unpack(native, data))
data = bytearray(8)
try:
    struct.pack_into("BBBB", data, 0, 1, 2, "x", 4)
except TypeError:
    print(data)
for wrong in ("z", "BBBBBBBBBBz", "3", "<2"):
    try:
        print(struct.calcsize(wrong))
    except ValueError as error:
        print(wrong, error)
print(struct.pack("2B3x2s", 1, 2, b"ab"), struct.pack("B", 1, 2, 3) if False else "", struct.calcsize(""), struct.calcsize("0i"))
