from __future__ import annotations

import json
from datetime import date

import pytest
import yaml
from jsonschema import Draft202012Validator

from orchestration.contracts import ContractError, lake_columns, load_contract, load_contracts
from orchestration.contracts.schema import SCHEMA_PATH, schema_text
from orchestration.settings import BUNDLED_CONFIG, FEEDS, DateReading, Settings
from orchestration.warehouse.feed_options import feed_options

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


def with_field(name, **changes) -> dict:
    return VALID | {"fields": VALID["fields"] | {name: field(**changes)}}


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
        (VALID | {"delimeter": ","}, "did you mean delimiter?"),
        ({k: v for k, v in VALID.items() if k != "kind"}, "kind: is missing; add it"),
        (VALID | {"kind": "phone calls"}, "kind: 'phone calls' is none of complaints, survey, exposure"),
        (VALID | {"key": ["serial"]}, "key: key names serial, which is no field"),
        (VALID | {"key": ["name"]}, "fields.name.privacy: name is part of the key, so it cannot be dropped"),
        (VALID | {"newest_by": "updated"}, "newest_by: newest_by names updated, which is no field"),
        (VALID | {"covered_from": "soon"}, "covered_from: "),
        (
            VALID | {"kind": "complaints", "covered_from": "2011-01-01", "covered_to": "2010-12-31"},
            "covered_to: covered_to, 2010-12-31, lies before covered_from, 2011-01-01",
        ),
        (VALID | {"newest_by": "number"}, "newest_by: number has type text and privacy keep"),
        (VALID | {"lines_by": ["product"]}, "lines_by: lines_by names product, which is no field"),
        (VALID | {"lines_by": ["number"]}, "lines_by: number is part of the key"),
        (VALID | {"lines_by": ["phone"]}, "lines_by: phone has privacy tokenise"),
        (with_field("x", headers=[" ｎumber"]), "fields.x.headers: header  ｎumber stands at both number and x"),
        (with_field("phone_token"), "fields.phone_token: phone and phone_token would both fill"),
        (with_field("filename"), "filename is a name that the lake uses itself"),
        (with_field("Bad Name"), "field name 'Bad Name'"),
        (with_field(2011), "must be text; put it into quotes"),
        (with_field("x", privacy="secret"), "fields.x.privacy: 'secret' is none of keep, tokenise, redact, drop"),
        (with_field("x", privacy="redact", type="date"), "fields.x.privacy: redact would leave no date"),
        (with_field("x", privacy="tokenise", type="number"), "fields.x.privacy: tokenise would leave no number"),
        (with_field("x", pad_to=8), "fields.x.pad_to: only an identifier has leading zeros"),
        (
            with_field("x", privacy="redact", looks_personal=True),
            "fields.x.looks_personal: only a text or an identifier",
        ),
        (with_field("x", headers=[]), "fields.x.headers: is empty; give at least one"),
        (with_field("x", headers="Other"), "fields.x.headers: must be a list; put it into [ ]"),
        (with_field("x", headers=[315]), "fields.x.headers: must be text; put it into quotes"),
        (with_field("x", headers=[" "]), "fields.x.headers: a header is blank"),
        (with_field("customer_name", privacy="redact"), "fields.customer_name.privacy: redact would bring"),
        (with_field("policy_number", privacy="keep"), "keep would bring personal data into the lake"),
        (with_field("narrative", privacy="keep"), "use redact or drop"),
        (VALID | {"encodings": ["martian"]}, "encodings: unknown encoding 'martian'"),
        (VALID | {"time_zone": "Peking"}, "time_zone: unknown time zone 'Peking'"),
        (VALID | {"date_formats": ["%Y-%Q-%d"]}, "date_formats: date format '%Y-%Q-%d' holds %Q"),
        (VALID | {"date_formats": ["%Y-%m-%d %z"]}, "holds %z, which cannot be read"),
        (
            VALID | {"date_formats": ["%Y年%m月%d日　%H：%M"]},
            "half-width, with single blanks and no quotes; write '%Y年",
        ),
        (VALID | {"date_formats": ["%d %b '%y"]}, "write '%d %b %y'"),
        (VALID | {"date_formats": ["%H:%M"]}, "lacks a year, month or day"),
        (VALID | {"date_formats": ["%Y-%m-%d %d"]}, "cannot be read; give each of its parts once"),
        (VALID | {"feed": "ohio"}, "feed: says ohio; make it texas"),
        ("feed: texas\nfeed: texas\n", "line 2: feed stands twice"),
        ("kind: survey\nfeed: [", "line 2: not valid YAML"),
        ("feed: texas\nkind: \x07\n", "line 2: not valid YAML: holds a control character"),
        ("feed: 2011-02-30", "put such a value into quotes"),
        ("", "line 1: must be a mapping"),
        ("feed: &a texas\nkind: *a\n", "line 1: not valid YAML: anchors (&) and aliases (*) are not read"),
        ("feed: texas\nkey: " + "[" * 1_000 + "]" * 1_000, "line 2: not valid YAML: more than 20 entries within"),
        ("feed: texas\n#" + "x" * 300_000, "line 1: is larger than 256 KB"),
    ],
)
def test_a_wrong_contract_is_refused_with_file_and_place(tmp_path, document, message):
    path = write(tmp_path, document)
    with pytest.raises(ContractError) as refusal:
        load_contract(path)
    assert message in str(refusal.value)
    assert all(line.startswith(f"{path}, line ") for line in str(refusal.value).splitlines())


@pytest.mark.parametrize("date_format", ["%Y-%m-%d", "%d.%m.%y %H:%M", "%b %d, %Y %I:%M %p", "%Y%j", "%Y年%m月%d日"])
def test_a_date_format_that_can_be_read_is_accepted(tmp_path, date_format):
    assert load_contract(write(tmp_path, VALID | {"date_formats": [date_format]})).date_formats == (date_format,)


def test_versions_and_lines_by_fields_that_the_lake_shows_are_accepted(tmp_path):
    document = with_field("x", type="date") | {"newest_by": "x", "lines_by": ["product"]}
    document["fields"]["product"] = field(headers=["Product"], privacy="redact")
    contract = load_contract(write(tmp_path, document))
    assert (contract.newest_by, contract.lines_by) == ("x", ("product",))


def test_every_error_of_a_contract_names_its_line(tmp_path):
    path = write(
        tmp_path,
        """\
# a comment
feed: texas
kind: complaints
formats: [csv]
key: [number, serial]
fields:
  number:
    headers: [Number]
    privacy: secret
    description: Number.
  phone:
    headers:
      - Phone
      - Telephone
    privacy: tokenise
  call:
    headers:
      - Call
      - telephone
    privacy: keep
    privacy: keep
    description: Call.
""",
    )
    with pytest.raises(ContractError) as refusal:
        load_contract(path)
    assert str(refusal.value).splitlines() == [
        f"{path}, line 2: description: is missing; add it",
        f"{path}, line 5: key: key names serial, which is no field; add the field or correct the key",
        f"{path}, line 9: fields.number.privacy: 'secret' is none of keep, tokenise, redact, drop; correct it there",
        f"{path}, line 11: fields.phone.description: is missing; add it",
        f"{path}, line 21: privacy stands twice; remove one",
    ]
    path.write_text(path.read_text(encoding="utf-8").replace("privacy: tokenise", "privacy: drop\n    description: x."))
    with pytest.raises(ContractError, match=r"line 20: fields\.call\.headers: header telephone stands at both phone"):
        load_contract(path)


@pytest.mark.parametrize(
    ("name", "changes", "message"),
    [
        ("complaint_number", None, "fields.complaint_number: without complaint_number no row of this feed can be used"),
        ("received_at", {"privacy": "drop"}, "fields.received_at: without received_at no row of this feed can be used"),
        ("received_at", {"type": "text"}, "fields.received_at.type: the models read received_at as a date"),
        ("branch", {"privacy": "tokenise"}, "the models read branch, of which tokenise leaves nothing; use redact"),
        ("phone", {"privacy": "keep"}, "fields.phone.privacy: keep would bring personal data into the lake"),
    ],
)
def test_a_contract_of_one_s_own_gives_the_models_what_they_read(tmp_path, name, changes, message):
    document = yaml.safe_load((BUNDLED_CONFIG / "contracts" / "hq.yml").read_text(encoding="utf-8"))
    for optional in ("lesson", "updated_at"):
        del document["fields"][optional]
    del document["newest_by"]
    document["fields"]["branch"]["privacy"] = "keep"
    assert load_contract(write(tmp_path, document, "hq.yml"))
    if changes is None:
        del document["fields"][name]
    else:
        document["fields"][name] |= changes
    with pytest.raises(ContractError) as refusal:
        load_contract(write(tmp_path, document, "hq.yml"))
    assert message in str(refusal.value)


def test_all_contracts_of_a_folder_are_judged_at_once(tmp_path):
    write(tmp_path, VALID | {"kind": "other"})
    write(tmp_path, VALID | {"feed": "ohio", "colour": "red"}, "ohio.yml")
    write(tmp_path, VALID | {"feed": "utah"}, "utah.yaml")
    with pytest.raises(ContractError) as refusal:
        load_contracts(tmp_path)
    yaml_file, ohio, texas = str(refusal.value).splitlines()
    assert yaml_file == f"{tmp_path / 'utah.yaml'}: is not read; rename it to utah.yml"
    assert "ohio.yml, line " in ohio
    assert "texas.yml, line " in texas


def test_the_schema_for_editors_is_that_of_the_code():
    assert SCHEMA_PATH.read_text(encoding="utf-8") == schema_text(), (
        "write it again: python -m orchestration.contracts.schema"
    )


def test_the_schema_tells_good_contracts_from_bad_and_describes_every_entry():
    schema = json.loads(schema_text())
    validator = Draft202012Validator(schema)
    Draft202012Validator.check_schema(schema)
    for path in (BUNDLED_CONFIG / "contracts").glob("*.yml"):
        text = path.read_text(encoding="utf-8")
        assert text.startswith("# yaml-language-server: $schema=contract.schema.json\n")
        assert list(validator.iter_errors(yaml.safe_load(text))) == []
    for broken in (VALID | {"colour": "red"}, with_field("x", privacy="secret"), with_field("Bad Name")):
        assert not validator.is_valid(broken)
    properties = schema["properties"] | schema["$defs"]["FieldContract"]["properties"]
    assert [name for name, entry in properties.items() if not entry.get("description")] == []


def test_a_missing_contract_names_the_path(tmp_path):
    with pytest.raises(ContractError, match=r"ohio\.yml: there is no such contract"):
        load_contract(tmp_path / "ohio.yml")


def test_a_contract_says_how_its_feed_writes_dates(tmp_path):
    dotted = load_contract(write(tmp_path, VALID | {"date_formats": ["%d.%m.%Y"], "time_zone": "Europe/Berlin"}))
    assert dotted.date_reading == DateReading(("%d.%m.%Y",), "Europe/Berlin")
    assert load_contract(write(tmp_path, VALID)).date_reading == DateReading()


def test_a_contract_is_one_object_until_its_file_changes(tmp_path):
    path = write(tmp_path, VALID)
    before = load_contract(path)
    assert load_contract(path) is before
    write(tmp_path, VALID | {"description": "Another."})
    assert load_contract(path).description == "Another."


def test_the_models_are_told_what_a_contract_says_and_nothing_else(tmp_path):
    settings = Settings(home=tmp_path, config=tmp_path, token_key="")
    assert feed_options(settings) == "{}"
    settings.contracts.mkdir()
    write(settings.contracts, VALID | {"covered_from": date(2011, 1, 1), "time_zone": "Asia/Shanghai"})
    assert json.loads(feed_options(settings)) == {"texas": {"covered_from": "2011-01-01", "time_zone": "Asia/Shanghai"}}


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
