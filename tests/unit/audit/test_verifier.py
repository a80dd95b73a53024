"""The verifier by itself, offline: every kind of fault, every file that cannot be read, and that it needs nothing of the application."""

from __future__ import annotations

import ast
import base64
import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from privacy_domain.audit import verifier
from privacy_domain.audit.canonical import encode, entry, moment
from privacy_domain.audit.verifier import ALGORITHM, NOTHING, Seal, compact, key_id, to_sign

HERE = UUID(int=1)
BEGIN = datetime(2026, 10, 1, 8, 0, tzinfo=UTC)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
Record = dict[str, Any]


def id_of(segment: int, line: int) -> UUID:
    return UUID(int=segment << 8 | line)


def record_of(number: int, previous: bytes, lines: int = 3, month: str = "2026-10-01") -> tuple[Record, bytes]:
    """A seal as it stands in an export, an hour after the one before, and its hash."""
    at = BEGIN + timedelta(hours=number)
    ids = [id_of(number, line) for line in range(1, lines + 1)]
    canonical = [encode({"id": one, "municipality_id": HERE, "at": at, "event": "talk:talk:opened"}) for one in ids]
    entries = b"".join(entry(one, each) for one, each in zip(ids, canonical, strict=True))
    first, last, when = str(ids[0]), str(ids[-1]), moment(at)
    content = hashlib.sha256(entries).digest()
    seal = Seal(str(HERE), number, ALGORITHM, month, first, when, last, when, lines, content, previous, moment(at))
    seal = replace(seal, hash=seal.digest())
    now = [[str(one), base64.b64encode(each).decode(), True, True] for one, each in zip(ids, canonical, strict=True)]
    columns = json.loads(compact({name: getattr(seal, name) for name in Seal.__slots__}))
    return {"kind": "seal", **columns, "entries": base64.b64encode(entries).decode(), "lines_now": now}, seal.hash


def statement(kind: str, number: int, digest: bytes, before: bytes, *, key: Ed25519PrivateKey = KEY, **more: Any) -> bytes:
    """A line of a file of checkpoints."""
    public = key.public_key().public_bytes_raw()
    previous = hashlib.sha256(before).hexdigest() if before else NOTHING.hex()
    said = {
        "kind": kind,
        "number": number,
        "hash": digest.hex(),
        "municipality": str(HERE),
        "previous": previous,
        "key": key_id(public),
        **more,
    }
    return compact(said | {"signature": base64.b64encode(key.sign(to_sign(said))).decode()})


class Paper:
    """An export and a file of checkpoints, whole until a test does something to them."""

    def __init__(self, seals: int = 4) -> None:
        self.records: list[Record] = [{"kind": "log", "municipality": str(HERE), "at": moment(BEGIN + timedelta(hours=seals + 1))}]
        self.hashes, self.statements = [NOTHING], list[bytes]()
        for number in range(1, seals + 1):
            record, digest = record_of(number, self.hashes[-1])
            self.records.append(record)
            self.hashes.append(digest)
            self.say("seal", number)
        self.records.append({"kind": "end", "seals": seals})

    def say(self, kind: str, number: int, **more: Any) -> None:
        """One more statement."""
        before = self.statements[-1] if self.statements else b""
        self.statements.append(statement(kind, number, self.hashes[number], before, **more))

    def write(self, folder: Path) -> list[str]:
        """The three files; returns the arguments of the command."""
        folder.mkdir(exist_ok=True)
        (folder / "export").write_text("".join(json.dumps(record) + "\n" for record in self.records))
        (folder / f"{HERE}.jsonl").write_bytes(b"".join(line + b"\n" for line in self.statements))
        (folder / "keys").write_text(KEY.public_key().public_bytes_raw().hex() + "\n")
        return [str(folder / "export"), str(folder), str(folder / "keys")]

    def loose(self, at: datetime) -> None:
        """A line that no seal knows."""
        self.records.insert(-1, {"kind": "unsealed", "id": str(UUID(int=9)), "at": moment(at)})


def edit(paper: Paper) -> None:
    paper.records[2]["lines_now"][1][1] = base64.b64encode(b"\x01{}").decode()


def say_of_another(paper: Paper) -> None:
    paper.records[2]["lines_now"][1][2] = False


def unlist(paper: Paper) -> None:
    paper.records[2]["lines_now"][1][3] = False


def remove_line(paper: Paper) -> None:
    del paper.records[2]["lines_now"][0]


def double_line(paper: Paper) -> None:
    paper.records[2]["lines_now"].append(paper.records[2]["lines_now"][0])


def change_list(paper: Paper) -> None:
    paper.records[2]["entries"] = base64.b64encode(bytes(96)).decode()


def remove_segment(paper: Paper) -> None:
    paper.records[2] |= {"entries": None, "lines_now": []}


def change_seal(paper: Paper) -> None:
    paper.records[2]["sealed_at"] = moment(BEGIN)


def remove_seal(paper: Paper) -> None:
    del paper.records[2]
    paper.records[-1]["seals"] = 3


def fork(paper: Paper) -> None:
    """A seal that is right by itself, on top of nothing."""
    paper.statements = []
    paper.records[2], _ = record_of(2, NOTHING)
    paper.records[0]["at"] = moment(BEGIN)


def make_again(paper: Paper) -> None:
    for number in (2, 3, 4):
        paper.records[number], paper.hashes[number] = record_of(number, paper.hashes[number - 1], lines=2)


def cut_tail(paper: Paper) -> None:
    del paper.records[3:5]
    paper.records[-1]["seals"] = 2


def insert(paper: Paper) -> None:
    paper.loose(BEGIN + timedelta(hours=3))


def wait_long(paper: Paper) -> None:
    paper.loose(BEGIN + timedelta(hours=4))
    paper.records[0]["at"] = moment(BEGIN + timedelta(hours=4, minutes=61))


def change_checkpoint(paper: Paper) -> None:
    paper.statements[1] = paper.statements[1].replace(b'"number":2', b'"number":3')


def sign_with_another_key(paper: Paper) -> None:
    paper.statements[3] = statement("seal", 4, paper.hashes[4], paper.statements[2], key=OTHER_KEY)


def remove_checkpoint(paper: Paper) -> None:
    del paper.statements[1]


def remove_first_checkpoint(paper: Paper) -> None:
    del paper.statements[0]


def stop_checkpoints(paper: Paper) -> None:
    del paper.statements[2:]


def drop_another_month(paper: Paper) -> None:
    paper.say("dropped", 4, month="2026-10-01", segments=3)


TAMPERED: list[tuple[Callable[[Paper], None], str]] = [
    (edit, f"Regel {id_of(2, 2)} in zegel 2 is veranderd"),
    (say_of_another, f"Regel {id_of(2, 2)} in zegel 2: de kolommen zeggen iets anders"),
    (unlist, f"Regel {id_of(2, 2)} in zegel 2 is niet meer te vinden"),
    (remove_line, f"Regel {id_of(2, 1)} in zegel 2 is verdwenen"),
    (double_line, f"Regel {id_of(2, 1)} in zegel 2 staat er meer dan één keer"),
    (change_list, "De regellijst van zegel 2 is veranderd"),
    (remove_segment, "De regels van zegel 2 zijn weg"),
    (change_seal, "Zegel 2 is veranderd"),
    (remove_seal, "De zegels 2 tot en met 2 ontbreken"),
    (fork, "Zegel 2 sluit niet aan"),
    (make_again, "De zegels 2 tot en met 2 zijn opnieuw gemaakt"),
    (cut_tail, "De zegels 3 tot en met 4 zijn weg"),
    (insert, f"Regel {UUID(int=9)} is later tussengevoegd"),
    (wait_long, "1 regels wachten op een zegel"),
    (change_checkpoint, "Controlepunt 2 is veranderd"),
    (sign_with_another_key, "Controlepunt 4 is veranderd"),
    (remove_checkpoint, "Vlak voor controlepunt 2 zijn controlepunten verdwenen"),
    (remove_first_checkpoint, "Vlak voor controlepunt 1 zijn controlepunten verdwenen"),
    (stop_checkpoints, "Sinds zegel 3 is er geen controlepunt meer"),
    (drop_another_month, "Van de maand 2026-10 zijn niet precies de zegels over"),
]


@pytest.mark.parametrize(("tamper", "said"), TAMPERED, ids=lambda value: getattr(value, "__name__", ""))
def test_each_fault_is_named_where_it_is(tamper: Callable[[Paper], None], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paper = Paper()
    tamper(paper)
    assert verifier.main(paper.write(tmp_path)) == 1
    output = capsys.readouterr().out
    assert said in output
    assert output.endswith("KLOPT NIET\n")


def test_a_whole_log_holds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paper = Paper()
    paper.loose(BEGIN + timedelta(hours=4, minutes=30))
    assert verifier.main(paper.write(tmp_path)) == 0
    assert capsys.readouterr().out == "12 regels in 4 zegels, 4 controlepunten: klopt\n"


def test_an_empty_log_holds(tmp_path: Path) -> None:
    assert verifier.main(Paper(0).write(tmp_path)) == 0


def test_a_month_that_was_signed_away_is_told_and_the_chain_holds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paper = Paper()
    paper.say("dropped", 4, month="2026-10-01", segments=4)
    for record in paper.records[1:5]:
        record |= {"entries": None, "lines_now": []}
    assert verifier.main(paper.write(tmp_path)) == 0
    assert "De regels van 2026-10 zijn na hun termijn verwijderd (4 zegels)" in capsys.readouterr().out


def test_seals_lost_with_a_backup_are_told_when_that_was_signed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paper = Paper()
    cut_tail(paper)
    paper.say("restored", 2)
    assert verifier.main(paper.write(tmp_path)) == 0
    assert "de zegels 3 tot en met 4 verloren" in capsys.readouterr().out


def test_a_seal_that_came_late_is_told(tmp_path: Path) -> None:
    record, _ = record_of(1, NOTHING)
    columns = {name: record[name] for name in Seal.__slots__} | {"sealed_at": moment(BEGIN + timedelta(hours=2))}
    raw = {name: bytes.fromhex(columns[name]) for name in ("content", "previous", "hash")}
    record |= columns | {"hash": Seal(**columns | raw).digest().hex()}
    head = {"kind": "log", "municipality": str(HERE), "at": moment(BEGIN)}
    lines = [json.dumps(one) for one in (head, record, {"kind": "end", "seals": 1})]
    report = verifier.verify(verifier.Export(lines), None, {})
    assert ([remark.kind for remark in report.remarks], report.faults) == (["unchecked", "late"], [])


def no_head(text: str) -> str:
    return text.partition("\n")[2]


def no_end(text: str) -> str:
    return "\n".join(text.splitlines()[:-1])


def one_seal_less(text: str) -> str:
    lines = text.splitlines()
    return "\n".join(lines[:-2] + lines[-1:])


@pytest.mark.parametrize(
    "spoil",
    [
        no_head,
        no_end,
        one_seal_less,
        lambda text: "",
        lambda text: "geen json\n",
        lambda text: "[]\n",
        lambda text: text.replace('"number": 1', '"number": "een"'),
        lambda text: text.replace('"hash"', '"nothing"'),
        lambda text: text.replace("2026-10-01T", "ooit "),
        lambda text: text.replace('"lines_now": [', '"lines_now": [[], '),
        lambda text: text[: len(text) // 2],
    ],
)
def test_an_export_that_cannot_be_read_is_said_so(spoil: Callable[[str], str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = Paper().write(tmp_path)
    export = Path(arguments[0])
    export.write_text(spoil(export.read_text()))
    assert verifier.main(arguments) == 2
    assert "niet te lezen" in capsys.readouterr().err


@pytest.mark.parametrize("keys", ["", "zz", "00", "00" * 32 + " 11"])
def test_a_list_of_keys_that_cannot_be_read_or_is_empty_proves_nothing(keys: str, tmp_path: Path) -> None:
    arguments = Paper().write(tmp_path)
    Path(arguments[2]).write_text(keys)
    assert verifier.main(arguments) != 0


@pytest.mark.parametrize("arguments", [[], ["a"], ["a", "b", "c"], ["a", "b", "c", "d"]])
def test_missing_files_and_arguments_are_said(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert verifier.main(arguments) == 2
    assert "EXPORT CONTROLEPUNTEN SLEUTELS" in capsys.readouterr().err


@pytest.mark.parametrize("line", [b"", b"{", b"[]", b"null", b"{}", b'{"number": []}', b"\xff"])
def test_no_line_of_checkpoints_is_too_strange(line: bytes, tmp_path: Path) -> None:
    paper = Paper()
    paper.statements.append(line)
    assert verifier.main(paper.write(tmp_path)) == 1


def test_it_stands_alone(tmp_path: Path) -> None:
    """One file, the standard library and `cryptography`: copied elsewhere, it runs without the application."""
    alone = shutil.copy(verifier.__file__, tmp_path / "verifier.py")
    for paper, status in ((Paper(), 0), (Paper(), 1)):
        if status:
            edit(paper)
        arguments = paper.write(tmp_path / "files")
        done = subprocess.run([sys.executable, "-I", str(alone), *arguments], cwd=tmp_path, capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (status, "")
    tree = ast.parse(Path(verifier.__file__).read_text())
    names = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    names |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    foreign = {name.split(".")[0] for name in names if name} - set(sys.stdlib_module_names)
    assert foreign == {"cryptography"}
