# Trees of instances, made and thrown away: allocation, recursion, collection.
# class: allocation
# host: N = 3000
# expect: 3780127
# expect on hosts: 189000127
N = 60


class Node:
    def __init__(self, left, right):
        self.left = left
        self.right = right


def tree(depth):
    return Node(tree(depth - 1), tree(depth - 1)) if depth else Node(None, None)


def count(node):
    return 1 if node.left is None else 1 + count(node.left) + count(node.right)


def run():
    kept = tree(6)
    n = sum(count(tree(5)) for _ in range(N))
    return n * 1000 + count(kept)
