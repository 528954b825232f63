"""A signature names who, when and which content; it changes nothing else, and no change survives under it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from protocols import content_check
from protocols.authoring.cli import run
from protocols.authoring.sign import NotSigned, review_state, sign, signature
from protocols.content import CONTENT, load

GATE = "danger_gate"
WANG = ("王 小明", '急诊科 "主任医师"', "2025-06-30")


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CONTENT, tmp_path / "content"))


def sign_gate(content: Path, reviewer: str = WANG[0], role: str = WANG[1], day: str = WANG[2]) -> None:
    pack = load(content)
    sign(pack, pack.protocols[GATE], reviewer, role, day)


def test_only_the_review_line_changes_byte_for_byte(content: Path) -> None:
    file = content / f"{GATE}.yaml"
    text = file.read_bytes().replace(b"review: {}\n", b"review: {}   # nobody yet\r\n")
    file.write_bytes(text)
    mode = file.stat().st_mode
    sign_gate(content)
    old, new = text.splitlines(keepends=True), file.read_bytes().splitlines(keepends=True)
    changed = [n for n, (a, b) in enumerate(zip(old, new, strict=True)) if a != b]
    assert len(changed) == 1
    line = new[changed[0]]
    assert line.startswith(b"review: {reviewer: ") and line.endswith(b"}   # nobody yet\r\n")
    assert file.stat().st_mode == mode
    assert sorted(p.name for p in content.iterdir()) == sorted(p.name for p in CONTENT.iterdir() if p.is_file())


def test_the_kiosk_sees_who_signed_and_the_checker_is_content(content: Path) -> None:
    sign_gate(content)
    pack = load(content)
    review = pack.protocols[GATE].review
    assert review.signed and (review.reviewer, review.role, review.date) == WANG
    assert not [p for p in content_check.check(pack) if p.file.endswith(f"{GATE}.yaml") and "sign" in p.message]


def test_a_protocol_that_breaks_its_own_limit_is_not_signed(content: Path) -> None:
    file = content / "fainting.yaml"
    text = file.read_text(encoding="utf-8")
    key = text[text.index("key: {") :].splitlines()[0]
    file.write_text(
        text.replace(key, "key: {mark: faint_lying, taps: 0, seconds: 1, sources: [M12]}"), encoding="utf-8"
    )
    pack, before = load(content), file.read_bytes()
    with pytest.raises(NotSigned, match=r"fainting\.yaml:\d+: .* to `faint_lying` by the"):
        sign(pack, pack.protocols["fainting"], *WANG)
    assert file.read_bytes() == before


def test_a_problem_in_a_shared_piece_that_it_uses_refuses_and_names_the_piece(content: Path) -> None:
    file = content / f"{GATE}.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("sources: [", "sources: [NOSUCH, ", 1), encoding="utf-8")
    pack = load(content)
    with pytest.raises(NotSigned) as refused:
        sign(pack, pack.protocols["fainting"], *WANG)
    assert "在它用到的 danger_gate 里" in refused.value.zh and "没有来源 `NOSUCH`" in refused.value.zh
    assert "(in danger_gate, which it uses)" in refused.value.en
    assert signature(pack.protocols["fainting"]).state == "unsigned"


def test_any_change_of_content_voids_the_signature_wherever_it_is_shown(
    content: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sign_gate(content)
    file = content / f"{GATE}.yaml"
    signed = load(content).protocols[GATE].review.content_hash
    file.write_text(file.read_text().replace("after_s: 60", "after_s: 61", 1))
    pack = load(content)
    assert not pack.protocols[GATE].review.signed  # what every screen asks before it says 未经审定
    line = pack.lines[f"{GATE}.yaml:review"]
    assert [p for p in content_check.check(pack) if (p.line, "signature" in p.message) == (line, True)]
    assert run(["verify", GATE, "--content", str(content)]) == 1
    told = capsys.readouterr().out
    now = signature(pack.protocols[GATE]).now
    assert signed is not None and signed[:12] in told and now[:12] in told and now != signed
    assert "作废" in told and "未经审定" in told and "void" in told and WANG[0] in told


def test_a_comment_or_a_blank_line_is_no_content(content: Path) -> None:
    sign_gate(content)
    file = content / f"{GATE}.yaml"
    file.write_text(f"# moved\n\n{file.read_text()}")
    assert signature(load(content).protocols[GATE]).state == "signed"


def test_a_signature_lent_to_another_protocol_is_void(content: Path) -> None:
    sign_gate(content)
    line = next(x for x in (content / f"{GATE}.yaml").read_text().splitlines() if x.startswith("review:"))
    other = content / "recovery_position.yaml"
    other.write_text(other.read_text().replace("review: {}", line, 1))
    assert signature(load(content).protocols["recovery_position"]).state == "void"


def test_a_name_without_a_date_or_a_role_is_no_signature(content: Path) -> None:
    sign_gate(content)
    file = content / f"{GATE}.yaml"
    text = file.read_text()
    for part in (f', date: "{WANG[2]}"', f', role: "{WANG[1]}"'.replace('"主任医师"', '\\"主任医师\\"')):
        assert part in text
        file.write_text(text.replace(part, ""))
        assert signature(load(content).protocols[GATE]).state == "incomplete"


@pytest.mark.parametrize(
    ("reviewer", "role", "day", "words"),
    [
        ("", "r", "2025-06-30", "--reviewer"),
        (" Wang", "r", "2025-06-30", "--reviewer"),
        ("Wang", "r\nreview: {}", "2025-06-30", "--role"),
        ("Wang} {", "r", "2025-06-30", "--reviewer"),
        ("王" * 61, "r", "2025-06-30", "--reviewer"),
        ("Wang", "r", "2025-02-30", "--date"),
        ("Wang", "r", "20250630", "--date"),
        ("Wang", "r", "2999-01-01", "--date"),
    ],
)
def test_what_is_no_name_or_no_day_is_refused_and_nothing_is_written(
    content: Path, reviewer: str, role: str, day: str, words: str
) -> None:
    before = (content / f"{GATE}.yaml").read_bytes()
    with pytest.raises(NotSigned) as refused:
        sign_gate(content, reviewer, role, day)
    assert words in refused.value.en and words in refused.value.zh
    assert (content / f"{GATE}.yaml").read_bytes() == before


@pytest.mark.parametrize("name", ['O\'Brien "Bob"', "王\\n医生", "#1: no", "- null", "Łukasz Żółć"])
def test_a_name_reads_back_as_it_was_given(content: Path, name: str) -> None:
    sign_gate(content, reviewer=name)
    assert load(content).protocols[GATE].review.reviewer == name


def test_broken_content_cannot_be_signed(content: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = content / f"{GATE}.yaml"
    file.write_text(file.read_text().replace("    sources: [", "    sources: [nobody-wrote-this, ", 1))
    asked = ["sign", GATE, "--content", str(content), "--reviewer", "W", "--role", "r", "--date", "2025-06-30"]
    assert run(asked) == 1
    assert "nobody-wrote-this" in capsys.readouterr().err and "review: {}" in file.read_text()


def test_the_paper_that_was_read_must_be_this_version(content: Path, capsys: pytest.CaptureFixture[str]) -> None:
    now = signature(load(content).protocols[GATE]).now
    asked = [
        "sign",
        GATE,
        "--content",
        str(content),
        "--reviewer",
        "W",
        "--role",
        "r",
        "--date",
        "2025-06-30",
        "--read",
    ]
    assert run([*asked, now[:4]]) == 1, "a few letters prove nothing"
    assert run([*asked, "0" * 12]) == 1
    assert now[:12] in capsys.readouterr().err
    assert run([*asked, now[:12]]) == 0


def test_a_release_with_one_unsigned_protocol_can_be_refused(content: Path) -> None:
    sign_gate(content)
    assert run(["verify", GATE, "--content", str(content)]) == 0
    assert run(["verify", GATE, "recovery_position", "--content", str(content)]) == 1
    assert run(["verify", "--content", str(content)]) == 1


def test_an_unknown_protocol_is_said_so(content: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["verify", "gate_of_danger", "--content", str(content), "--lang", "zh"]) == 2
    told = capsys.readouterr().err
    assert "没有流程 gate_of_danger" in told and GATE in told and "no protocol" not in told


def test_the_release_check_counts_what_nobody_has_signed(content: Path) -> None:
    pack = load(content)
    assert f"{len(pack.protocols)} protocols, {len(pack.protocols)} not clinically reviewed" in review_state(pack)
    sign_gate(content)
    assert f"{len(pack.protocols) - 1} not clinically reviewed" in review_state(load(content))
