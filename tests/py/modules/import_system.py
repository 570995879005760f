# Modules: importing, names, what stays.
import sys
import sys as other
from sys import path, modules as m
import io, json
print(other is sys, path is sys.path, m == sys.modules, json.loads("1"))
print(__name__, sys.__name__)
try:
    from sys import no_such_name
except ImportError:
    print("ImportError")
try:
    import sys.nothing
except ImportError:
    print("ImportError")
def local():
    import math
    return math.floor(2.5)
print(local())
try:
    math
except NameError:
    print("NameError")
import json as again
print(again is json)
from json import *
print(loads("[2]"))
print(__import__("sys") is sys)
