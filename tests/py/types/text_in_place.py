# Loops over text and bytes, items of them, and what keeps its place when things change.
for text in ("", "a", "abc" * 50, "aé", "日本語", "a\x00b"):
    print([c for c in text][:5], len([c for c in text]), list(text)[-2:])
    again = text + ""
    print([again[i] for i in range(len(again))] == list(again), [again[-i - 1] for i in range(len(again))][:3])
for data in (b"", b"abc", bytes(range(250, 256)), bytearray(b"xyz"), memoryview(b"hello")[1:4]):
    print([b for b in data], sum(data), max(data, default=None), sorted(data), any(data))
data = bytearray(b"abcdef")
seen = []
for b in data:
    seen.append(b)
    if b == 98:
        data.append(103)
        data[4:6] = b""
print(seen)


def characters(text):
    for c in text:
        yield c


print("".join(characters("in a generator")), "-".join(characters("é\u4e00")))
for c in "break":
    if c == "e":
        break
else:
    print("not here")
print(c)
for name, index in (("abc", 3), ("abc", -4), (b"abc", 3), ("é", 1), ("", 0)):
    try:
        print(name[index])
    except IndexError as error:
        print("IndexError", error)
try:
    "abc"["a"]
except TypeError as error:
    print(error)
print("é" in "née", "x" in "née", "" in "", "abc" != "abd", "a" + "" == "a", "é" * 2 + "z" == "ééz")
print(bytes([1, 2, 300 % 256]), bytes((3, 4)), bytearray([5, 6]), bytes(range(3)), bytearray(i for i in (7, 8)))
for wrong in ([256], [-1], ["a"], [None]):
    try:
        print(bytes(wrong))
    except (ValueError, TypeError) as error:
        print(type(error).__name__)
names = {}
for word in "the cat and the dog and the bird".split(" "):
    names[word] = names.get(word, 0) + 1
print(sorted(names.items()), names.get("x"), names.get("x", 5), names.get("the", 0), {1: 2}.get(1), {(1, 2): 3}.get((1, 2), 4))
