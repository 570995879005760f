# Methods of str.
s = "Hello, World"
print(s.upper(), s.lower(), s.find("o"), s.rfind("o"), s.find("z"), s.index("W"), s.count("l"), s.count(""))
print(s.startswith("Hell"), s.endswith("ld"), s.startswith("World", 7), s.startswith("x"))
print(s.replace("l", "L"), s.replace("l", "L", 2), s.replace("", "-"), "aaa".replace("aa", "b"))
print("  x y ".strip(), "xxaxx".strip("x"), "xxaxx".lstrip("x"), "xxaxx".rstrip("x"), "abc".strip("ac"), repr("\t\n ".strip()))
print("a,b,,c".split(","), "a b  c".split(), "a b  c".split(" "), "a,b,c".split(",", 1), "a,b,c".rsplit(",", 1), "".split(), "".split(","))
print(",".join(["a", "b"]), "".join("xyz"), "-".join([]), ", ".join(str(i) for i in range(3)))
print("a-b-c".partition("-"), "a-b-c".rpartition("-"), "abc".partition("-"), "abc".rpartition("-"))
print("abc".isalpha(), "123".isdigit(), " \t".isspace(), "ABC".isupper(), "abc".islower(), "".isalpha(), "a1".isalpha())
print("l1\nl2\r\nl3".splitlines(), "l1\nl2\n".splitlines(True))
print("x".center(7) + "|", "abc".center(7) + "|")
print(s[0], s[-1], s[2:5], s[-3:], s[:-3], s[20:], s[5:2])
print("ab" * 3, 3 * "x", "ab" * 0, "ab" * -1, "a" + "b")
print("b" in "abc", "bc" in "abc", "ac" in "abc", "" in "abc", "x" not in "abc")
print("a" < "b", "a" < "B", "abc" < "abd", "ab" < "abc", "" < "a", "a" == "a", "a" != "b")
for f in (lambda: s[100], lambda: s.index("z"), lambda: "".join([1]), lambda: "a" + 1, lambda: "a".split("")):
    try:
        f()
    except (IndexError, ValueError, TypeError) as e:
        print(type(e).__name__)
print([c for c in "abc"], list("xy"), tuple("xy"), sorted("hello"), max("hello"))
print("abc".encode(), "é".encode(), b"x".decode(), str(b"x", "utf-8"), bytes("y", "utf-8"))
print(len(""), bool(""), bool("x"), hash("a") == hash("a"), str(1.5), str(None), str([1, "a"]))
print(repr("it's"), repr('say "hi"'), repr("both ' and \""), repr("\n\t\\\x00\x7f"), repr("é"))
print(ord("a"), chr(98), ord("é"), chr(0x1F600))
