"""One site as a real process, to be killed at any moment: it writes what it is told, says what it wrote and showed."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import queue
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from journal.codec import kiosk_of
from journal.moment import Clock
from journal.mqtt import Address, AsyncLink, MqttLink
from journal.presence import Greeting, Presence, desk_topic, greeter, kiosk_topic
from journal.recorder import Recorder
from journal.sync import Sync, topics
from protocols.events import LogId, NoteAdded, Record

TICK_S = 0.2


class Program:
    """Everything a shell has around a journal, without the shell."""

    def __init__(self, role: str, path: Path, log: LogId) -> None:
        self.log = log
        self.clock = Clock()
        self.recorder = Recorder.open(path)
        self.link: AsyncLink | MqttLink | None = None
        kiosk = kiosk_of(log)
        self.sync = Sync(
            self.recorder,
            "kiosk" if role == "kiosk" else "desk",
            lambda topic, payload, retain: self.link is not None and self.link.publish(topic, payload, retain),
            self.clock,
            kiosk=kiosk if role == "kiosk" else None,
            on_records=self.show,
        )
        topic = kiosk_topic(kiosk) if role == "kiosk" else desk_topic("one")
        self.greet: Callable[[str], Greeting] = greeter(
            topic, lambda s: Presence(True, s, self.clock().at_ms, attended=1)
        )

    def show(self, _log: LogId, records: list[Record]) -> None:
        for record in records:
            if isinstance(record.event, NoteAdded):
                say(f"showed {record.event.text}")

    def write(self, text: str) -> None:
        self.recorder.append(self.log, [NoteAdded(text)], self.clock())
        self.sync.push(self.log)
        say(f"wrote {text}" if self.recorder.saved else f"unsaved {text}")


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def read_orders(post: Callable[[Callable[[], None]], None], program: Program) -> None:
    for line in sys.stdin:
        text = line.strip()
        post(lambda text=text: program.write(text))  # type: ignore[misc]


def run_kiosk(program: Program, brokers: list[Address]) -> None:
    calls: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
    link = MqttLink(
        "FT03-kiosk", brokers, topics("kiosk", "FT03"), post=calls.put, greet=program.greet,
        on_connect=program.sync.refresh, on_lost=program.sync.lost, on_message=program.sync.receive,
    )  # fmt: skip
    program.link = link
    link.urgent = True
    link.start()
    threading.Thread(target=read_orders, args=(calls.put, program), daemon=True).start()
    say("ready")
    next_tick_s = 0.0
    while True:
        with contextlib.suppress(queue.Empty):
            calls.get(timeout=TICK_S)()
        if time.monotonic() >= next_tick_s:
            next_tick_s = time.monotonic() + TICK_S
            program.sync.tick()


async def run_desk(program: Program, brokers: list[Address]) -> None:
    loop = asyncio.get_running_loop()
    link = AsyncLink(
        "desk-one", brokers, topics("desk"), greet=program.greet,
        on_connect=program.sync.refresh, on_lost=program.sync.lost, on_message=program.sync.receive,
    )  # fmt: skip
    program.link = link
    link.urgent = True
    line = asyncio.create_task(link.run())
    threading.Thread(target=read_orders, args=(loop.call_soon_threadsafe, program), daemon=True).start()
    say("ready")
    while not line.done():
        await asyncio.sleep(TICK_S)
        program.sync.tick()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("role", choices=["kiosk", "desk"])
    parser.add_argument("path", type=Path)
    parser.add_argument("log")
    parser.add_argument("ports", type=int, nargs="+")
    args = parser.parse_args()
    program = Program(args.role, args.path, LogId(args.log))
    brokers = [Address("127.0.0.1", port) for port in args.ports]
    if args.role == "kiosk":
        run_kiosk(program, brokers)
    else:
        asyncio.run(run_desk(program, brokers))


if __name__ == "__main__":
    main()
