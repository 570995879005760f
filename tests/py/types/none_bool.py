# None, True, False, Ellipsis.
print(None is None, None == None, None != 0, bool(None), str(None), repr(None), [None] == [None])
print(True + True, True * 5, -True, ~True, True / 2, True == 1, True is True, not True, True and None, False or None)
print(int(True), float(False), str(True), [10, 20][True], "ab"[False], True & 6, True | 6, True ^ 3, 1 < True + 1)
print(sum([True, True, False]), max(True, False), {True: "a"}[1], hash(True) == hash(1), True < 2)
for value in (0, 1, -1, 0.0, 0.1, "", " ", [], [0], (), (0,), {}, {0: 0}, set(), b"", b"0", None, range(0), range(1), Ellipsis):
    print(repr(value), bool(value), not value)
class Falsy:
    def __bool__(self):
        return False
class Empty:
    def __len__(self):
        return 0
class Plain:
    pass
print(bool(Falsy()), bool(Empty()), bool(Plain()), "yes" if Falsy() else "no", not Empty())
try:
    None + 1
except TypeError:
    print("TypeError")
try:
    None()
except TypeError:
    print("TypeError")
