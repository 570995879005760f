# f-strings: expressions, conversions, nested formats.
x = 42
name = "world"
pi = 3.14159
print(f"{x} {name!r} {name!s} {x + 1} {pi:.2f} {x:05d} {x:#x} {name:>8}|{name:<8}|{name:^9}|")
print(f"{{literal}} {x}{x} {[1, 2][0]} {len(name)}")
width = 6
print(f"{x:{width}}|{pi:{width}.{2}}|")
print(f"{x=} {x + 1=}")
print(f"{1 if x else 2} {[n * 2 for n in (x,)]}")
print(f"a{x}" f"{x}")
print(f"""line
{x}""")
print(f"{x:,}", f"{1234567:,}", f"{-5:+d}", f"{5:+d}", f"{5: d}", f"{255:b}", f"{255:o}", f"{255:X}")
print(f"{None} {True} {b'x'} {(1, 2)}")
print(rf"\n{x}")
class C:
    def __str__(self):
        return "str"
    def __repr__(self):
        return "repr"
print(f"{C()} {C()!r}")
