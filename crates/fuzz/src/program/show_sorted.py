import gc
def show(v):
    t = type(v)
    if t is float:
        return "%.5g" % v
    if t is list:
        return "[" + ", ".join([show(q) for q in v]) + "]"
    if t is tuple:
        return "(" + ", ".join([show(q) for q in v]) + ",)"
    if t is dict:
        return "{" + ", ".join(sorted([show(q) + ": " + show(v[q]) for q in v])) + "}"
    if t is set:
        return "{" + ", ".join(sorted([show(q) for q in v])) + "}"
    return repr(v) if t in (int, str, bytes, bool) or v is None else t.__name__
def kind(e):
    return KIND
