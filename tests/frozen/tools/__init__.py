from .parts import double
