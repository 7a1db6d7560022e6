#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""sbom.py FILE...: prints what Herald's packages consist of, as SPDX 2.3 in JSON.

FILE is a package (.deb) or the record of its build (.buildinfo). A package depends on Debian's packages, by its own word.
It contains the parts that etc/debian/copyright names besides Herald itself: their versions are in docs/licences.md, or in
the record of the build if they come from a package of Debian. The time is SOURCE_DATE_EPOCH, so the same packages have
the same list.
"""

import hashlib
import json
import os
import re
import subprocess
import sys
from datetime import datetime, timezone
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# The names that Debian's copyright files use, where SPDX has others.
LICENCES = {"Expat": "MIT", "BSD-3-clause": "BSD-3-Clause"}


def fields(text):
    """The fields of one paragraph in Debian's format; lines that go on are joined by a line break."""
    found = {}
    name = None
    for line in text.splitlines():
        if line[:1].isspace() and name:
            found[name] += "\n" + line.strip()
        elif ":" in line:
            name, value = line.split(":", 1)
            found[name] = value.strip()
    return found


def parts_within(copyright_file, licences_file):
    """What is compiled or linked into the packages: name, licence, holder, Debian's source package, version."""
    versions = dict(re.findall(r"^\| (\S+) ([0-9][0-9.]*) \|", licences_file.read_text(), re.MULTILINE))
    parts = []
    for paragraph in re.split(r"\n\s*\n", copyright_file.read_text()):
        stanza = fields(paragraph)
        if stanza.get("Files", "*").startswith(("*", "debian")):
            continue
        comment = stanza.get("Comment", "").replace("\n", " ")
        package = re.search(r"Debian's package (\S+?)\.?(?:\s|$)", comment)
        if not package and stanza["Files"] not in versions:
            raise SystemExit(f"docs/licences.md has no version of {stanza['Files']}, which {copyright_file.name} names")
        parts.append({
            "name": stanza["Files"],
            "licence": LICENCES.get(stanza["License"], stanza["License"]),
            "copyright": stanza["Copyright"],
            "package": package[1] if package else None,
            "version": versions.get(stanza["Files"]),
        })
    return parts


def built_with(buildinfo):
    """The packages of Debian that a build had: name -> version."""
    installed = fields(Path(buildinfo).read_text()).get("Installed-Build-Depends", "")
    return dict(re.findall(r"(\S+?)(?::\w+)? \(= ([^)]+)\)", installed))


def control(deb):
    names = ["Package", "Version", "Architecture", "Depends"]
    text = subprocess.run(["dpkg-deb", "-f", deb, *names], check=True, capture_output=True, text=True).stdout
    return fields(text)


def dependencies(value):
    """The names in a Depends field, without alternatives."""
    names = (word.split("|")[0].split("(")[0].split(":")[0].strip() for word in value.replace("\n", " ").split(","))
    return sorted({name for name in names if name})


def identifier(*words):
    return "SPDXRef-" + re.sub(r"[^A-Za-z0-9.-]", "-", "-".join(words))


def package(name, version, licence, **more):
    entry = {"name": name, "SPDXID": identifier(name, version or ""), "downloadLocation": "NOASSERTION",
             "filesAnalyzed": False, "licenseConcluded": licence, "licenseDeclared": licence,
             "copyrightText": "NOASSERTION", **more}
    if version:
        entry["versionInfo"] = version
    return entry


def purl(name, **qualifiers):
    words = "&".join(f"{key}={value}" for key, value in qualifiers.items())
    return [{"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl",
             "referenceLocator": f"pkg:deb/debian/{name}" + (f"?{words}" if words else "")}]


class Document:
    """Collects packages, each once, and what they have to do with each other."""

    def __init__(self):
        self.packages = {}
        self.relations = []

    def add(self, entry):
        self.packages.setdefault(entry["SPDXID"], entry)
        return entry["SPDXID"]

    def relate(self, one, kind, other):
        self.relations.append({"spdxElementId": one, "relationshipType": kind, "relatedSpdxElement": other})

    def add_deb(self, deb, parts, versions):
        about = control(deb)
        digest = hashlib.sha256(Path(deb).read_bytes()).hexdigest()
        own = self.add(package(about["Package"], f"{about['Version']}-{about['Architecture']}", "Apache-2.0",
                               packageFileName=Path(deb).name,
                               checksums=[{"algorithm": "SHA256", "checksumValue": digest}],
                               copyrightText="2026 The Herald authors"))
        self.relate("SPDXRef-DOCUMENT", "DESCRIBES", own)
        for name in dependencies(about.get("Depends", "")):
            self.relate(own, "DEPENDS_ON", self.add(package(name, None, "NOASSERTION", externalRefs=purl(name))))
        if about["Package"].endswith("-dbgsym"):
            return
        for part in parts:
            version = part["version"] or versions.get(part["package"])
            if not version:
                raise SystemExit(f"no record of a build names {part['package']}, which {Path(deb).name} contains: "
                                 "name the .buildinfo of the package, too")
            refs = {"externalRefs": purl(part["package"])} if part["package"] else {}
            self.relate(own, "CONTAINS", self.add(package(part["name"], version, part["licence"], **refs,
                                                          copyrightText=part["copyright"])))

    def json(self, created):
        content = {"packages": sorted(self.packages.values(), key=lambda entry: entry["SPDXID"]),
                   "relationships": self.relations}
        digest = hashlib.sha256(json.dumps(content).encode()).hexdigest()
        return {"spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT", "name": "herald",
                "documentNamespace": f"https://herald.invalid/spdx/{digest}",
                "creationInfo": {"created": created, "creators": ["Tool: herald-sbom"]}, **content}


def main(files):
    debs = sorted(file for file in files if file.endswith(".deb"))
    records = sorted(file for file in files if file.endswith(".buildinfo"))
    if not debs or len(debs) + len(records) != len(files):
        raise SystemExit("usage: sbom.py FILE.deb... FILE.buildinfo...")
    parts = parts_within(ROOT / "etc/debian/copyright", ROOT / "docs/licences.md")
    document = Document()
    for deb in debs:
        # The record of a build has the names of its packages.
        own = [record for record in records if re.search(rf"\b{re.escape(Path(deb).name)}$", Path(record).read_text(), re.M)]
        versions = {}
        for record in own:
            versions.update(built_with(record))
        document.add_deb(deb, parts, versions)
    seconds = int(os.environ.get("SOURCE_DATE_EPOCH") or datetime.now(timezone.utc).timestamp())
    created = datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    json.dump(document.json(created), sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main(sys.argv[1:])
