"""Two clients with lost acknowledgements, retries, replays and reorders: nothing is overwritten in silence."""

from dataclasses import dataclass, field

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from selfassess.responses import Change

QUESTIONS = ["q1", "q2", "q3"]
VALUES = [None, "a", "b", ["é", "a"], {"sans_reponse": "ne_sais_pas"}, 0, False, ""]


@dataclass
class Client:
    """One tab: what it has seen of each question, by revision, and every request that it ever sent."""

    seen: dict = field(default_factory=dict)
    sent: list = field(default_factory=list)

    def request(self, values):
        changes = {question: Change(value, self.seen.get(question, (0, None))[0]) for question, value in values.items()}
        believed = {question: self.seen.get(question, (0, None))[1] for question in values}
        self.sent.append((changes, believed))
        return self.sent[-1]

    def learn(self, changes, saved):
        for question, revision in saved.revisions.items():
            self.seen[question] = (revision, changes[question].value)
        for question, answer in saved.conflicts.items():
            self.seen[question] = (answer.revision, answer.value)

    def look(self, response):
        for question, revision in response.revisions.items():
            answer = response.answers.get(question)
            self.seen[question] = (revision, answer and answer.value)


def equal(one, other):
    return repr(one) == repr(other)


clients = st.integers(0, 1)
saves = st.tuples(
    st.sampled_from(["acknowledged", "lost"]),
    clients,
    st.dictionaries(st.sampled_from(QUESTIONS), st.sampled_from(VALUES), min_size=1),
)
replays = st.tuples(st.just("replay"), clients, st.integers(0, 20))
looks = st.tuples(st.just("look"), clients, st.none())
histories = st.lists(st.one_of(saves, saves, replays, looks), min_size=3, max_size=25)


class Ledger:
    """What the store must hold: the specification, told the simplest way."""

    def __init__(self):
        self.now = dict.fromkeys(QUESTIONS, (0, None))

    def expect(self, changes, believed, saved):
        for question, change in changes.items():
            revision, value = self.now[question]
            if equal(change.value, value):
                assert question in saved.unchanged
                assert saved.revisions[question] == revision
            elif change.seen == revision:
                assert equal(believed[question], value), "replaced a value that its author never saw"
                assert saved.revisions[question] == revision + 1
                assert question not in saved.unchanged
                self.now[question] = (revision + 1, change.value)
            else:
                assert question not in saved.revisions
                assert saved.conflicts[question].revision == revision
                assert equal(saved.conflicts[question].value, value)

    def compare(self, response):
        assert response.revisions == {question: revision for question, (revision, _) in self.now.items() if revision}
        kept = {question: value for question, (_, value) in self.now.items() if value is not None}
        assert equal(sorted(kept.items()), sorted((q, answer.value) for q, answer in response.answers.items()))


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(history=histories)
def test_any_interleaving_of_two_clients(store, questionnaire, history):
    draft = store.begin(questionnaire.edition, "fr").id
    tabs, ledger = (Client(), Client()), Ledger()
    for kind, number, detail in history:
        tab = tabs[number]
        if kind == "look":
            tab.look(store.load(draft))
            continue
        if kind == "replay":
            if not tab.sent:
                continue
            changes, believed = tab.sent[detail % len(tab.sent)]
        else:
            changes, believed = tab.request(detail)
        saved = store.save(draft, changes)
        ledger.expect(changes, believed, saved)
        if kind == "acknowledged":
            tab.learn(changes, saved)
    ledger.compare(store.load(draft))
