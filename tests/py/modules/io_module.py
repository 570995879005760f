# io: text and bytes in memory.
import io

s = io.StringIO()
print(s.write("hello"), s.write(" world\n"), s.getvalue())
print("printed", 1, 2, file=s)
print(s.getvalue().split("\n"))
s = io.StringIO("one\ntwo\nthree")
print(s.read(2), s.readline(), s.readline(), s.read(), repr(s.read()))
s.seek(0)
print([line for line in s], s.tell())
s.seek(4)
print(s.read(3), s.tell())
b = io.BytesIO(b"abcdef")
print(b.read(2), b.read(), b.read(), b.seek(1), b.read(1), b.tell())
buf = bytearray(3)
b.seek(0)
print(b.readinto(buf), buf, b.getvalue())
b.seek(0)
b.write(b"XY")
print(b.getvalue())
b = io.BytesIO()
b.write(b"1")
b.write(bytearray(b"23"))
print(b.getvalue(), b.tell())
with io.StringIO("ctx") as c:
    print(c.read())
try:
    c.read()
except ValueError:
    print("ValueError")
print(list(io.StringIO("a\nb")), list(io.BytesIO(b"x\ny\n")))
