# Arithmetic as text: tokens, and a parser by descent.
# class: strings
# host: N = 1100
# expect: -535
# expect on hosts: -2436416104
N = 10

TEXT = "(12 + 3*x) * (y - 4) / 2 + 7 * (x + y * (3 - x)) - 100 // (y + 1)"


def tokens(text):
    found = []
    at = 0
    while at < len(text):
        char = text[at]
        start = at
        if char == " ":
            at += 1
            continue
        if char.isdigit():
            while at < len(text) and text[at].isdigit():
                at += 1
            found.append(int(text[start:at]))
            continue
        at += 2 if text[at : at + 2] == "//" else 1
        found.append(text[start:at])
    found.append("")
    return found


class Parser:
    def __init__(self, text, names):
        self.tokens = tokens(text)
        self.names = names
        self.at = 0

    def take(self):
        token = self.tokens[self.at]
        self.at += 1
        return token

    def sum(self):
        value = self.product()
        while self.tokens[self.at] in ("+", "-"):
            if self.take() == "+":
                value += self.product()
            else:
                value -= self.product()
        return value

    def product(self):
        value = self.atom()
        while self.tokens[self.at] in ("*", "/", "//"):
            operator = self.take()
            other = self.atom()
            if operator == "*":
                value *= other
            else:
                value //= other
        return value

    def atom(self):
        token = self.take()
        if token == "(":
            value = self.sum()
            self.take()
            return value
        return self.names[token] if isinstance(token, str) else token


def run():
    total = 0
    for i in range(N):
        total += Parser(TEXT, {"x": i, "y": i + 5}).sum()
    return total
