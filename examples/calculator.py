# A calculator: tokens, precedence climbing, variables and functions.
#
#   micropyrite examples/calculator.py                     reads lines from standard input
#   micropyrite examples/calculator.py 'x = 3' 'x^2 + 1'   computes its arguments

import math
import sys

BINARY = {
    "=": (0, True, None),
    "+": (1, False, lambda a, b: a + b),
    "-": (1, False, lambda a, b: a - b),
    "*": (2, False, lambda a, b: a * b),
    "/": (2, False, lambda a, b: a / b),
    "%": (2, False, lambda a, b: a % b),
    "^": (4, True, lambda a, b: a ** b),
}
UNARY_BINDS = 3

FUNCTIONS = {
    "sqrt": math.sqrt,
    "sin": math.sin,
    "cos": math.cos,
    "log": math.log,
    "abs": abs,
    "max": max,
    "min": min,
    "round": round,
}


class Mistake(Exception):
    """What the user typed has no meaning."""


def tokens(text):
    at = 0
    while at < len(text):
        char = text[at]
        start = at
        if char == " ":
            at += 1
        elif char.isdigit() or char == ".":
            while at < len(text) and (text[at].isdigit() or text[at] == "."):
                at += 1
            word = text[start:at]
            try:
                yield "number", float(word) if "." in word else int(word)
            except ValueError:
                raise Mistake("{} is no number".format(word))
        elif char.isalpha():
            while at < len(text) and (text[at].isalpha() or text[at].isdigit()):
                at += 1
            yield "name", text[start:at]
        elif char in BINARY or char in "(),":
            at += 1
            yield char, char
        else:
            raise Mistake("what is {}?".format(char))
    yield "end", None


class Calculator:
    def __init__(self):
        self.variables = {"pi": math.pi, "e": math.e}

    def compute(self, text):
        self.rest = list(tokens(text))
        value = self.expression(0)
        self.expect("end")
        return value

    def kind(self):
        return self.rest[0][0]

    def next(self):
        return self.rest.pop(0)[1]

    def expect(self, kind):
        if self.kind() != kind:
            raise Mistake("{} expected, not {}".format(kind, self.rest[0][1] or "the end"))
        return self.next()

    def expression(self, least):
        name = self.rest[0][1] if self.kind() == "name" else None
        value = self.operand()
        while self.kind() in BINARY:
            binds, to_right, function = BINARY[self.kind()]
            if binds < least:
                break
            self.next()
            right = self.expression(binds if to_right else binds + 1)
            if function is None:
                if name is None:
                    raise Mistake("only a name can be set")
                self.variables[name] = value = right
            else:
                value = function(value, right)
            name = None
        if value is None:
            raise Mistake("{} is not set".format(name))
        return value

    def operand(self):
        kind = self.kind()
        token = self.next()
        if kind == "number":
            return token
        if kind == "-":
            return -self.expression(UNARY_BINDS)
        if kind == "(":
            value = self.expression(0)
            self.expect(")")
            return value
        if kind != "name":
            raise Mistake("a number is missing")
        if self.kind() != "(":
            return self.variables.get(token)
        if token not in FUNCTIONS:
            raise Mistake("there is no function {}".format(token))
        self.next()
        arguments = [self.expression(0)]
        while self.kind() == ",":
            self.next()
            arguments.append(self.expression(0))
        self.expect(")")
        return FUNCTIONS[token](*arguments)


def main(lines):
    calculator = Calculator()
    for line in lines:
        line = line.strip()
        if not line:
            continue
        try:
            value = calculator.compute(line)
        except (Mistake, ArithmeticError, ValueError, TypeError) as error:
            print("{}: {}".format(line, error))
        else:
            shown = "{:.6g}".format(value) if isinstance(value, float) else value
            print("{} -> {}".format(line, shown))


if __name__ == "__main__":
    main(sys.argv[1:] or sys.stdin)
