# SPDX-License-Identifier: Apache-2.0
"""The names that Python has dropped since OctoPrint 1.4. OctoPrint, its requirements and their setup.py look for them."""

import collections
import collections.abc
import configparser
import importlib.util
import os
import sys
import types

for name in collections.abc.__all__:
    if not hasattr(collections, name):
        setattr(collections, name, getattr(collections.abc, name))
if not hasattr(configparser, "SafeConfigParser"):
    configparser.SafeConfigParser = configparser.ConfigParser


class Imp(types.ModuleType):
    """What these programs use of the module `imp`, which Python 3.12 has dropped."""

    PY_SOURCE = 1
    PKG_DIRECTORY = 5

    @classmethod
    def find_module(cls, name, path=None):
        for folder in path or sys.path:
            found = os.path.join(folder, name)
            if os.path.isfile(os.path.join(found, "__init__.py")):
                return None, found, ("", "", cls.PKG_DIRECTORY)
            if os.path.isfile(found + ".py"):
                return open(found + ".py"), found + ".py", (".py", "r", cls.PY_SOURCE)
        raise ImportError("No module named " + name, name=name)

    @classmethod
    def load_module(cls, name, file, path, description):
        is_folder = description[2] == cls.PKG_DIRECTORY
        return cls.load_source(name, os.path.join(path, "__init__.py") if is_folder else path)

    @staticmethod
    def load_source(name, path):
        spec = importlib.util.spec_from_file_location(name, path)
        sys.modules[name] = importlib.util.module_from_spec(spec)
        try:
            spec.loader.exec_module(sys.modules[name])
        except BaseException:
            del sys.modules[name]
            raise
        return sys.modules[name]


if importlib.util.find_spec("imp") is None:
    sys.modules["imp"] = Imp("imp")
