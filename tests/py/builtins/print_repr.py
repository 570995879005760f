# repr and print of containers, objects and themselves.
print([1, "a", b"b", None, 1.5, (1,), {"k": [2]}, {3}])
print(repr("tab\t"), ["tab\t", 'it\'s', "both '\""], ("\n",), {"\x00": "\x1f"})
class R:
    def __repr__(self):
        return "<R>"
class S:
    def __str__(self):
        return "S!"
class Both(R):
    def __str__(self):
        return "both"
print(R(), [R()], {R: 1} != {}, S(), Both(), [Both()], str(R()), "{} {!r}".format(Both(), Both()))
print((), (1,), [[]], [()], {}, {1: {}}, "", [""])
print("a\nb", end="")
print("|", "", None, sep="~")
print(*[], sep="x")
print(*"abc", sep="\n")
deep = []
for i in range(20):
    deep = [deep]
print(deep)
print(str([1.0, 1e20, 1e-7, float("inf")]), str((True, None)), str({"a": True}))
