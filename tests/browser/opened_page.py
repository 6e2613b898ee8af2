"""A page in Chromium: it is opened, looked at, and used by mouse and keyboard."""

from __future__ import annotations

import base64
import json
import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from selenium.webdriver import Chrome
    from selenium.webdriver.remote.webelement import WebElement

WIDTHS = (360, 390, 768, 1280, 1920)
_WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (one) => window.violations.push(
  `${one.violatedDirective} ${one.blockedURI} ${one.sample}`));
window.alert = (text) => window.violations.push(`alert ${text}`);
"""


@contextmanager
def chromium() -> Iterator[Chrome]:
    """Start Chromium without a window; it keeps notes on requests and on its console."""
    options = Options()
    for one in (
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--hide-scrollbars",
        "--lang=en",
    ):
        options.add_argument(one)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    # another zone than that of any page: a script must not read its own clock
    service = Service("/usr/bin/chromedriver", env={**os.environ, "TZ": "Pacific/Chatham"})
    with webdriver.Chrome(options, service) as browser:
        browser.set_script_timeout(120)  # axe looks at thousands of elements
        yield browser


class OpenedPage:
    """The page that a browser shows."""

    def __init__(self, browser: Chrome) -> None:
        self.browser = browser
        self.downloads = Path(tempfile.mkdtemp())
        self.script = browser.execute_cdp_cmd(
            "Page.addScriptToEvaluateOnNewDocument", {"source": _WATCH}
        )["identifier"]
        self.command(
            "Browser.setDownloadBehavior", behavior="allow", downloadPath=str(self.downloads)
        )

    def command(self, name: str, **parameters: object) -> Any:
        return self.browser.execute_cdp_cmd(name, dict(parameters))

    def close(self) -> None:
        """Leave the browser as it was for the next test."""
        self.command("Emulation.setScriptExecutionDisabled", value=False)
        self.command("Emulation.setEmulatedMedia", media="", features=[])
        self.command("Page.removeScriptToEvaluateOnNewDocument", identifier=self.script)
        self.browser.get("about:blank")
        for kind in ("browser", "performance"):
            self.log(kind)

    def open(
        self, path: Path | str, width: int = 1280, *, theme: str = "light", scripts: bool = True
    ) -> OpenedPage:
        """Open a page in a window of some width."""
        self.resize(width)
        scheme = {"name": "prefers-color-scheme", "value": theme}
        self.command("Emulation.setEmulatedMedia", media="", features=[scheme])
        self.command("Emulation.setScriptExecutionDisabled", value=not scripts)
        self.browser.get("about:blank")
        for kind in ("browser", "performance"):
            self.log(kind)
        self.browser.get(path.as_uri() if isinstance(path, Path) else path)
        return self

    def resize(self, width: int, height: int = 900) -> None:
        self.command(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )

    def log(self, kind: str) -> list[dict[str, Any]]:
        """Return what the browser has noted since this was last called."""
        noted: list[dict[str, Any]] = self.browser.get_log(kind)  # type: ignore[no-untyped-call]
        return noted

    def js(self, script: str, *arguments: object) -> Any:
        """Run a script that returns a value."""
        return self.browser.execute_script(script, *arguments)

    def one(self, selector: str) -> WebElement:
        return self.browser.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector: str) -> list[WebElement]:
        return self.browser.find_elements(By.CSS_SELECTOR, selector)

    def until(self, condition: Callable[[], object], seconds: float = 10) -> None:
        """Wait until something is true, or fail."""
        WebDriverWait(self.browser, seconds, 0.05).until(lambda _: condition())

    def press(self, *keys: str) -> None:
        """Press keys, wherever the focus is."""
        for key in keys:
            ActionChains(self.browser).send_keys(key).perform()

    def focus(self, element: WebElement) -> None:
        """Move the focus as Tab does; a test of its own shows that Tab reaches everything."""
        self.js("arguments[0].focus(); arguments[0].scrollIntoView({block: 'center'})", element)

    @property
    def spoken(self) -> str:
        """The text of the live region, which screen readers read."""
        return str(self.one("#live").get_attribute("textContent"))

    def chart(self, name: str, at: int = 0) -> WebElement:
        """Return a chart of some data."""
        return self.all(f'.chart[data-csv="{name}"]')[at]

    def marks(self, chart: WebElement) -> list[list[str]]:
        """Return class and path of each series of a chart."""
        found: list[list[str]] = self.js(
            "return [...arguments[0].querySelectorAll('.marks path')]"
            ".map((one) => [one.getAttribute('class'), one.getAttribute('d')])",
            chart,
        )
        return found

    def download(self, button: WebElement) -> bytes:
        """Click a button, and return the file that is saved."""
        name = f"{button.get_attribute('data-csv')}.csv"
        self.js("arguments[0].click()", button)
        # Chromium makes the file before it has its content, and renames another one over it
        self.until(lambda: self._is_saved(self.downloads / name))
        return (self.downloads / name).read_bytes()

    def _is_saved(self, file: Path) -> bool:
        return (
            file.exists()
            and file.stat().st_size > 0
            and not list(self.downloads.glob("*.crdownload"))
        )

    def choose_width(self, group: str, width: str) -> None:
        """Choose the width of the periods by the mouse."""
        radio = self.one(f'input[name="{group}"][value="{width}"]')
        self.js("arguments[0].closest('label').scrollIntoView({block: 'center'})", radio)
        radio.find_element(By.XPATH, "..").click()

    def tab_to(self, element: WebElement, most: int = 300) -> None:
        """Press Tab until an element has the focus."""
        for _ in range(most):
            if self.js("return document.activeElement === arguments[0]", element):
                return
            self.press(Keys.TAB)
        msg = f"Tab does not reach {element.tag_name} {element.text}"
        raise AssertionError(msg)

    def noise(self) -> list[str]:
        """Return what a page must not do: requests, lines on the console, violations of its policy."""
        found = [str(line["message"]) for line in self.log("browser")]
        for line in self.log("performance"):
            message = json.loads(line["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                url = message["params"]["request"]["url"]
                if not url.startswith(("file:", "data:", "blob:", "about:")):
                    found.append(url)
        violations: list[str] = self.js("return window.violations || []")
        return found + violations

    def pdf(self) -> bytes:
        """Print the page on A4."""
        printed = self.command(
            "Page.printToPDF", printBackground=True, paperWidth=8.27, paperHeight=11.69
        )
        return base64.b64decode(printed["data"])

    def screenshot(self, path: Path, height: int | None = None, scale: float = 1) -> None:
        """Save the page as it is seen: all of it, or its upper part."""
        size = self.js(
            "return [document.documentElement.clientWidth, document.documentElement.scrollHeight]"
        )
        clip = {"x": 0, "y": 0, "width": size[0], "height": height or size[1], "scale": scale}
        shot = self.command("Page.captureScreenshot", captureBeyondViewport=True, clip=clip)
        path.write_bytes(base64.b64decode(shot["data"]))
