# expect: micropython
# args: -X heapsize=256k
# Sizes that no memory has, near the borders of 32 and 64 bits: MemoryError or another exception, never less memory
# than was asked for.
import array
import micropython
from collections import deque


def check(name, make):
    grew = set()
    for bits in range(24, 70):
        for off in (-17, -16, -4, -3, -2, -1, 0, 1, 2, 3, 4, 16):
            try:
                made = make((1 << bits) + off)
            except (MemoryError, OverflowError, ValueError, TypeError, RuntimeError, OSError):
                continue
            # It was made without asking for memory.
            if made is not None and hasattr(made, "append") or isinstance(made, (str, bytes, tuple, list)):
                grew.add(bits)
    print(name, sorted(grew))


def use(ring):
    for i in range(100):
        ring.append(i)
    return ring


check("deque", lambda n: use(deque((), n)))
check("list", lambda n: [1, 2, 3] * n)
check("tuple", lambda n: (1,) * n)
check("str", lambda n: "ab" * n)
check("bytes", lambda n: b"abc" * n)
check("bytearray", lambda n: bytearray(n))
check("bytes(n)", lambda n: bytes(n))
check("array", lambda n: array.array("Q", (1,)) * n)
check("center", lambda n: "ab".center(n))
check("format", lambda n: "{:{}}".format("a", n))
check("percent", lambda n: "%*d" % (n, 1))
check("shift", lambda n: str(1 << n))
check("to_bytes", lambda n: (1).to_bytes(n, "big"))
check("range", lambda n: list(range(n)))


def grow(kind):
    def run(n):
        ring = kind((1, 2, 3))
        ring[1:2] = range(3) if kind is list else bytes(3)
        ring *= n
        return ring

    return run


check("list *=", grow(list))
check("bytearray *=", grow(bytearray))
check("reserve", micropython.alloc_emergency_exception_buf)
