# Runs manifests: Python files that say by calls which files are frozen.
#
# `micropyrite freeze` runs this in an interpreter of its own and calls `run`. The functions that a manifest may call,
# their arguments, and the order in which libraries and folders are searched are upstream's (tools/manifestfile.py).
# Folders are gone through by name, so that the answer is the same everywhere.

import io
import os
import sys

FOLDER = 0x4000
FILE = 0x8000

# The parts of micropython-lib that require() searches.
LIBRARIES = ("micropython", "python-stdlib", "python-ecosys")


class ManifestError(Exception):
    pass


# Paths.


def kind_of(path):
    try:
        return os.stat(path)[0] & (FOLDER | FILE)
    except OSError:
        return 0


def join(*parts):
    path = ""
    for part in parts:
        if part.startswith("/") or not path:
            path = part
        else:
            path += part if path.endswith("/") else "/" + part
    return path


def normal(path):
    parts = []
    for part in path.split("/"):
        if part == ".." and parts and parts[-1] != "..":
            parts.pop()
        elif part == ".." and path.startswith("/"):
            pass
        elif part not in ("", "."):
            parts.append(part)
    return ("/" if path.startswith("/") else "") + "/".join(parts) or "."


def folder_of(path):
    return path.rsplit("/", 1)[0] or "/"


def last_of(path):
    return path.rsplit("/", 1)[-1]


def ending_of(path):
    name = last_of(path)
    dot = name.rfind(".")
    return name[dot:].lower() if dot > 0 else ""


# Every folder at and below `top`, each before those in it, with the names of its files.
def walk(top, follows_links):
    folders = [top]
    while folders:
        folder = folders.pop()
        inner, names = [], []
        for entry in os.ilistdir(folder):
            path = join(folder, entry[0])
            is_link = entry[1] not in (FOLDER, FILE)
            kind = kind_of(path) if is_link else entry[1]
            if kind == FILE:
                names.append(entry[0])
            elif kind == FOLDER and (follows_links or not is_link):
                inner.append(path)
        yield folder, sorted(names)
        folders.extend(sorted(inner, reverse=True))


# What a manifest has.


class Metadata:
    def __init__(self):
        self._is_set = False
        self.version = self.description = self.license = self.author = None
        self.stdlib = False
        self.pypi = self.pypi_publish = None

    def set(
        self,
        description=None,
        version=None,
        license=None,
        author=None,
        stdlib=False,
        pypi=None,
        pypi_publish=None,
    ):
        if self._is_set:
            raise ManifestError("metadata() was called for this package before")
        if version is not None and not isinstance(version, str):
            raise ManifestError(f"the version in metadata() is no text: {version!r}")
        self._is_set = True
        self.description = description
        self.version = version
        self.license = license
        self.author = author
        self.stdlib = stdlib
        self.pypi = pypi
        self.pypi_publish = pypi_publish


# The keyword arguments of include() and require(), as attributes.
class Options:
    def __init__(self, given):
        self._given = given
        self._defaults = {}

    def defaults(self, **defaults):
        self._defaults = defaults

    def __getattr__(self, name):
        return self._given.get(name, self._defaults.get(name))


class Manifest:
    def __init__(self, variables):
        self.variables = variables
        # What is to be frozen: kind, path, name, level of optimisation, metadata.
        self.files = []
        self.seen = set()
        self.packages = [Metadata()]
        self.libraries = {}
        self.searched = []
        # For each library the folders that have a manifest, by name.
        self.indices = {}
        if "MPY_LIB_DIR" in variables:
            for name in LIBRARIES:
                self.add_library(name, join("$(MPY_LIB_DIR)", name))

    def names(self, options):
        return {
            "metadata": self.metadata,
            "include": self.include,
            "require": self.require,
            "add_library": self.add_library,
            "package": self.package,
            "module": self.module,
            "c_module": self.c_module,
            "freeze": self.freeze,
            "freeze_as_str": self.freeze_as_str,
            "freeze_as_mpy": self.freeze_as_mpy,
            "freeze_mpy": self.freeze_mpy,
            "options": Options(options),
        }

    # An absolute path, with the values of variables.
    def resolve(self, path):
        if not isinstance(path, str):
            raise ManifestError(f"this is no path: {path!r}")
        for name, value in self.variables.items():
            path = path.replace("$(" + name + ")", value)
        start = path.find("$(")
        end = path.find(")", start)
        if 0 <= start < end:
            name = path[start + 2 : end]
            raise ManifestError(f"$({name}) in a path has no value: give it with -D {name}=DIR")
        return normal(join(os.getcwd(), path))

    # Notes a file; `kind` is "text", "source", "code", or None: what its ending says.
    def add(self, path, name, kind, opt):
        if kind_of(path) != FILE:
            raise ManifestError(f"there is no file {path}")
        ending = ending_of(path)
        if kind is None:
            kind = {".py": "source", ".mpy": "code"}.get(ending)
            if kind is None:
                raise ManifestError(f"only .py and .mpy files can be frozen, not {path}")
        wanted = ".mpy" if kind == "code" else ".py"
        if ending != wanted:
            raise ManifestError(f"this takes {wanted} files, not {path}")
        if opt is not None and not (isinstance(opt, int) and 0 <= opt <= 9):
            raise ManifestError(f"opt is a level from 0 to 3, not {opt!r}")
        name = normal(name)
        if name.startswith(("/", "../")):
            raise ManifestError(f"{path} would lie outside of what is frozen, as {name}")
        self.files.append((kind, path, name, opt, self.packages[-1]))

    # Notes the files that are named, or else all in the folder `inner` that have one of the endings.
    def search(self, base, inner, files, endings, kind, opt):
        base = self.resolve(base)
        if files is not None:
            for name in files:
                name = join(inner, name)
                self.add(join(base, name), name, kind, opt)
            return
        if kind_of(base) != FOLDER:
            raise ManifestError(f"there is no folder {base}")
        top = normal(join(base, inner))
        if kind_of(top) != FOLDER:
            print(f"warning: there is no folder {top}: nothing of it is frozen", file=sys.stderr)
            return
        for folder, names in walk(top, True):
            for name in names:
                if ending_of(name) in endings:
                    path = join(folder, name)
                    self.add(path, join(inner, path[len(top) :].lstrip("/")), kind, opt)

    def metadata(self, **given):
        if given:
            self.packages[-1].set(**given)
        return self.packages[-1]

    def include(self, manifest_path, **options):
        if isinstance(manifest_path, str):
            self.include_one(self.resolve(manifest_path), options, None)
        else:
            for path in manifest_path:
                self.include(path, **options)

    # `package`: the metadata of the package that it is the manifest of.
    def include_one(self, path, options, package):
        if kind_of(path) == FOLDER:
            path = join(path, "manifest.py")
        if path in self.seen:
            return
        self.seen.add(path)
        try:
            with open(path) as file:
                text = file.read()
        except OSError as error:
            raise ManifestError(f"can't read {path}: {error}")
        if package:
            self.packages.append(package)
        here = os.getcwd()
        os.chdir(folder_of(path))
        try:
            exec(compile(text, path, "exec"), self.names(options))
        finally:
            os.chdir(here)
            if package:
                self.packages.pop()

    def index(self, library):
        if library not in self.indices:
            found = {}
            if kind_of(library) == FOLDER:
                for folder, names in walk(library, False):
                    if "manifest.py" in names:
                        found.setdefault(last_of(folder), folder)
            self.indices[library] = found
        return self.indices[library]

    def require(self, name, version=None, pypi=None, library=None, **options):
        if library is None:
            searched = self.searched
            if not searched:
                raise ManifestError(
                    f"require({name!r}): no library is known: give micropython-lib with --lib DIR"
                )
        elif library in self.libraries:
            searched = [self.libraries[library]]
        else:
            raise ManifestError(f"require({name!r}): there is no library {library!r}")
        for place in searched:
            folder = self.index(place).get(name)
            if folder:
                self.include_one(folder, options, Metadata())
                return
        raise ManifestError(f"require({name!r}): there is no such package in {', '.join(searched)}")

    def add_library(self, library, library_path, prepend=False):
        path = self.resolve(library_path)
        self.libraries[library] = path
        self.searched.insert(0 if prepend else len(self.searched), path)

    def package(self, package_path, files=None, base_path=".", opt=None):
        self.search(base_path, package_path, files, (".py",), None, opt)

    def module(self, module_path, base_path=".", opt=None):
        if ending_of(module_path) != ".py":
            raise ManifestError(f"module() takes a .py file, not {module_path}")
        self.add(join(self.resolve(base_path), module_path), module_path, None, opt)

    def c_module(self, module_path):
        raise ManifestError(
            f"c_module({module_path!r}): modules in C can't be part of this firmware, which is built by Rust's "
            "compiler alone; write it in Rust and list it among the firmware's modules, or in Python, "
            "and leave this call out"
        )

    def freeze_some(self, path, script, endings, kind, opt):
        if script is None:
            self.search(path, "", None, endings, kind, opt)
        elif not isinstance(script, str):
            self.search(path, "", script, endings, kind, opt)
        elif kind_of(join(self.resolve(path), script)) == FOLDER:
            self.search(path, script, None, endings, kind, opt)
        else:
            self.search(path, "", (script,), endings, kind, opt)

    def freeze(self, path, script=None, opt=None):
        self.freeze_some(path, script, (".py", ".mpy"), None, opt)

    def freeze_as_str(self, path):
        self.search(path, "", None, (".py",), "text", None)

    def freeze_as_mpy(self, path, script=None, opt=None):
        self.freeze_some(path, script, (".py",), "source", opt)

    def freeze_mpy(self, path, script=None, opt=None):
        self.freeze_some(path, script, (".mpy",), "code", opt)


# The lines of manifests that led to an exception, the innermost first.
def places(error, manifests):
    text = io.StringIO()
    sys.print_exception(error, text)
    found = []
    for line in text.getvalue().split("\n"):
        if line.startswith('  File "'):
            path, rest = line[8:].split('", line ', 1)
            if path in manifests:
                found.insert(0, f"{path}:{rest.split(',')[0]}")
    return found


def explain(error, manifests):
    text = str(error)
    if not isinstance(error, ManifestError):
        text = f"{type(error).__name__}: {text}" if text else type(error).__name__
    where = places(error, manifests)
    if where:
        text = f"{where[0]}: {text}"
    return text + "".join(f"\n  included from {place}" for place in where[1:])


# Answers what the manifests freeze, or what is wrong with them: words with zeros between them.
def run(variables, paths):
    words = variables.split("\0") if variables else []
    manifest = None
    try:
        manifest = Manifest(dict(zip(words[::2], words[1::2])))
        for path in paths.split("\0"):
            manifest.include_one(manifest.resolve(path), {}, None)
    except Exception as error:
        return "\0".join(("wrong", explain(error, manifest.seen if manifest else ())))
    answer = ["right"]
    for kind, path, name, opt, package in manifest.files:
        opt = "" if opt is None else str(opt)
        answer += (kind, path, name, opt, repr(package.version) if package.version else "")
    return "\0".join(answer)
