"""A package."""
print("sample is loaded", __name__)
VALUE = 1
from . import part
from .part import helper
