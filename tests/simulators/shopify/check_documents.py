"""`python -m tests.simulators.shopify.check_documents FOLDER`: our documents on every whole schema of the package.

FOLDER is that of `prune_schema`. Also says when a pruned schema is no longer what the package holds.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from graphql import build_client_schema, parse, print_schema, validate

from renders.channels.shopify import documents
from tests.simulators.shopify.prune_schema import SCHEMAS, pruned, whole_schema

DOCUMENTS = {
    name: text
    for name, text in vars(documents).items()
    if name.isupper() and not name.startswith("_") and isinstance(text, str)
}


def faults_of(path: Path) -> Iterator[str]:
    version = path.name.removeprefix("admin_").removesuffix(".json.gz")
    introspection = whole_schema(path)
    schema = build_client_schema(introspection, assume_valid=True)  # type: ignore[arg-type]
    for name, text in DOCUMENTS.items():
        for fault in validate(schema, parse(text)):
            yield f"{version} {name}: {fault.message}"
    copy = SCHEMAS / f"{version}.graphql"
    if copy.exists() and copy.read_text() != print_schema(pruned(introspection)) + "\n":
        yield f"{version}: the pruned schema is another one now; run prune_schema"


def main() -> None:
    paths = sorted(Path(sys.argv[1]).glob("admin_20*.json.gz"))
    faults = [fault for path in paths for fault in faults_of(path)]
    if not paths or faults:
        sys.exit("\n".join(faults) or "There is no schema in this folder.")
    sys.stdout.write(f"{len(DOCUMENTS)} documents are valid in {len(paths)} versions.\n")


if __name__ == "__main__":
    main()
