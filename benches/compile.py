# Text that is compiled, and run once.
# class: compile
# host: N = 1400
# expect: 1620
# expect on hosts: 75600
N = 30
TEXT = """
class Point:
    def __init__(self, x, y=0):
        self.x, self.y = x, y

    def moved(self, by):
        return Point(self.x + by, self.y - by * 2)

def total(points):
    return sum(point.x * 10 + point.y for point in points if point.x % 3)

value = total([Point(i).moved(i & 3) for i in range(4)])
"""


def run():
    result = 0
    for _ in range(N):
        names = {}
        exec(TEXT, names)
        result += names["value"]
    return result
