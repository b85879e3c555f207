"""One word for one thing: the words of an older private language stay out of code and pages."""

import ast
import re
import subprocess
import tokenize
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
# Whole words of an identifier. Left out are those that are right in another sense: settle (money), bar, hold, leave.
PRIVATE = frozenset(
    (  # noqa: SIM905 - a list of words reads best as words
        "ring rings rung rang doorbell wording wordings told heard mend mends mended trail fate fates granting bury "
        "stumbled sooner seal sealed unsealed furnish furnishing doubtful tongue orphan orphaned"
    ).split()
)
WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
PACKAGES = ("config", "catalog", "renders", "tools", "tests", "benchmarks")


def tracked(*patterns: str) -> list[Path]:
    """Files of the repository that match, as git knows them."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / name for name in listed.stdout.split() if (ROOT / name).exists()]


def private_words(text: str, path: Path) -> set[str]:
    """The private words of a text. Shapes have rings, shoes have tongues: tracer and studio may say so."""
    is_geometry = path.relative_to(ROOT).parts[0] == "tools" or {"studio", "tools"} & set(path.parts)
    words = {word.lower() for word in WORDS.findall(text)} & PRIVATE
    return words - {"ring", "rings", "tongue"} if is_geometry else words


def names_in(path: Path) -> set[str]:
    with tokenize.open(path) as file:
        return {token.string for token in tokenize.generate_tokens(file.readline) if token.type == tokenize.NAME}


def test_no_identifier_has_a_private_word():
    found = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in tracked("*.py")
        for name in (*names_in(path), path.stem)
        if private_words(name, path)
    }
    assert not found


@pytest.mark.parametrize("kind", ["*.html", "*.css", "*.js", "*.md"])
def test_no_page_style_script_or_document_has_a_private_word(kind):
    found = {
        f"{path.relative_to(ROOT)}:{number}: {', '.join(words)}"
        for path in tracked(kind)
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if (words := private_words(line, path))
    }
    assert not found


def test_no_docstring_comment_or_message_has_a_private_word():
    found = set()
    for path in tracked("*.py"):
        if path == Path(__file__):
            continue
        with tokenize.open(path) as file:
            for token in tokenize.generate_tokens(file.readline):
                if token.type in {tokenize.COMMENT, tokenize.STRING} and (words := private_words(token.string, path)):
                    found.add(f"{path.relative_to(ROOT)}:{token.start[0]}: {', '.join(words)}")
    assert not found


def test_a_class_name_stands_for_one_class():
    places = defaultdict(set)
    for path in tracked("*.py"):
        if path.relative_to(ROOT).parts[0] in PACKAGES and "migrations" not in path.parts:
            for node in ast.parse(path.read_text()).body:
                if isinstance(node, ast.ClassDef) and node.name not in {"Meta", "Command"}:
                    places[node.name].add(str(path.relative_to(ROOT)))
    assert {name: sorted(files) for name, files in places.items() if len(files) > 1} == {}


def test_the_root_of_renders_holds_ten_modules_at_most():
    assert len(list((ROOT / "renders").glob("*.py"))) <= 10
