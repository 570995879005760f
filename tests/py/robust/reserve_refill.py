# expect: micropython
# args: -X heapsize=256k
# The memory kept for exceptions is full again after a collection.
import gc
import micropython


def missing(x):
    return x.attribute_that_is_not_there


def kinds(n):
    whole = 0
    micropython.heap_lock()
    i = 0
    while i < n:
        i += 1
        try:
            missing(None)
        except AttributeError as error:
            if error.args:
                whole += 1
        except MemoryError:
            pass
    micropython.heap_unlock()
    return whole


micropython.alloc_emergency_exception_buf(256)
first = kinds(1)
kinds(100)
empty = kinds(1)
gc.collect()
again = kinds(1)
print(first, empty, again)
