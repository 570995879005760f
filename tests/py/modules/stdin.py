# stdin: first line
# stdin: second
# stdin: 3
# Reading standard input.
import sys

print(repr(sys.stdin.readline()))
print(repr(sys.stdin.readline()))
print([line for line in sys.stdin])
print(repr(sys.stdin.read()))
