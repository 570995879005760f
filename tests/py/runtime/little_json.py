# A parser by hand: string indexing, recursion, escapes. A program rather than a feature.
def parse(s, i=0):
    while s[i] in " \n":
        i += 1
    c = s[i]
    if c == "{":
        out = {}
        i += 1
        while s[i] != "}":
            key, i = parse(s, i)
            value, i = parse(s, i + 1)
            out[key] = value
            if s[i] == ",":
                i += 1
        return out, i + 1
    if c == "[":
        out = []
        i += 1
        while s[i] != "]":
            value, i = parse(s, i)
            out.append(value)
            if s[i] == ",":
                i += 1
        return out, i + 1
    if c == '"':
        end = s.index('"', i + 1)
        return s[i + 1:end], end + 1
    end = i
    while end < len(s) and s[end] in "-0123456789.eE":
        end += 1
    if end > i:
        text = s[i:end]
        return (float(text) if "." in text else int(text)), end
    for word, value in (("true", True), ("false", False), ("null", None)):
        if s.startswith(word, i):
            return value, i + len(word)
    raise ValueError("at {}".format(i))

text = '{"a":[1,2.5,-3,{"b":null}],"c":"text","d":{},"e":[],"f":true}'
value, end = parse(text)
print(end == len(text), sorted(value), value["a"], value["c"], value["f"])
for bad in ("[1,?]", "@"):
    try:
        parse(bad)
    except ValueError as e:
        print("ValueError", e)
