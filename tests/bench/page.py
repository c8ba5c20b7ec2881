"""The workspace's page with 200 channels and 10,000 messages, in Chromium: how soon, how smooth, how heavy."""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import CDPSession, Page

from tests.bench.browser import heap, opened
from tests.bench.crowd import CHANNELS, LONG, LONG_NAME, MESSAGES, seed
from tests.bench.figures import Figure, percentile, spread
from tests.bench.machine import await_quiet
from tests.bench.progress import say
from tests.bench.stack import running

#: Milliseconds from the post of a message until it is painted, and that a frame may take; megabytes of heap.
SHOWN, FRAME, HEAP = 100.0, 50.0, 150.0

#: Who reads and who writes, and how many messages are posted one after the other.
READER, WRITER, POSTS = "U01ONCALL", "U02BACKUP", 20

#: Pixels of one way through the channel, and pixels a second: a thumb in a hurry.
WAY, SPEED = 60_000, 6_000

#: Milliseconds until the list of messages stands still.
PATIENCE = 20_000

_READY = "() => document.querySelectorAll('.messages article[data-ts]').length > 10"

#: In the page, so that one clock measures: posts as somebody else and waits until the text has been painted.
_POST = """async ([channel, user, text]) => {
  const list = document.querySelector('.messages');
  const painted = new Promise((resolve) => {
    const look = (changes) => {
      if (!changes.some((one) => [...one.addedNodes].some((node) => node.textContent.includes(text)))) return;
      watching.disconnect();
      requestAnimationFrame(() => {
        const after = new MessageChannel();
        after.port1.onmessage = () => resolve(performance.now());
        after.port2.postMessage(0);
      });
    };
    const watching = new MutationObserver(look);
    watching.observe(list, { childList: true, subtree: true });
  });
  const posted = performance.now();
  const body = JSON.stringify({ channel, user, text });
  const sent = fetch('/local/message', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
  const shown = (await painted) - posted;
  await sent;
  return shown;
}"""

_WATCH_FRAMES = """() => {
  window.frames_ms = [];
  let before = performance.now();
  const frame = (now) => {
    window.frames_ms.push(now - before);
    before = now;
    if (window.frames_ms) requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}"""
_FRAMES = "() => { const all = window.frames_ms; window.frames_ms = null; return all; }"


def measure(rounds: int) -> Iterator[Figure]:
    """Each round a fresh browser on the same workspace: load, posts, the way up and down, and the heap."""
    found: dict[str, list[float]] = {"load": [], "bytes": [], "post": [], "frame": [], "loaded": [], "used": []}
    with tempfile.TemporaryDirectory(prefix="muster-bench-") as folder:
        seed(Path(folder) / "workspace")
        with running("workspace", folder=Path(folder)) as stack:
            for number in range(max(1, rounds)):
                await_quiet()
                with opened(f"{stack.base_url}/?as={READER}#{LONG}") as (page, line):
                    _one_visit(page, line, found)
                say(
                    f"visit {number + 1}: load {found['load'][-1]:.0f} ms, longest post {max(found['post']):.0f} ms, "
                    f"longest frame {max(found['frame']):.0f} ms, heap {found['used'][-1]:.0f} MB"
                )
    yield from _figures(found)


def _one_visit(page: Page, line: CDPSession, found: dict[str, list[float]]) -> None:
    page.wait_for_function(_READY, timeout=PATIENCE)
    found["load"].append(float(page.evaluate("() => performance.now()")))
    sizes = "() => performance.getEntriesByType('resource').reduce((sum, one) => sum + one.transferSize, 0)"
    found["bytes"].append(float(page.evaluate(sizes)))
    page.wait_for_timeout(500)
    found["loaded"].append(heap(line))
    for number in range(POSTS):
        found["post"].append(float(page.evaluate(_POST, [LONG, WRITER, f"painted {time.time()} {number}"])))
    found["frame"].extend(_scrolled(page, line))
    found["used"].append(heap(line))


def _scrolled(page: Page, line: CDPSession) -> list[float]:
    """Milliseconds of every frame on the way up and down again, by wheel, through the compositor."""
    box = page.locator(".messages").bounding_box()
    assert box
    middle = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    page.evaluate(_WATCH_FRAMES)
    for distance in (WAY, -WAY):
        gesture = middle | {"yDistance": distance, "speed": SPEED, "gestureSourceType": "mouse", "preventFling": True}
        line.send("Input.synthesizeScrollGesture", gesture)
    frames: list[Any] = page.evaluate(_FRAMES)
    return [float(frame) for frame in frames]


def _figures(found: dict[str, list[float]]) -> Iterator[Figure]:
    yield Figure(
        f"page with {CHANNELS} channels and {MESSAGES:,} messages: address to first messages",
        f"median {median(found['load']):.0f} ms, {median(found['bytes']) / 1000:.0f} kB of {len(found['load'])}",
    )
    yield Figure(
        "a message of somebody else, from its post until it is painted",
        f"{spread(found['post'])}, longest {max(found['post']):.0f} ms of {len(found['post'])}",
        f"< {SHOWN:.0f} ms",
        max(found["post"]) < SHOWN,
    )
    slow = sum(frame > FRAME for frame in found["frame"])
    yield Figure(
        f"frames while scrolling #{LONG_NAME}, {MESSAGES // 2:,} messages",
        f"{spread(found['frame'])}, longest {max(found['frame']):.0f} ms, {slow} of {len(found['frame'])} too long",
        f"none over {FRAME:.0f} ms",
        slow == 0,
    )
    for name, when in (("loaded", "after load"), ("used", "after scrolling")):
        yield Figure(
            f"JavaScript heap in use, {when}",
            f"median {median(found[name]):.0f} MB, most {percentile(found[name], 1):.0f} MB",
            f"<= {HEAP:.0f} MB",
            max(found[name]) <= HEAP,
        )
