import gc
def show(v):
    r = repr(v)
    return type(v).__name__ if " at 0x" in r or "object '" in r or "<bound" in r else r
def kind(e):
    return type(e).__name__
