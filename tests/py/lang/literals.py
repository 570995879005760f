# Literals of every kind.
print(0x1F, 0o17, 0b101, 1_000_000, 0xFFFF_FFFF, 123456789012345678901234567890)
print(1.5, .5, 5., 1e3, 1.5e-3, 1E5, 1_0.0_1)
print("a\tb\x41\u0042\103\\ \" '", 'single "double"', """triple
"quoted" lines""")
print(r"raw\n", b"bytes\x00\xff\n", rb"raw\x", b'\'')
print("con" "cat" 'ena' """ted""", b"a" b"b")
print((), (1,), (1, 2), [], [1], {}, {1: 2}, {1})
print(None, True, False, ...)
print("line \
joined")
a = [
    1,
    2,  # comment
    3,
]
b = (1 +
     2)
print(a, b)
print("é", "日本", "😀", len("日本😀"))
print(-1, +1, ~1, --1, not True)
if True: print("one line"); print("two")
x = 1; y = 2
print(x, y); print(x + y)
