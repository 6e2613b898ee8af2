"""The plugins of a Kong configuration → `identify`, from those for authentication."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from usagestats.catalog.imports.credentials import query_source

if TYPE_CHECKING:
    from usagestats.catalog.imports.draft import Findings
    from usagestats.catalog.imports.part import Part

_LOG_CONSUMER = (
    "let the log format write the consumer (X-Consumer-Username) as a field of its own and add"
    ' { from = "field:NAME", secret = false } to identify'
)
_AUTHENTICATION = frozenset(
    ("jwt", "oauth2", "oauth2-introspection", "openid-connect", "hmac-auth", "mtls-auth")
)
_REMOTE_USER = frozenset(("basic-auth", "ldap-auth", "ldap-auth-advanced"))
_LIMITS = frozenset(("rate-limiting", "rate-limiting-advanced", "response-ratelimiting"))
_DEFAULT_KEY = "apikey"


@dataclass(frozen=True, slots=True)
class PluginReader:
    """Collects the sources of credentials, each once.

    Source: Kong plugin `key-auth`: a key is in the header or the query parameter `apikey`, unless
        `key_names` says otherwise. nginx logs the user of basic credentials as the remote user.
    """

    findings: Findings
    sources: dict[str, None] = field(default_factory=dict)

    def read(self, plugins: Part) -> None:
        """Take the plugins of the whole file, of a service, of a route or of a consumer."""
        for plugin in plugins.items():
            if plugin["enabled"].flag(default=True):
                self._read(plugin)

    def _read(self, plugin: Part) -> None:
        name = plugin["name"].text()
        if name in {"key-auth", "key-auth-enc"}:
            self._read_key_auth(plugin)
        elif name in _REMOTE_USER:
            self.sources.setdefault("remote_user")
        elif name in _AUTHENTICATION:
            self.findings.unsupported(plugin.key_path, f"{name}: {_LOG_CONSUMER}")
        elif name in _LIMITS:
            self.findings.unsupported(plugin.key_path, f"{name}: write limits into [[plans]]")
        else:
            self.findings.unsupported(
                plugin.key_path, f"what {name!r} does is not taken into account"
            )

    def _read_key_auth(self, plugin: Part) -> None:
        config = plugin["config"]
        names = config["key_names"]
        if not config["key_in_query"].flag(default=True):
            why = f"no usual log has keys from headers or bodies; {_LOG_CONSUMER}"
            self.findings.unsupported(plugin.key_path, why)
            return
        self.findings.note(
            f"{plugin.key_path}: keys that requests send in a header are in no usual log"
        )
        for name in names.items():
            self.sources.setdefault(query_source(name))
        if not names:
            self.sources.setdefault(f"query:{_DEFAULT_KEY}")
