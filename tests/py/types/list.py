# Lists: methods, slices, sorting, nesting.
a = [3, 1, 2]
a.append(5)
a.extend([7, 6])
a.extend("xy"[:0])
a.insert(0, 9)
a.insert(-1, 8)
a.insert(100, 0)
print(a, len(a), a.index(5), a.count(1), 7 in a, 10 not in a)
print(a.pop(), a.pop(0), a.pop(-2), a)
a.remove(5)
a.reverse()
print(a, a[::-1], a[1:3], a[-2:], a[::2], a[5:1:-2], a[:])
a.sort()
print(a, sorted(a, reverse=True), sorted("banana"), sorted([3, -1, 2], key=abs))
a.sort(key=lambda x: -x)
print(a)
words = ["pear", "fig", "apple", "a"]
words.sort(key=len)
print(words)
words.sort(reverse=True)
print(words)
b = a.copy()
b.clear()
print(a, b, a + [1], a * 2, [0] * 3, [[]] * 2)
a[1:2] = [10, 11, 12]
print(a)
a[0:0] = [-1]
a[len(a):] = [99]
a[2:4] = []
print(a)
del a[0], a[-1]
print(a)
del a[1:]
print(a)
a += (1, 2)
a *= 2
print(a)
for bad in (lambda: a[100], lambda: a.remove(77), lambda: a.index(77), lambda: [].pop(), lambda: a["x"], lambda: [] + ()):
    try:
        bad()
    except (IndexError, ValueError, TypeError) as e:
        print(type(e).__name__)
print([1, 2] == [1, 2], [1, 2] < [1, 3], [1] < [1, 0], [] < [1], [2] > [1, 9], [1, [2]] == [1, [2]])
loop = [1]
loop.append([loop[0]])
print(loop, list(range(3)), list((1, 2)), list({5: 6}))
big = list(range(1000))
big.sort(key=lambda x: (x * 7919) % 1000)
print(big[:5], big[-5:], sum(big))
print([1, 2, 3].index(3, 1), bool([]), bool([0]), max([1, 5, 2]), min([[2], [1, 5]]))
x = [1, 2, 3]
x[0], x[2] = x[2], x[0]
print(x, x[True])
