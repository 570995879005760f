from ..part import helper
from .. import VALUE

def twice(n):
    return helper(helper(n)) + VALUE * 0
