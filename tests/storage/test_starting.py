"""Several processes that start at the same instant on a new database."""

import threading
import time

from alembic import command

from selfassess.responses import open_store
from tests.processes import everything_told, started


def open_and_tell(url, told):
    try:
        store = open_store(url)
        store.ready()
        store.close()
        told.send("ready")
    except Exception as error:
        told.send(repr(error))


def test_processes_that_start_at_once_make_the_tables_once(new_url):
    starts = [started(open_and_tell, new_url) for _ in range(4)]
    told = []
    for process, hears in starts:
        with hears:
            told += everything_told(hears)
        process.join()
        process.close()
    assert told == ["ready"] * 4


def test_who_comes_during_a_migration_waits_for_its_end(new_url, monkeypatch):
    upgrade, told = command.upgrade, []
    late = threading.Thread(target=lambda: told.append(open_store(new_url)))

    def upgrade_slowly(*arguments):
        upgrade(*arguments)
        if not late.ident:
            late.start()
            time.sleep(0.3)

    monkeypatch.setattr(command, "upgrade", upgrade_slowly)
    open_store(new_url).close()
    late.join()
    told.pop().close()
