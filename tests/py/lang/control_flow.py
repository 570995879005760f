# Loops with else, breaks in odd places, chained comparisons, short circuits.
for i in range(3):
    if i == 5:
        break
else:
    print("no break")
for i in range(3):
    if i == 1:
        break
else:
    print("never")
n = 0
while n < 3:
    n += 1
    if n == 2:
        continue
else:
    print("while ended", n)
while True:
    while True:
        break
    else:
        print("never")
    break

def trace(x):
    print("eval", x)
    return x

print(trace(1) < trace(2) < trace(3))
print(trace(1) > trace(2) > trace(3))
print(trace(0) or trace("") or trace("last"))
print(trace(1) and trace(0) and trace(2))
print(not 0, not [], not "x")
print(1 if [] else 2, (3 if 1 else 4) if 1 else 5)
print(1 < 2 == 2 != 3, 1 in [1] == [1])
for i in []:
    pass
else:
    print("empty")
for i in range(10, 0, -3):
    print(i, end=" ")
print(i)
x = 5
while x:
    x -= 1
    if x == 3:
        pass
    elif x == 2:
        continue
    else:
        print(x, end=",")
print()

def classify(n):
    if n < 0:
        return "negative"
    elif n == 0:
        return "zero"
    elif n < 10:
        return "small"
    return "large"

print([classify(n) for n in (-1, 0, 5, 50)])
for i in range(3):
    for j in range(3):
        if j == 2:
            break
        if i == 1:
            continue
        print(i, j, end=";")
print()
lst = [1, 2, 3, 4]
for item in lst:
    if item == 2:
        lst.remove(item)
print(lst)
if (n := 10) > 5:
    print("walrus", n)
print([y for x in range(5) if (y := x * x) > 3])
