"""Which keys trigger what: own ones above a preset's above the program's."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from objremove_gui.settings import BY_KEY, Settings
from objremove_gui.ui.action_table import ACTIONS
from objremove_gui.ui.key_presets import PRESETS
from objremove_gui.ui.keymap import DEFAULTS, RESERVED, Keymap, keys_in_force, portable

pytestmark = pytest.mark.usefixtures("qapp")
IDS = [row.id for row in ACTIONS]
KEYS = ["B", "E", "Ctrl+Z", "Ctrl+K", "F5", "Shift+L", "]", "Return", "nonsense key", ""]


@pytest.fixture
def keymap(tmp_path: Path, qapp: QApplication) -> Keymap:
    return Keymap(Settings.load(tmp_path))


def stored(keymap: Keymap) -> dict[str, object]:
    path = keymap._settings.path
    return json.loads(path.read_text("utf-8")) if path.exists() else {}


def test_the_settings_offer_the_presets_that_there_are() -> None:
    assert [name for name, _ in BY_KEY["shortcut_preset"].choices] == list(PRESETS)


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_names_known_actions_and_real_keys_and_no_key_twice(preset: str) -> None:
    rows = PRESETS[preset]
    assert set(rows) <= set(IDS)
    written = [key for keys in rows.values() for key in keys]
    assert [portable(key) for key in written] == written
    assert len(set(written)) == len(written)


@pytest.mark.parametrize("preset", PRESETS)
def test_no_preset_leaves_an_action_without_a_key_that_had_one(preset: str) -> None:
    keys = keys_in_force(preset, {})
    assert [action for action in IDS if DEFAULTS[action] and not keys[action]] == []


@pytest.mark.parametrize("preset", PRESETS)
def test_only_tab_of_the_keys_of_the_canvas_is_ever_taken_and_esc_where_it_steps_back(preset: str) -> None:
    taken = {key for keys in keys_in_force(preset, {}).values() for key in keys} & RESERVED
    assert taken <= {"Esc", "Tab"}


@given(
    st.sampled_from(sorted(PRESETS)),
    st.dictionaries(st.sampled_from(IDS), st.lists(st.sampled_from(KEYS), max_size=3)),
)
def test_whatever_is_set_no_key_triggers_two_actions_and_own_keys_win(preset, own):
    keys = keys_in_force(preset, own)
    assert set(keys) == set(IDS)
    given_out = [key for held in keys.values() for key in held]
    assert len(set(given_out)) == len(given_out)
    wanted = {portable(key) for held in own.values() for key in held} - {""}
    owners = {key: action for action, held in keys.items() for key in held}
    assert all(owners[key] in own for key in wanted)


def test_a_key_is_taken_from_another_action_and_given_back(keymap: Keymap) -> None:
    assert keymap.owner("B") == "brushAction"
    keymap.add("fitAction", "B")
    assert keymap.owner("B") == "fitAction"
    assert keymap.in_force()["fitAction"] == ("Ctrl+0", "B")
    assert keymap.in_force()["brushAction"] == ()
    assert stored(keymap) == {"shortcuts": {"fitAction": ["Ctrl+0", "B"]}}
    keymap.drop("fitAction", "B")
    assert keymap.in_force() == dict(DEFAULTS)
    assert stored(keymap) == {}, "only what differs is kept"


def test_a_key_wanders_between_actions_that_were_changed_before(keymap: Keymap) -> None:
    keymap.add("fitAction", "F6")
    keymap.add("lassoAction", "F6")
    assert keymap.in_force()["fitAction"] == ("Ctrl+0",)
    assert keymap.in_force()["lassoAction"] == ("L", "F6")
    keymap.reset("lassoAction")
    assert keymap.in_force() == dict(DEFAULTS)


def test_all_keys_of_an_action_can_go(keymap: Keymap) -> None:
    keymap.drop("fitAction", "Ctrl+0")
    assert keymap.in_force()["fitAction"] == ()
    assert stored(keymap) == {"shortcuts": {"fitAction": []}}


def test_another_preset_replaces_what_was_set_and_only_its_name_is_kept(keymap: Keymap) -> None:
    keymap.add("fitAction", "F6")
    keymap.choose("photoshop")
    assert stored(keymap) == {"shortcut_preset": "photoshop"}
    assert keymap.in_force()["panAction"] == ("H",)
    assert keymap.owner("F6") == ""
    keymap.choose("objremove", {"fitAction": ("Ctrl+0", "F6")})
    assert keymap.owner("F6") == "fitAction"


def test_a_settings_file_with_nonsense_in_it_leaves_every_other_key_in_force(tmp_path: Path) -> None:
    nonsense = {
        "shortcuts": {"fitAction": ["No such key", "F6", "F6"], "goneAction": ["B"]},
        "shortcut_preset": 7,
    }
    (tmp_path / "settings.json").write_text(json.dumps(nonsense), "utf-8")
    keymap = Keymap(Settings.load(tmp_path))
    assert keymap.in_force() == dict(DEFAULTS) | {"fitAction": ("F6",)}
    for broken in ([1], "x", {"fitAction": 3}, {"fitAction": None}):
        (tmp_path / "settings.json").write_text(json.dumps({"shortcuts": broken}), "utf-8")
        assert Keymap(Settings.load(tmp_path)).in_force() == dict(DEFAULTS)
