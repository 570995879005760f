# expect: micropython
# args: -X heapsize=64k
# Garbage with finalisers, and weak references to garbage, do not fill a small heap up.
import gc
import weakref


class Node:
    ended = 0

    def __del__(self):
        Node.ended += 1


for i in range(5000):
    node = Node()
kept = [Node() for i in range(50)]
for i in range(5000):
    node = Node()
print(Node.ended > 0)
del kept, node
gc.collect()
gc.collect()
print(Node.ended > 9000)


class Plain:
    pass


for i in range(5000):
    target = Plain()
    link = weakref.ref(target)
print(link() is target)
