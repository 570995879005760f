# Three bodies that attract each other: floats in lists, roots.
# class: floats
# host: N = 18000
# expect: 15245
# expect on hosts: 35538
N = 300


def run():
    bodies = [
        [0.0, 0.0, 0.0, 0.0, 40.0],
        [5.0, -1.0, 0.5, 2.5, 0.25],
        [8.0, 4.0, -1.0, 1.75, 0.5],
    ]
    for _ in range(N):
        for i in range(3):
            one = bodies[i]
            for j in range(i + 1, 3):
                two = bodies[j]
                dx = one[0] - two[0]
                dy = one[1] - two[1]
                square = dx * dx + dy * dy
                by = 0.01 / (square * square**0.5)
                one[2] -= dx * two[4] * by
                one[3] -= dy * two[4] * by
                two[2] += dx * one[4] * by
                two[3] += dy * one[4] * by
        for body in bodies:
            body[0] += 0.01 * body[2]
            body[1] += 0.01 * body[3]
    return int(sum(abs(body[0]) + abs(body[1]) for body in bodies) * 1000)
