"""Loads a module, from its file or from another text."""
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import sys


class TextLoader(importlib.machinery.SourceFileLoader):
    """Loads a module from a text that is not the file's."""

    def __init__(self, name, path, text):
        super().__init__(name, path)
        self.text = text

    def get_data(self, path):
        return self.text.encode("utf-8") if path == self.path else super().get_data(path)

    def path_stats(self, path):
        raise OSError("not from a cache")


class TextFinder(importlib.abc.MetaPathFinder):
    def __init__(self, name, path, text):
        self.name, self.path, self.text = name, path, text

    def find_spec(self, fullname, path=None, target=None):
        if fullname != self.name:
            return None
        packages = [self.path.rsplit("/", 1)[0]] if self.path.endswith("/__init__.py") else None
        loader = TextLoader(fullname, self.path, self.text)
        return importlib.util.spec_from_file_location(
            fullname, self.path, loader=loader, submodule_search_locations=packages
        )


def load(name, path, text):
    """A module by its dotted name; `text` (None = the file's own) is what it is loaded from."""
    if text is not None:
        sys.meta_path.insert(0, TextFinder(name, path, text))
    return importlib.import_module(name)
