# args: -X heapsize=256k
# Code that makes nothing but exceptions: each has its arguments.


def made(n):
    for i in range(n):
        try:
            raise ValueError(i)
        except ValueError as error:
            if error.args != (i,):
                return i
    return "all"


def looked_up(n):
    names = {}
    for i in range(n):
        try:
            names[i]
        except KeyError as error:
            if error.args != (i,):
                return i
    return "all"


def unwound(n):
    def fail(i):
        raise OSError(i)

    i = 0
    while i < n:
        try:
            fail(i)
        except OSError as error:
            if error.args != (i,):
                return i
        i += 1
    return "all"


def unread(n):
    for i in range(n):
        try:
            int("x" * 3)
        except ValueError as error:
            if not str(error).endswith("xxx'"):
                return i
    return "all"


print(made(10000), looked_up(10000), unwound(10000), unread(10000))
