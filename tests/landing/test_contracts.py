from __future__ import annotations

import pytest
import yaml

from orchestration.landing.contracts import lake_columns, load_contract, load_contracts
from orchestration.landing.errors import ContractError
from orchestration.settings import BUNDLED_CONFIG, FEEDS

VALID = {
    "feed": "texas",
    "kind": "complaints",
    "description": "A regulator's complaints.",
    "formats": ["csv"],
    "key": ["number"],
    "fields": {
        "number": {"headers": ["Number"], "required": True, "privacy": "keep", "description": "Number."},
        "phone": {"headers": ["Phone"], "privacy": "tokenise", "description": "Phone."},
        "name": {"headers": ["Name"], "privacy": "drop", "description": "Name."},
    },
}


def field(**changes) -> dict:
    return {"headers": ["Other"], "privacy": "keep", "description": "Other."} | changes


def write(folder, document, name="texas.yml"):
    path = folder / name
    path.write_text(document if isinstance(document, str) else yaml.safe_dump(document, sort_keys=False))
    return path


def test_bundled_contracts_are_valid_and_cover_every_feed():
    assert set(load_contracts(BUNDLED_CONFIG / "contracts")) == set(FEEDS)


def test_a_valid_contract_knows_its_path_and_defaults(tmp_path):
    path = write(tmp_path, VALID)
    contract = load_contract(path)
    assert (contract.path, contract.encodings) == (path, ("utf-8",))


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (VALID | {"colour": "red"}, "colour: unknown entry"),
        ({k: v for k, v in VALID.items() if k != "kind"}, "kind: is missing"),
        (VALID | {"key": ["serial"]}, "key names serial"),
        (VALID | {"fields": VALID["fields"] | {"x": field(headers=[" ｎumber"])}}, "stands at both number and x"),
        (VALID | {"fields": VALID["fields"] | {"phone_token": field()}}, "column phone_token"),
        (VALID | {"fields": VALID["fields"] | {"Bad Name": field()}}, "field name 'Bad Name'"),
        (VALID | {"fields": VALID["fields"] | {"x": field(privacy="secret")}}, "fields.x.privacy"),
        (VALID | {"fields": VALID["fields"] | {"x": field(headers=[])}}, "fields.x.headers"),
        (VALID | {"fields": VALID["fields"] | {"x": field(headers=[" "])}}, "a header is blank"),
        (VALID | {"encodings": ["martian"]}, "unknown encoding 'martian'"),
        (VALID | {"feed": "ohio"}, "feed: says ohio"),
        ("feed: texas\nfeed: texas\n", "feed stands twice"),
        ("feed: [", "not valid YAML"),
        ("", "must be a mapping"),
    ],
)
def test_a_wrong_contract_is_refused_with_file_and_place(tmp_path, document, message):
    path = write(tmp_path, document)
    with pytest.raises(ContractError) as refusal:
        load_contract(path)
    assert message in str(refusal.value)
    assert str(path) in str(refusal.value)


def test_a_missing_contract_names_the_path(tmp_path):
    with pytest.raises(ContractError, match=r"ohio\.yml: there is no such contract"):
        load_contract(tmp_path / "ohio.yml")


def test_contract_hash_changes_with_what_it_says_and_not_with_its_layout(tmp_path):
    before = load_contract(write(tmp_path, VALID)).content_hash
    assert (
        load_contract(write(tmp_path, "# a comment\n" + yaml.safe_dump(VALID, sort_keys=False))).content_hash == before
    )
    reordered = VALID | {"fields": dict(reversed(VALID["fields"].items()))}
    assert load_contract(write(tmp_path, reordered)).content_hash != before


def test_lake_columns_are_the_canonical_ones_and_then_the_contract_s_own(tmp_path):
    canonical = load_contract(write(tmp_path, VALID))
    fields = {"colour": field(), "number": VALID["fields"]["number"], "phone": field(privacy="drop", headers=["Phone"])}
    own = load_contract(write(tmp_path, VALID | {"fields": fields}))
    assert [column.name for column in lake_columns(canonical, canonical)] == ["number", "phone_token"]
    assert [column.name for column in lake_columns(own, canonical)] == ["number", "phone_token", "colour"]
    assert [column.name for column in lake_columns(None, canonical)] == ["number", "phone_token"]
