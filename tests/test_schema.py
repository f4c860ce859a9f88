"""The JSON Schema: current, valid itself, and of one mind with the loader about the examples."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path
from typing import ClassVar

import pytest
import yaml
from jsonschema import Draft202012Validator

from ivr_audit.defaults import Defaults
from ivr_audit.load import native
from ivr_audit.load.schema import json_schema
from ivr_audit.model import KINDS, readable_fields

ROOT = Path(__file__).parent.parent
TREES = sorted([*ROOT.glob("trees/*.yaml"), *ROOT.glob("tests/trees/*.yaml")])
VALIDATOR = Draft202012Validator(json_schema())
REFUSED_BY_BOTH = [
    "wrong-types", "unknown-names", "bad-durations", "missing-parts", "both-starts", "bad-ignore", "bad-traffic",
]  # fmt: skip


class CoreLoader(yaml.SafeLoader):
    """Types as editors see them, those of YAML 1.2: numbers and true and false, but no dates and no base 60."""

    yaml_implicit_resolvers: ClassVar[dict[str, list[tuple[str, re.Pattern[str]]]]] = {}


CoreLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("(?:true|false)$"), list("tf"))
CoreLoader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile("[-+]?[0-9]+$"), list("-+0123456789"))


def as_editors_see(text: str) -> object:
    return json.loads(json.dumps(yaml.load(text, CoreLoader)))


def test_shipped_file_is_current() -> None:
    shipped = files("ivr_audit.load").joinpath("tree.schema.json").read_text(encoding="utf-8")
    assert json.loads(shipped) == json_schema()


def test_schema_is_valid() -> None:
    Draft202012Validator.check_schema(json_schema())


def test_every_field_of_every_kind_is_described() -> None:
    for kind, model in KINDS.items():
        properties = json_schema()["$defs"][f"node-{kind}"]["properties"]
        assert len(properties) == len(readable_fields(model))
        assert all(p["description"] for p in properties.values())
    assert json_schema()["$defs"]["defaults"]["properties"].keys() == Defaults.__dataclass_fields__.keys()


@pytest.mark.parametrize("tree", TREES, ids=lambda path: path.stem)
def test_examples_validate(tree: Path) -> None:
    text = tree.read_text(encoding="utf-8")
    assert native.read(text, tree.name)[1] == []
    for read in (as_editors_see(text), yaml.load(text, yaml.BaseLoader)):
        assert [error.message for error in VALIDATOR.iter_errors(read)] == []


@pytest.mark.parametrize("name", REFUSED_BY_BOTH)
def test_schema_refuses_what_the_loader_refuses(name: str) -> None:
    text = (ROOT / "tests" / "broken" / f"{name}.yaml").read_text(encoding="utf-8")
    assert not VALIDATOR.is_valid(yaml.load(text, yaml.BaseLoader))
