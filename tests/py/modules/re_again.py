# Expressions that are compiled and used again find what they find at first.
import re

subjects = ("", "a", "aaab", "foo123bar", "x=1; y = 22;z=;", "2024-01-15 ERROR [mod]", "\x01a~", "ab\nab", "   ")
patterns = ("a*", "a+b", "[0-9]+", r"\w+\s*=\s*\d*;", "(a|b)*b$", "^x", "$", ".*;", "[^;]*;", "(a*)(b?)", "(?:ab)+", "a*?b", r"(\d+)-(\d+)-(\d+) ([A-Z]+)", "[^a-z]+?", "b|c|d", r"\W+")
for pattern in patterns:
    regex = re.compile(pattern)
    for subject in subjects:
        for method in ("match", "search"):
            once = getattr(re, method)(pattern, subject)
            for turn in range(2):
                again = getattr(regex, method)(subject)
                if (once is None) != (again is None) or once and once.group(0) != again.group(0):
                    print("differs", pattern, subject, method)
            if again:
                print(method, repr(pattern), repr(subject), repr(again.group(0)))
print(re.compile("[0-9]+").sub("#", "a1b22c333"), re.compile(r"\s*,\s*").split("a , b,c ,d"))
print(re.compile("(x+)(y*)").match("xxxz").group(2) == "", re.compile("a").search("cba", 1).group(0), re.compile("^a").search("ba", 1))
for pattern in ("(a*)*", "(a*)+", "(?:a*)*b", "(a|)*c"):
    regex = re.compile(pattern)
    for turn in range(2):
        try:
            print(regex.match("aaab"))
        except RuntimeError:
            print("RuntimeError", pattern)
