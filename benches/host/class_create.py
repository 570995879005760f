# Classes that are made, used once and thrown away.
# class: class creation
# host: N = 21000
# expect: 7500
# expect on hosts: 882105000
N = 60


def make(i):
    class Base:
        kind = i

        def get(self):
            return self.kind

    class Derived(Base):
        def __init__(self, n):
            self.n = n

        def get(self):
            return super().get() + self.n

        @property
        def twice(self):
            return self.n * 2

        @staticmethod
        def one():
            return 1

    return Derived


def run():
    total = 0
    for i in range(N):
        made = make(i)
        thing = made(i)
        total += thing.get() + thing.twice + made.one()
        total += len(type("Named%d" % (i % 8), (made,), {"x": i}).__name__)
    return total
