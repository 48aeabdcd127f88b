"""A headless Chromium for the page tests, what to do where there is none, and where things are."""

from __future__ import annotations

import os
import shutil
import sys

import pytest
from playwright.sync_api import Locator, Page

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAMES = ("chromium", "chromium-browser", "google-chrome")
REASON = "NO BROWSER: the chat page is NOT tested (install chromium: apt-get install chromium)"

# WCAG's contrast of a node's text with what is under it.
CONTRAST_OF = """
(node) => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgb = (colour) => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = (colour) => colour.slice(0, 3).map((part) => part / 255)
    .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
  let under = node;
  while (rgb(getComputedStyle(under).backgroundColor)[3] < 255) under = under.parentElement;
  const pair = [getComputedStyle(node).color, getComputedStyle(under).backgroundColor];
  const [high, low] = pair.map(rgb).map(light).sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}
"""


def chromium_path() -> str:
    """Return the browser's path; without one, skip loudly, and in CI fail."""
    for name in NAMES:
        path = shutil.which(name)
        if path:
            return path
    if os.environ.get("CI") == "true":
        pytest.fail(REASON)
    if sys.__stderr__ is not None:  # pytest captures sys.stderr, and -q hides the reason of a skip
        sys.__stderr__.write(f"\n{REASON}\n")
    pytest.skip(REASON)


def place(page: Page) -> Locator:
    """The heading that names the channel."""
    return page.locator("#place-name")


def shown(page: Page, text: str) -> Locator:
    """The message in the channel that has this text."""
    return page.get_by_role("log", name="Messages").get_by_role("article").filter(has_text=text)


def field(page: Page) -> Locator:
    """Where one writes."""
    return page.get_by_label("Message", exact=True)


def write(page: Page, text: str) -> None:
    """Type into the composer and press Enter."""
    field(page).fill(text)
    field(page).press("Enter")
