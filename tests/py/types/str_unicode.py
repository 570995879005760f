# Strings outside ASCII: length, indexing, slicing and searching by character.
s = "aé日😀z"
print(len(s), len(s.encode()), [ord(c) for c in s])
for i in range(-5, 5):
    print(i, s[i], s[i:], s[:i])
print(s[1:4], s[-2:], s[:-4])
print(s.find("日"), s.find("z"), s.rfind("a"), s.index("😀"), "日" in s, s.count("é"))
print(s.split("日"), s.replace("é", "e"), s.partition("😀"), s + s, s * 2 == s + s)
print("é" < "日", "z" < "é", "日" == "日", sorted("zé日a"))
print(b"\xe6\x97\xa5".decode(), "日".encode() == b"\xe6\x97\xa5", "\u65e5", "\U0001F600", chr(0x65e5))
for bad in (b"\xff", b"\xe6\x97", b"a\x80", b"\xc3("):
    try:
        bad.decode()
        print("decoded")
    except UnicodeError:
        print("UnicodeError")
d = {"ключ": 1, "日": 2}
print(d["ключ"], d["日"])
print("".join(reversed(s)), list(enumerate("é日")), max(s), min(s))
try:
    s[5]
except IndexError:
    print("IndexError")
