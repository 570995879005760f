# bytes, bytearray and memoryview.
b = b"hello\x00\xff"
print(b, len(b), b[0], b[-1], b[1:3], list(b[:3]), b + b"!", b * 2, b"ell" in b, 104 in b)
print(bytes(3), bytes([1, 2, 255]), bytes("é", "utf-8"), bytes(b"x"), bytes(range(5)), bytes())
print(b.find(b"l"), b.split(b"l"), b.replace(b"l", b"LL"), b.startswith(b"he"), b.upper(), b.strip(b"h"), b" ".join([b"a", b"b"]))
print(b"a" < b"b", b"a" == b"a", b"a" == "a", b"abc" > b"abd", hash(b"a") == hash(b"a"))
for bad in (lambda: bytes([256]), lambda: b[100]):
    try:
        bad()
    except (ValueError, IndexError, TypeError) as e:
        print(type(e).__name__)
a = bytearray(b"abc")
a[0] = 120
a.append(33)
a.extend(b"de")
a += b"f"
print(a, len(a), a[1:3], a == b"xbc!def", bytes(a), a[-1])
a[1:3] = b"LONGER"
print(a)
a[0:2] = b""
print(a, bytearray(3), bytearray([1, 2]), a.find(b"G"), a.decode())
a[0] = 255
print(a[0])
m = memoryview(a)
m[0] = 65
print(a, len(m), m[0], bytes(m[1:4]), list(m[:2]))
m[1:3] = b"zz"
print(a)
part = m[2:]
part[0] = 46
print(a, bytes(part))
try:
    memoryview(b"x")[0] = 1
except TypeError:
    print("TypeError")
print(b"%d %s" % (1, b"x"), b"\x01\x02".hex(), bytes.fromhex("0aff"), [hex(x) for x in b"\n\xfe"])
print(repr(b"'"), repr(b'"'), repr(b"\\\n\r\t\x7f"))
grown = bytearray()
for i in range(300):
    grown.append(i & 255)
print(len(grown), sum(grown))
