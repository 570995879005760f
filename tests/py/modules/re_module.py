# re: matching, groups, splitting, substitution.
import re

for pattern, text in (
    ("a", "abc"), ("b", "abc"), ("a.c", "abc"), ("a*", "aaab"), ("a+b", "aab"), ("ab?c", "ac"), ("^b", "abc"), ("c$", "abc"),
    ("[a-c]+", "cabd"), ("[^a-c]+", "xyz"), ("(a)(b)?", "ac"), ("(a|b)+c", "abac"), ("\\d+", "x12"), ("\\w+\\s\\w+", "ab cd"),
    ("a*?b", "aab"), ("(\\d+)-(\\d+)", "10-20"), ("", "x"), ("\\.", "a.b"), ("(?:ab)+", "abab"), ("x|y", "zy"),
):
    for f in (re.match, re.search):
        m = f(pattern, text)
        print(pattern, f.__name__ if False else "", m.group(0) if m else None, end=" ")
    print()
m = re.match("(\\w+)@(\\w+)\\.(\\w+)", "user@host.com rest")
print(m.group(0), m.group(1), m.group(2), m.group(3))
r = re.compile("[,;] *")
print(r.split("a, b;c,d"), r.split("a, b;c,d", 1), re.compile("x").split("abc"))
print(re.sub("[aeiou]", "*", "education"), re.sub("(\\w)(\\d)", "\\2\\1", "a1 b2"), re.sub("a", lambda m: m.group(0) * 2, "banana"), re.sub("a", "b", "aaa", 2))
for bad in ("(", "[", "*", "a)"):
    try:
        re.compile(bad)
        print("compiled", bad)
    except Exception:
        print("refused", bad)
print(re.match(b"a(.)", b"abc").group(1))
