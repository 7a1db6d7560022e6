#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""check_addon.py FOLDER: checks the files of the Home Assistant add-on against what the Supervisor takes. Prints what is
wrong, a line each. Needs python3-yaml."""
import pathlib
import re
import sys

import yaml

STARTUPS = {"initialize", "system", "services", "application", "once"}
MAPS = {"addon_config", "all_addon_configs", "homeassistant_config", "backup", "media", "share", "ssl", "data"}
# Each key that the add-on may use, and the type of its value.
KEYS = {
    "name": str, "version": str, "slug": str, "description": str, "arch": list, "startup": str, "boot": str,
    "timeout": int, "backup": str, "ingress": bool, "ingress_port": int, "ingress_stream": bool, "panel_title": str,
    "panel_icon": str, "panel_admin": bool, "uart": bool, "services": list, "map": list, "ports": dict,
    "options": dict, "schema": dict,
}
REQUIRED = ["name", "version", "slug", "description", "arch", "options", "schema"]
# The types of options; ? says that one may be missing.
OPTION = re.compile(r"(str|bool|int|float|email|url|password|port|device|(str|int|float)\([0-9]*,[0-9]*\)|"
                    r"match\(.+\)|list\([^|)]+(\|[^|)]+)*\))\??")


class Addon:
    """The files of the folder, and the faults that were found in them."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.faults = []
        self.config = self.read("config.yaml")

    def read(self, name):
        return yaml.safe_load((self.folder / name).read_text(encoding="utf-8"))

    def check(self, is_right, fault):
        if not is_right:
            self.faults.append(fault)

    def check_keys(self):
        for key in REQUIRED:
            self.check(key in self.config, f"config.yaml: {key} is missing")
        for key, value in self.config.items():
            self.check(key in KEYS, f"config.yaml: {key} is not a key that the add-on uses")
            self.check(type(value) is KEYS.get(key), f"config.yaml: {key} has another type than {KEYS.get(key)}")

    def check_values(self):
        config = self.config
        self.check(re.fullmatch(r"[a-z0-9_]+", config["slug"]), "config.yaml: slug has other characters than a-z 0-9 _")
        self.check(config["slug"] == self.folder.name, "config.yaml: slug is not the name of the folder")
        self.check(set(config["arch"]) == {"amd64", "aarch64"}, "config.yaml: arch is not amd64 and aarch64")
        self.check(config["startup"] in STARTUPS, f"config.yaml: startup is none of {sorted(STARTUPS)}")
        self.check(config["boot"] in {"auto", "manual"}, "config.yaml: boot is neither auto nor manual")
        self.check(config["backup"] in {"hot", "cold"}, "config.yaml: backup is neither hot nor cold")
        for service in config["services"]:
            self.check(re.fullmatch(r"(mqtt|mysql):(want|need|provide)", service), f"config.yaml: service {service}")
        for one in config["map"]:
            self.check(one["type"] in MAPS, f"config.yaml: there is no folder {one['type']} to map")
        for port in config["ports"]:
            self.check(re.fullmatch(r"\d+/(tcp|udp)", port), f"config.yaml: {port} is not a port")

    def check_schema(self, schema, at):
        for name, kind in schema.items():
            for one in kind if isinstance(kind, list) else [kind]:
                if isinstance(one, dict):
                    self.check_schema(one, f"{at}.{name}")
                else:
                    self.check(OPTION.fullmatch(one), f"config.yaml: {at}.{name}: {one} is not a type of an option")

    def check_options(self):
        self.check_schema(self.config["schema"], "schema")
        for name in self.config["options"]:
            self.check(name in self.config["schema"], f"config.yaml: the option {name} has no schema")

    def check_translations(self):
        for path in (self.folder / "translations").glob("*.yaml"):
            text = self.read(path.relative_to(self.folder))
            self.check(set(text["configuration"]) == set(self.config["schema"]),
                       f"{path.name}: does not describe the options that there are")
            self.check(set(text["network"]) == set(self.config["ports"]),
                       f"{path.name}: does not describe the ports that there are")

    def check_build(self):
        bases = self.read("build.yaml")["build_from"]
        self.check(set(bases) == set(self.config["arch"]), "build.yaml: has not the architectures of config.yaml")
        dockerfile = (self.folder / "Dockerfile").read_text(encoding="utf-8")
        self.check("ARG BUILD_FROM" in dockerfile, "Dockerfile: takes no BUILD_FROM")
        port = self.config["ingress_port"]
        self.check(f"HERALD_admin__listen=0.0.0.0:{port}" in dockerfile, f"Dockerfile: Herald is not at port {port}")
        docs = (self.folder / "DOCS.md").read_text(encoding="utf-8")
        for name in self.config["options"]:
            self.check(f"`{name}`" in docs, f"DOCS.md: does not explain the option {name}")


def main():
    addon = Addon(sys.argv[1])
    for check in (addon.check_keys, addon.check_values, addon.check_options, addon.check_translations,
                  addon.check_build):
        check()
    for fault in addon.faults:
        print(fault)
    return 1 if addon.faults else 0


if __name__ == "__main__":
    sys.exit(main())
