# Floats in a loop, compared and multiplied.
def run():
    total = 0
    for y in range(16):
        ci = y / 8 - 1
        for x in range(16):
            cr = x / 8 - 1.5
            zr = zi = 0.0
            for _ in range(20):
                if zr * zr + zi * zi > 4.0:
                    break
                zr, zi = zr * zr - zi * zi + cr, 2 * zr * zi + ci
                total += 1
    return total
