# The Mandelbrot set as text, with smooth shades.
#
#   micropyrite examples/mandelbrot.py [columns [rows [depth]]]

import sys

SHADES = " .,:;i1tfLCG08@"


def steps(real, imag, depth):
    """How many steps z*z + c takes to leave the circle of radius 2; depth if it stays."""
    x = y = 0.0
    for step in range(depth):
        xx = x * x
        yy = y * y
        if xx + yy > 4.0:
            return step
        y = 2.0 * x * y + imag
        x = xx - yy + real
    return depth


def picture(columns, rows, depth):
    for row in range(rows):
        imag = 2.4 * row / (rows - 1) - 1.2
        line = []
        for column in range(columns):
            real = 3.2 * column / (columns - 1) - 2.3
            count = steps(real, imag, depth)
            if count == depth:
                line.append(SHADES[-1])
            else:
                line.append(SHADES[count * 3 % (len(SHADES) - 1)])
        yield "".join(line).rstrip()


def main(args):
    numbers = [int(arg) for arg in args] + [72, 27, 120][len(args):]
    for line in picture(*numbers[:3]):
        print(line)


if __name__ == "__main__":
    main(sys.argv[1:])
