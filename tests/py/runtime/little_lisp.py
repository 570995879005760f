# A little interpreter: dispatch by dict, recursion, strings. A program rather than a feature.
def tokenize(text):
    return text.replace("(", " ( ").replace(")", " ) ").split()

def parse(tokens):
    token = tokens.pop(0)
    if token == "(":
        items = []
        while tokens[0] != ")":
            items.append(parse(tokens))
        tokens.pop(0)
        return items
    try:
        return int(token)
    except ValueError:
        return token

class Env(dict):
    def __init__(self, names, values, outer=None):
        super().__init__()
        for name, value in zip(names, values):
            self[name] = value
        self.outer = outer

    def find(self, name):
        env = self
        while env is not None:
            if name in env:
                return env
            env = env.outer
        raise NameError(name)

def evaluate(x, env):
    if isinstance(x, str):
        return env.find(x)[x]
    if not isinstance(x, list):
        return x
    head = x[0]
    if head == "if":
        return evaluate(x[2] if evaluate(x[1], env) else x[3], env)
    if head == "define":
        env[x[1]] = evaluate(x[2], env)
        return None
    if head == "lambda":
        return lambda *args: evaluate(x[2], Env(x[1], args, env))
    function = evaluate(head, env)
    return function(*[evaluate(item, env) for item in x[1:]])

base = Env([], [])
base["+"] = lambda *a: sum(a)
base["*"] = lambda a, b: a * b
base["-"] = lambda a, b: a - b
base["<"] = lambda a, b: a < b
base["list"] = lambda *a: list(a)
for line in (
    "(define fact (lambda (n) (if (< n 2) 1 (* n (fact (- n 1))))))",
    "(fact 10)",
    "(fact 25)",
    "(define twice (lambda (f) (lambda (x) (f (f x)))))",
    "((twice (twice (lambda (x) (* x 3)))) 2)",
    "(list 1 (+ 2 3) (list))",
    "(undefined 1)",
):
    try:
        print(evaluate(parse(tokenize(line)), base))
    except NameError as e:
        print("NameError", e)
