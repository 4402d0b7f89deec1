"""Which of dbt's events become messages."""

from __future__ import annotations

import pytest
from dbt_common.events import event_manager
from dbt_common.events.base_types import EventLevel, EventMsg
from dbt_common.events.types import Note
from dbt_common.exceptions.events import EventCompilationError

from orchestration.dbt_command import ToldEvents


def test_a_message_is_made_of_what_somebody_is_told_of_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[EventMsg] = []
    make = event_manager.msg_from_base_event
    monkeypatch.setattr(
        event_manager, "msg_from_base_event", lambda event, level: made.append(make(event, level)) or made[-1]
    )
    told: list[EventMsg] = []
    manager = ToldEvents()
    manager.add_callback(told.append)

    manager.fire_event(Note(msg="opened a connection"), level=EventLevel.DEBUG)
    manager.fire_event(Note(msg="built"), level=EventLevel.INFO)
    manager.fire_event(Note(msg="is deprecated"), level=EventLevel.WARN)
    manager.fire_event(Note(msg="failed"), level=EventLevel.ERROR)
    manager.fire_event(Note(msg="as dbt has it"))

    assert [event.data.msg for event in told] == ["built", "is deprecated", "failed", "as dbt has it"]
    assert made == told


def test_a_warning_that_is_to_be_an_error_is_one_whatever_its_level() -> None:
    manager = ToldEvents()
    manager.warn_error = True

    with pytest.raises(EventCompilationError, match="odd"):
        manager.fire_event(Note(msg="odd"), level=EventLevel.DEBUG, force_warn_or_error_handling=True)
