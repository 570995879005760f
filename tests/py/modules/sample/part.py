print("part is loaded", __name__)
from . import VALUE

def helper(n):
    return n + VALUE

_hidden = 1
shown = 2
