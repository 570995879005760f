# weakref: references and finalisers, arguments, order, what is refused.
import gc
import weakref

class A:
    pass

def clear():
    # Overwrites what the stack still holds.
    return [[0, 0, 0, 0], (1, 2, 3)]

def dies(make):
    a = A()
    made = make(a)
    a = None
    clear()
    gc.collect()
    return made

r = dies(lambda a: weakref.ref(a, lambda r: print("gone", r())))
print(r())
f = dies(lambda a: weakref.finalize(a, print, "args", 1, sep="-"))
print(f.alive, f.peek(), f.detach(), f())

def both(a):
    kept = []
    for i in range(20):
        kept.append(weakref.ref(a, lambda r, i=i: print("ref", i)))
        weakref.finalize(a, lambda i: print("fin", i), i)
    return kept
kept = dies(both)
print(len(kept), [r() for r in kept].count(None))

# A reference that goes first tells nothing.
def forgotten():
    a = A()
    weakref.ref(a, lambda r: print("never"))
    clear()
    gc.collect()
    return a
a = forgotten()
a = None

a = A()
f = weakref.finalize(a, lambda *args, **kw: (args, kw), 1, x=2)
print(f.alive, f(), f.alive, f())
f = weakref.finalize(a, len, [1])
o, fun, args, kw = f.detach()
print(o is a, fun is len, args, kw)
r = weakref.ref(a)
print(r() is a, r(1, 2) is a)
r.__del__()
print(r())

for wrong in (lambda: weakref.ref(), lambda: weakref.ref(a, 1, 2), lambda: weakref.ref(1), lambda: weakref.ref(a, k=1),
              lambda: weakref.finalize(a), lambda: f.nothing, lambda: weakref.ref("")):
    try:
        wrong()
    except (TypeError, AttributeError) as e:
        print(repr(e))

# At the end of the program all are told.
f = weakref.finalize(a, print, "end")
