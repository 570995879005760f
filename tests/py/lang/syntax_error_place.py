# Where the compiler found something wrong.
def place(source):
    try:
        exec(source)
    except SyntaxError as error:
        print(type(error).__name__, error.filename, error.lineno, error.offset)


place("x = 1\ny = )\n")
place("def f():\n    return 1 +\n")
place("a b")
place("for in x: pass")
try:
    raise SyntaxError("not from the compiler")
except SyntaxError as error:
    print(error.args, error.lineno, error.offset)
