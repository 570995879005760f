# Methods and attributes, one class derived from another.
# class: objects
# host: N = 150000
# expect: 35000
# expect on hosts: 1050000
N = 5000


class Counter:
    def __init__(self, step):
        self.n = 0
        self.step = step

    def count(self):
        self.n += self.step

    def get(self):
        return self.n


class Double(Counter):
    def count(self):
        self.n += 2 * self.step


def run():
    one, two = Counter(1), Double(3)
    for _ in range(N):
        one.count()
        two.count()
        if two.get() < one.get():
            return -1
    return one.get() + two.get()
