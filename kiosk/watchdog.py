"""Tells systemd that the drawing loop still turns (sd_notify), and nothing where systemd is not."""

from __future__ import annotations

import os
import socket


class Watchdog:
    """Fed by the drawing loop: a screen that hangs stops feeding, and systemd starts the kiosk anew."""

    def __init__(self, address: str | None = None, limit_us: str | None = None) -> None:
        self._address = address if address is not None else os.environ.get("NOTIFY_SOCKET", "")
        limit = limit_us if limit_us is not None else os.environ.get("WATCHDOG_USEC", "")
        self.every_s: float | None = int(limit) / 2e6 if limit.isdigit() and int(limit) else None

    def ready(self) -> None:
        self._tell("READY=1")

    def feed(self) -> None:
        self._tell("WATCHDOG=1")

    def stopping(self) -> None:
        self._tell("STOPPING=1")

    def _tell(self, words: str) -> None:
        if not self._address:
            return
        path = "\0" + self._address[1:] if self._address.startswith("@") else self._address
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as channel:
                channel.sendto(words.encode(), path)
        except OSError:
            return  # a watchdog that cannot be told is systemd's to act on
