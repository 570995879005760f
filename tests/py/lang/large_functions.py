# Functions with more of something than most have.
def source(lines):
    return "\n".join(lines)


def run(name, lines):
    names = {}
    exec(source(lines), names)
    print(name, names["f"]())


# Values on the stack.
run("list", ["def f():", " y = 1", " return len([" + ",".join(["y"] * 700) + "])"])
# Locals, and cells.
many = range(200)
run("locals", ["def f():"] + [" a%d = %d" % (i, i) for i in many] + [" return a0 + a199"])
total = "  return " + "+".join("a%d" % i for i in many)
run("cells", ["def f():"] + [" a%d = %d" % (i, i) for i in many] + [" def g():", total, " return g()"])
# Blocks that are open at once.
deep = 18
opening = [" " * (i + 1) + "try:" for i in range(deep)]
closing = []
for i in range(deep - 1, -1, -1):
    closing.append(" " * (i + 1) + "except %s:" % ("ZeroDivisionError" if i == 7 else "KeyError"))
    closing.append(" " * (i + 2) + "return %d" % i)
run("blocks", ["def f():"] + opening + [" " * (deep + 1) + "1 // 0"] + closing)
# Arguments, defaults among them, and keyword-only ones.
params = ", ".join("p%d" % i for i in range(120)) + ", " + ", ".join("q%d=%d" % (i, i) for i in range(120))
head = "def g(%s, *, k0, k1=5):" % params
body = " return (p0, p119, q0, q119, k0, k1)"
run("arguments", [head, body, "def f():", " return g(*range(130), k0=1, q119=7)"])
# Lines before the code.
run("lines", ["def f():"] + ["", " pass"] * 3000 + [" return 3"])
