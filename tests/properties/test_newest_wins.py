"""Random histories of a participant's devices: in the end, each answer is the newest that reached the server."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from selfassess.responses import Change, Stamp, open_store
from tests.storage.conftest import (  # noqa: F401
    migrated_database,
    migrated_file,
    postgresql,
    postgresql_url,
    questionnaire,
    sqlite_url,
    url,
)

QUESTIONS = ["q1", "q2", "q3"]
VALUES = [None, "a", "b", ["é"], 0, False, ""]
DEVICES = 3
TABS = 2


@dataclass
class Device:
    """What a phone keeps through a restart: its clock, and the changes that the server did not acknowledge yet."""

    clock: int = 0
    queue: dict[str, Change] = field(default_factory=dict)
    tabs: list[int] = field(default_factory=lambda: [0] * TABS)
    """The clock as each open tab last read it."""

    def learn(self, stamps):
        self.clock = max([self.clock, *(stamp.sequence for stamp in stamps.values())])


@dataclass
class PlainTab:
    """A page without JavaScript: the revisions that it was drawn with."""

    seen: dict[str, int] = field(default_factory=dict)


class Histories(RuleBasedStateMachine):
    """Devices, tabs, lost packets, lost acknowledgements, replays and restarts, over one response."""

    url: str
    edition: str

    @initialize()
    def begin(self):
        self.store = open_store(self.url)
        self.draft = self.store.begin(self.edition, "fr").id
        self.devices = [Device() for _ in range(DEVICES)]
        self.plain = PlainTab()
        self.packets = []
        self.arrived = {question: [] for question in QUESTIONS}
        self.keys = 0

    def teardown(self):
        for device in self.devices:
            self.deliver(device, dict(device.queue), acknowledged=True)
            assert not device.queue
        self.answers_are_the_newest()
        self.store.close()

    def new_stamp(self, sequence, letter):
        self.keys += 1
        return Stamp(sequence, f"{letter}{self.keys}")

    def deliver(self, device, packet, acknowledged):
        """The packet reaches the server; what comes back reaches the device, or not."""
        before = self.newest()
        saved = self.store.save(self.draft, packet)
        for question, change in packet.items():
            if change.stamp not in [stamp for stamp, _ in self.arrived[question]]:
                self.arrived[question].append((change.stamp, change.value))
            wins = change.stamp >= before[question][0]
            assert (question in saved.conflicts) != wins
            assert (question in saved.unchanged) == (change.stamp == before[question][0])
            if not wins:
                assert repr(saved.conflicts[question].value) == repr(before[question][1])
            assert saved.stamps[question] == self.newest()[question][0]
        if acknowledged:
            device.learn(saved.stamps)
            for question, change in packet.items():
                if device.queue.get(question) is change:
                    del device.queue[question]

    def newest(self):
        """By question, from all that reached the server, in whatever order: the specification."""
        key = lambda one: one[0]  # noqa: E731
        return {question: max(given, key=key, default=(Stamp(), None)) for question, given in self.arrived.items()}

    @rule(
        device=st.integers(0, DEVICES - 1),
        tab=st.integers(0, TABS - 1),
        question=st.sampled_from(QUESTIONS),
        value=st.sampled_from(VALUES),
        letter=st.sampled_from("Ab-"),
        fresh=st.booleans(),
    )
    def answer(self, device, tab, question, value, letter, fresh):
        """Someone answers; a tab that did not look at the device's clock may give a number twice."""
        phone = self.devices[device]
        clock = max(phone.tabs[tab], phone.clock if fresh else 0) + 1
        phone.tabs[tab] = clock
        phone.clock = max(phone.clock, clock)
        change = Change(value, stamp=self.new_stamp(clock, letter))
        waiting = phone.queue.get(question)
        if waiting is None or waiting.stamp < change.stamp:
            phone.queue[question] = change

    @rule(device=st.integers(0, DEVICES - 1), fate=st.sampled_from(["acknowledged", "unacknowledged", "delayed"]))
    def send(self, device, fate):
        phone = self.devices[device]
        packet = dict(phone.queue)
        self.packets.append(packet)
        if fate != "delayed":
            self.deliver(phone, packet, fate == "acknowledged")

    @precondition(lambda self: self.packets)
    @rule(data=st.data())
    def come_again(self, data):
        """A packet comes late, or once more, whole or in part; nobody hears the acknowledgement."""
        packet = data.draw(st.sampled_from(self.packets))
        part = {question: packet[question] for question in packet if data.draw(st.booleans())}
        self.deliver(Device(), part, acknowledged=False)

    @rule(device=st.integers(0, DEVICES - 1))
    def look(self, device):
        self.devices[device].learn(self.store.load(self.draft).stamps)

    @rule(device=st.integers(0, DEVICES - 1))
    def restart_the_tabs(self, device):
        self.devices[device].tabs = [0] * TABS

    @rule(device=st.integers(0, DEVICES - 1))
    def wipe_the_phone(self, device):
        """The system erased what the page kept: it starts from what the server has."""
        self.devices[device] = Device()
        self.look(device)

    @rule()
    def draw_the_plain_form(self):
        self.plain.seen = dict(self.store.load(self.draft).revisions)

    @rule(question=st.sampled_from(QUESTIONS), value=st.sampled_from(VALUES))
    def send_the_plain_form(self, question, value):
        """Without a stamp: written on top of what it saw, as the next number."""
        before = self.newest()[question]
        loaded = self.store.load(self.draft)
        saved = self.store.save(self.draft, {question: Change(value, self.plain.seen.get(question, 0))})
        if question in saved.conflicts:
            assert loaded.revisions.get(question, 0) != self.plain.seen.get(question, 0)
        elif question not in saved.unchanged:
            assert saved.stamps[question] == Stamp(before[0].sequence + 1)
            self.arrived[question].append((saved.stamps[question], value))
            self.plain.seen[question] = saved.revisions[question]

    @rule()
    def restart_the_server(self):
        self.store.close()
        self.store = open_store(self.url)

    @invariant()
    def answers_are_the_newest(self):
        loaded = self.store.load(self.draft)
        expected = self.newest()
        kept = {question: value for question, (_, value) in expected.items() if value is not None}
        assert repr(sorted(kept.items())) == repr(sorted((q, one.value) for q, one in loaded.answers.items()))
        assert dict(loaded.stamps) == {q: stamp for q, (stamp, _) in expected.items() if stamp != Stamp()}


@pytest.fixture
def histories(url, questionnaire):  # noqa: F811
    with closing(open_store(url)) as store:
        store.keep_edition(questionnaire)
    return type("HistoriesHere", (Histories,), {"url": url, "edition": questionnaire.edition})


def test_final_answers_are_the_newest_whatever_happened(histories):
    run_state_machine_as_test(
        histories,
        settings=settings(
            max_examples=60,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
        ),
    )
