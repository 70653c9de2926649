"""Two network namespaces of this machine joined by a slow and lossy wire: 256 kbit/s, one packet in five lost."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

RATE, LOSS = "256kbit", 20
ROOM, PHONE = "10.77.0.1", "10.77.0.2"
TOOLS = ("ip", "tc", "nft")
LOSSY = (
    "table inet lossy {{ chain arriving {{ type filter hook input priority 0; "
    "iifname {wire} numgen random mod 100 < {loss} drop; }}; }}"
)


def unavailable() -> str:
    """Why this machine cannot make one, empty when it can."""
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        return f"{', '.join(missing)} missing (apt-get install iproute2 nftables)"
    name = f"selfassess-try-{os.getpid()}"
    made = subprocess.run(["ip", "netns", "add", name], capture_output=True, text=True)
    if made.returncode:
        return f"network namespaces are not allowed here ({made.stderr.strip()})"
    _run("ip", "netns", "del", name)
    return ""


@dataclass(frozen=True)
class Wire:
    """What a command is run by to be at each end, the room's server or a phone, and the device that may be unplugged."""

    room: list[str]
    phone: list[str]
    device: str

    def unplug(self) -> None:
        """Nothing passes, and nobody is told."""
        _run(*self.phone, "ip", "link", "set", self.device, "down")

    def plug(self) -> None:
        _run(*self.phone, "ip", "link", "set", self.device, "up")


@contextmanager
def slow_network(loss: int = LOSS) -> Iterator[Wire]:
    """Such a wire, as long as the block lasts."""
    ends = [f"selfassess-{end}-{os.getpid()}" for end in ("room", "phone")]
    wires = [f"sa{number}x{os.getpid()}"[:15] for number in range(2)]
    try:
        for name in ends:
            _run("ip", "netns", "add", name)
        _run("ip", "link", "add", wires[0], "type", "veth", "peer", "name", wires[1])
        for name, wire, address in zip(ends, wires, (ROOM, PHONE), strict=True):
            _run("ip", "link", "set", wire, "netns", name)
            inside = ("ip", "netns", "exec", name)
            _run(*inside, "ip", "address", "add", f"{address}/30", "dev", wire)
            for device in ("lo", wire):
                _run(*inside, "ip", "link", "set", device, "up")
            _run(
                *inside,
                "tc",
                "qdisc",
                "add",
                "dev",
                wire,
                "root",
                "tbf",
                "rate",
                RATE,
                "burst",
                "3200",
                "latency",
                "1s",
            )
            _run(*inside, "nft", "-f", "-", text=LOSSY.format(wire=wire, loss=loss))
        room, phone = (["ip", "netns", "exec", name] for name in ends)
        yield Wire(room, phone, wires[1])
    finally:
        for name in ends:
            subprocess.run(["ip", "netns", "del", name], capture_output=True)


def _run(*command: str, text: str | None = None) -> None:
    subprocess.run(command, check=True, capture_output=True, text=True, input=text)
