"""The bill of materials of what is delivered: `./run sbom [FILE]`.

CycloneDX 1.6 as JSON: every package of lock.txt with its version, the hashes that are accepted, its licence and what needs it,
and the files of others in static/. Without FILE it is printed.
"""

from __future__ import annotations

import argparse
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from dev.services import ROOT

LOCK = ROOT / "lock.txt"
OTHERS = ROOT / "static" / "LICENSES.md"
_PIN = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>[^\s;\\]+)")
# the identifiers, on the list of SPDX, of names that say exactly which licence is meant
_IDENTIFIERS = {
    "MIT License": "MIT",
    "SIL Open Font License 1.1": "OFL-1.1",
    "Mozilla Public License 1.1 (MPL 1.1)": "MPL-1.1",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "GNU General Public License v2 or later (GPLv2+)": "GPL-2.0-or-later",
    "GNU Lesser General Public License v2 or later (LGPLv2+)": "LGPL-2.0-or-later",
    "GNU Lesser General Public License v3 (LGPLv3)": "LGPL-3.0-only",
}
_LONGEST_NAME = 60  # a longer text is the licence itself


@dataclass(frozen=True)
class Package:
    """One package of the lock: the hashes (SHA-256, hexadecimal) are those of the files that may be installed."""

    name: str
    version: str
    hashes: tuple[str, ...]
    needed_by: tuple[str, ...]


def packages(lock: str) -> Iterator[Package]:
    """Every package that a lock file pins."""
    for block in re.split(r"\n(?=[^\s#])", lock.strip()):
        pin = _PIN.match(block)
        if pin is None:
            raise ValueError(f"This is not a pin: {block.splitlines()[0]!r}")
        needed = block.split("# via", 1)[1] if "# via" in block else ""
        hashes = tuple(re.findall(r"sha256:([0-9a-f]{64})", block))
        yield Package(pin["name"], pin["version"], hashes, tuple(re.findall(r"[\w.-]+(?= *(?:\(.*\))?$)", needed, re.MULTILINE)))


def licences_of(name: str) -> list[str]:
    """What the installed package `name` says of its licence: one expression, else what it is classified under, else a short name.

    Empty when it is not installed here or says nothing.
    """
    try:
        said = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return []
    if "License-Expression" in said:
        return [said["License-Expression"]]
    classified = [line.split(" :: ")[-1] for line in said.get_all("Classifier") or () if line.startswith("License :: ")]
    short = next(iter(said.get_all("License") or ()), "")
    is_name = short and len(short) <= _LONGEST_NAME and "\n" not in short
    return [short] if is_name and len(classified) < 2 else [one for one in classified if one != "OSI Approved"]


def _licences(said: Iterable[str]) -> list[Any]:
    factory = LicenseFactory()
    return [factory.make_from_string(_IDENTIFIERS.get(one, one)) for one in said]


def _component(package: Package) -> Component:
    return Component(
        name=package.name,
        version=package.version,
        type=ComponentType.LIBRARY,
        bom_ref=package.name,
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=content) for content in package.hashes],
        licenses=_licences(licences_of(package.name)),
        purl=PackageURL(type="pypi", name=package.name, version=package.version),
    )


def files_of_others(table: str) -> Iterator[Component]:
    """What static/ holds of others, from the table that names it."""
    for row in re.findall(r"^\| (?!File|-)(.+) \|$", table, re.MULTILINE):
        files, makers, version, licence = (cell.strip() for cell in row.split(" | "))
        named = _licences([licence.split(",")[0]])
        yield Component(name=files, publisher=makers, version=version, type=ComponentType.FILE, bom_ref=files, licenses=named)


def bill() -> Bom:
    """The bill of the delivered application."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    version = re.search(r"^## \[(\d+\.\d+\.\d+)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    root = Component(
        name=project["name"],
        version=version[1] if version else None,
        type=ComponentType.APPLICATION,
        bom_ref=project["name"],
        licenses=_licences([project["license"]]),
    )
    pinned = list(packages(LOCK.read_text(encoding="utf-8")))
    libraries = {package.name: _component(package) for package in pinned}
    others = list(files_of_others(OTHERS.read_text(encoding="utf-8")))
    made = Bom(components=[*libraries.values(), *others])
    made.metadata.component = root
    made.register_dependency(root, [*(libraries[one.name] for one in pinned if root.name in one.needed_by), *others])
    for name, library in libraries.items():
        made.register_dependency(library, [libraries[one.name] for one in pinned if name in one.needed_by])
    return made


def written(made: Bom) -> str:
    """The bill as JSON."""
    return JsonV1Dot6(made).output_as_string(indent=2) + "\n"


def main(arguments: Sequence[str]) -> int:
    """Write the bill to FILE, or print it."""
    parser = argparse.ArgumentParser(prog="./run sbom", description="The bill of materials, CycloneDX 1.6.")
    parser.add_argument("file", nargs="?", type=Path, help="where to write it; without it, standard output")
    options = parser.parse_args(arguments)
    text = written(bill())
    if options.file is None:
        print(text, end="")
    else:
        options.file.write_text(text, encoding="utf-8")
        print(f"{options.file}: {text.count('bom-ref')} components")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
