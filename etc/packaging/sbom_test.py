#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Tests sbom.py with a package that is made here."""

import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import sbom  # noqa: E402

PROGRAM = Path(__file__).with_name("sbom.py")
BUILDINFO = """\
Format: 1.0
Source: herald
Checksums-Sha256:
 0000000000000000000000000000000000000000000000000000000000000000 {size} {name}
Installed-Build-Depends:
 libcli11-dev (= 2.4.2-1),
 libgtest-dev:arm64 (= 1.16.0-1),
 libsqlitecpp-dev (= 3.3.2-1)
"""


class Sbom(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def deb(self, name="herald"):
        tree = self.folder / name
        (tree / "DEBIAN").mkdir(parents=True)
        (tree / "DEBIAN/control").write_text(
            f"Package: {name}\nVersion: 1.2.3+deb13\nArchitecture: arm64\nMaintainer: a <a@b.invalid>\n"
            "Depends: libc6 (>= 2.38), libssl3t64 (>= 3.0) | libssl3,\n ca-certificates\nDescription: test\n")
        file = self.folder / f"{name}_1.2.3+deb13_arm64.deb"
        subprocess.run(["dpkg-deb", "--root-owner-group", "-b", tree, file], check=True, capture_output=True)
        record = self.folder / f"{name}.buildinfo"
        record.write_text(BUILDINFO.format(size=file.stat().st_size, name=file.name))
        return str(file), str(record)

    def run_program(self, *files):
        return subprocess.run([PROGRAM, *files], capture_output=True, text=True, check=False,
                              env={**os.environ, "SOURCE_DATE_EPOCH": "0"})

    def document(self, *files):
        ended = self.run_program(*files)
        self.assertEqual(ended.returncode, 0, ended.stderr)
        return json.loads(ended.stdout)

    def test_names_the_package_and_what_it_needs(self):
        made = self.document(*self.deb())
        packages = {entry["name"]: entry for entry in made["packages"]}
        herald = packages["herald"]
        self.assertEqual(herald["versionInfo"], "1.2.3+deb13-arm64")
        self.assertEqual(herald["checksums"][0]["algorithm"], "SHA256")
        needed = {relation["relatedSpdxElement"] for relation in made["relationships"]
                  if relation["relationshipType"] == "DEPENDS_ON"}
        self.assertEqual(needed, {packages[name]["SPDXID"] for name in ("libc6", "libssl3t64", "ca-certificates")})

    def test_names_what_is_linked_in_with_its_version_and_licence(self):
        packages = {entry["name"]: entry for entry in self.document(*self.deb())["packages"]}
        self.assertEqual(packages["GoogleTest"]["versionInfo"], "1.16.0-1")
        self.assertEqual(packages["SQLiteCpp"]["licenseDeclared"], "MIT")
        self.assertEqual(packages["SQLiteCpp"]["versionInfo"], "3.3.2-1")
        self.assertEqual(packages["CLI11"]["licenseDeclared"], "BSD-3-Clause")
        self.assertRegex(packages["Preact"]["versionInfo"], r"^\d+\.")

    def test_is_a_document_that_can_be_read(self):
        made = self.document(*self.deb())
        self.assertEqual(made["spdxVersion"], "SPDX-2.3")
        self.assertEqual(made["creationInfo"]["created"], "1970-01-01T00:00:00Z")
        known = {"SPDXRef-DOCUMENT"} | {entry["SPDXID"] for entry in made["packages"]}
        self.assertEqual(len(known), len(made["packages"]) + 1)
        for entry in known:
            self.assertRegex(entry, r"^SPDXRef-[A-Za-z0-9.-]+$")
        for relation in made["relationships"]:
            self.assertIn(relation["spdxElementId"], known)
            self.assertIn(relation["relatedSpdxElement"], known)

    def test_the_same_packages_have_the_same_list(self):
        files = self.deb()
        self.assertEqual(self.run_program(*files).stdout, self.run_program(*files).stdout)

    def test_wants_the_record_of_each_build(self):
        deb, _ = self.deb()
        ended = self.run_program(deb)
        self.assertNotEqual(ended.returncode, 0)
        self.assertIn("name the .buildinfo", ended.stderr)

    def test_wants_a_version_of_each_part(self):
        copyright_file = self.folder / "copyright"
        copyright_file.write_text("Files: Part\nCopyright: somebody\nLicense: Expat\nComment: It is a page.\n")
        licences = self.folder / "licences.md"
        licences.write_text("| Other 1.0 | MIT | a page |\n")
        with self.assertRaisesRegex(SystemExit, "has no version of Part"):
            sbom.parts_within(copyright_file, licences)


if __name__ == "__main__":
    unittest.main()
