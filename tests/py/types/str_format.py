# str.format, the % operator and format().
print("{} {}".format(1, "a"), "{1} {0} {1}".format("a", "b"), "{x} {y}".format(x=1, y=2))
print("{:5}|{:<5}|{:>5}|{:^5}|".format(1, 1, 1, 1), "{:5}|{:<5}|{:>5}|{:^5}|".format("a", "a", "a", "a"))
print("{:*^9}|{:->5}|{:05d}|{:+d}|{: d}|{:x}|{:#x}|{:#b}|{:#o}|{:X}".format("mid", 3, -42, 7, 7, 255, 255, 5, 8, 255))
print("{:c}{:c}".format(72, 105), "{:,}".format(1234567), "{:%}".format(0.25), "{:.0%}".format(0.25))
print("{:.3}|{:10.2}|{:.10}".format("abcdef", "abcdef", "abc"), "{!r} {!s}".format("a", "a"), "{{}} {}".format(1))
print("{:{}}|{:{w}.{p}f}".format("a", 5, 3.14159, w=8, p=2))
print("%s %r %d %5d|%-5d|%05d %x %X %o %c %c %%" % ("s", "r", 1, 2, 3, 4, 255, 255, 8, "a", 66))
print("%5s|%-5s|%.2s|%5.1s|" % ("ab", "ab", "abc", "abc"), "%+d % d" % (5, 5), "%#x %#o" % (255, 8))
print("%f %.2f %8.3f|%-8.1f|%e %g" % (1.5, 1.555, 2.5, 2.5, 1500.0, 0.00001))
print("%(a)s-%(b)d" % {"a": "x", "b": 3}, "%s" % (1,), "%s" % [1, 2], "%s" % None, "%*d|%-*d|" % (5, 1, 5, 2))
for bad in (
    lambda: "{} {}".format(1),
    lambda: "{x}".format(),
    lambda: "{".format(),
    lambda: "}".format(),
    lambda: "%d" % "a",
    lambda: "%d %d" % (1,),
    lambda: "%d" % (1, 2),
    lambda: "%q" % 1,
    lambda: "{:d}".format("a"),
    lambda: "{0} {}".format(1, 2),
):
    try:
        print(bad())
    except (ValueError, TypeError, KeyError, IndexError) as e:
        print(type(e).__name__)
