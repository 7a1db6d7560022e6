"""The names that Python has dropped since OctoPrint 1.4, where its requirements look for them."""

import collections
import collections.abc
import configparser

for name in collections.abc.__all__:
    if not hasattr(collections, name):
        setattr(collections, name, getattr(collections.abc, name))
if not hasattr(configparser, "SafeConfigParser"):
    configparser.SafeConfigParser = configparser.ConfigParser
