# Splits a little language into tokens and runs it on a stack. A program rather than a feature.
KEYWORDS = {"let", "print", "while", "end"}

class Token:
    FIELDS = ("kind", "text", "line")

    def __init__(self, kind, text, line):
        self.kind = kind
        self.text = text
        self.line = line

    def __repr__(self):
        return "{}:{}@{}".format(self.kind, self.text, self.line)

def tokenize(source):
    for number, line in enumerate(source.split("\n"), 1):
        at = 0
        while at < len(line):
            c = line[at]
            if c == "#":
                break
            if c.isspace():
                at += 1
                continue
            start = at
            if c.isdigit():
                while at < len(line) and line[at].isdigit():
                    at += 1
                yield Token("num", line[start:at], number)
            elif c.isalpha():
                while at < len(line) and line[at].isalpha():
                    at += 1
                word = line[start:at]
                yield Token("key" if word in KEYWORDS else "name", word, number)
            else:
                at += 1
                yield Token("op", c, number)

OPS = {"+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b, "<": lambda a, b: a < b}

def run(source):
    tokens = list(tokenize(source))
    variables = {}
    loops = []
    stack = []
    at = 0
    while at < len(tokens):
        t = tokens[at]
        at += 1
        if t.kind == "num":
            stack.append(int(t.text))
        elif t.kind == "name":
            stack.append(variables[t.text])
        elif t.kind == "op":
            b = stack.pop()
            a = stack.pop()
            stack.append(OPS[t.text](a, b))
        elif t.text == "let":
            variables[tokens[at].text] = stack.pop()
            at += 1
        elif t.text == "print":
            print(stack.pop())
        elif t.text == "while":
            if stack.pop():
                loops.append(at - 1)
            else:
                while tokens[at].text != "end":
                    at += 1
                at += 1
        elif t.text == "end":
            at = loops.pop()
    return variables

program = """0 let i 1 let f   # factorials
f print
1 while
  i 1 + let i
  f i * let f
  f print
  i 25 <
end
"""
print(list(tokenize("let x # comment\n 12 + y"))[:4])
try:
    run(program)
except IndexError:
    print("the loop needs its condition again")
print(run("2 3 + let five five five * let sq")["sq"])
