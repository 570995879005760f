# Reads JSON from standard input and prints it indented, with sorted keys.
#
#   echo '{"b": [1, 2.5, null], "a": {"x": "y"}}' | micropyrite examples/jsonfmt.py [PATH]
#
# A path such as `a.x` or `b.0` prints one part only. Exit code 1 means that the input is no JSON or has no
# such part.

import json
import sys


def show(value, indent=""):
    deeper = indent + "  "
    if isinstance(value, dict) and value:
        rows = [deeper + json.dumps(key) + ": " + show(value[key], deeper) for key in sorted(value)]
        return "{\n" + ",\n".join(rows) + "\n" + indent + "}"
    if isinstance(value, list) and value:
        if all(not isinstance(item, (dict, list)) for item in value) and len(value) <= 8:
            return "[" + ", ".join(json.dumps(item) for item in value) + "]"
        return "[\n" + ",\n".join(deeper + show(item, deeper) for item in value) + "\n" + indent + "]"
    return json.dumps(value)


def pick(value, path):
    for step in path.split("."):
        value = value[int(step)] if isinstance(value, list) else value[step]
    return value


def main(args):
    try:
        value = json.loads(sys.stdin.read())
    except ValueError:
        print("the input is no JSON")
        return 1
    if args:
        try:
            value = pick(value, args[-1])
        except (KeyError, IndexError, TypeError, ValueError):
            print("there is no", args[-1])
            return 1
    print(show(value))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
