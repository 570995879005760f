# sys: what is the same everywhere.
import sys

print(sys.argv[0].endswith("sys_module.py"), len(sys.argv), isinstance(sys.modules, dict))
print(sys.byteorder in ("little", "big"), sys.maxsize > 2 ** 30, isinstance(sys.path, list), isinstance(sys.platform, str))
print(isinstance(sys.version, str), sys.version_info[0], sys.version_info >= (3, 4))
sys.stdout.write("written\n")
print(sys.implementation.name != "", sys.stdin is not None, sys.stderr is not None)
for code in (0, 3, "text"):
    try:
        sys.exit(code)
    except SystemExit as e:
        print(e.args)
