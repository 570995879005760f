# Much garbage, little that lives: nothing that is reachable is lost.
import gc

class Node:
    def __init__(self, value, next):
        self.value = value
        self.next = next

head = None
for i in range(200):
    head = Node(i, head)
    junk = [str(j) for j in range(5)]
total = 0
node = head
while node:
    total += node.value
    node = node.next
print(total)

cycle = []
for i in range(100):
    a = {"self": None, "n": i}
    a["self"] = a
    cycle.append(a)
    if i % 10:
        cycle.pop()
gc.collect()
print(len(cycle), [c["self"]["n"] for c in cycle])

def closures():
    held = []
    for i in range(20):
        big = [i] * 20
        held.append(lambda i=i: sum(big) + i)
    gc.collect()
    return [f() for f in held][-1]

print(closures())

def generators():
    gens = [(x * n for x in range(3)) for n in range(10)]
    gc.collect()
    return [list(g) for g in gens][9]

print(generators())
strings = {}
for i in range(150):
    strings["name%d" % i] = ("value" * 3)[:i % 10]
gc.collect()
print(len(strings), strings["name7"], strings["name149"])
text = ""
for i in range(100):
    text += str(i)
print(len(text), text[-4:])
nested = []
for i in range(50):
    nested = [nested]
depth = 0
while nested:
    nested = nested[0]
    depth += 1
print(depth)
big = 1
for i in range(1, 60):
    big *= i
    gc.collect() if i % 20 == 0 else None
print(big % 1000003)
