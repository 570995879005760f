# Floats in a loop, compared and multiplied.
# class: floats
# host: N = 110
# expect: 3150
# expect on hosts: 146867
N = 16


def run():
    total = 0
    for y in range(N):
        ci = y * 2 / N - 1
        for x in range(N):
            cr = x * 2 / N - 1.5
            zr = zi = 0.0
            for _ in range(20):
                if zr * zr + zi * zi > 4.0:
                    break
                zr, zi = zr * zr - zi * zi + cr, 2 * zr * zi + ci
                total += 1
    return total
