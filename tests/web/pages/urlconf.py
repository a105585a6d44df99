"""Every page of the application, read from the URLconf itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from repatria.web.access import GRANTS, Permission
from repatria.web.accounts.models import Role
from repatria.web.page import Door


@dataclass(frozen=True, slots=True)
class Page:
    """One address, its door, and what stands in the address."""

    name: str
    permission: Permission | Door | None
    methods: tuple[str, ...]
    arguments: tuple[str, ...]

    def __str__(self) -> str:
        return self.name

    @property
    def is_read(self) -> bool:
        return "GET" in self.methods

    def admits(self, role: Role) -> bool:
        return self.permission in Door or self.permission in GRANTS[role]


def pages() -> list[Page]:
    return list(_walk(get_resolver().url_patterns, ""))


def _walk(patterns: list[Any], prefix: str) -> Iterator[Page]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            below = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from _walk(pattern.url_patterns, below)
        elif isinstance(pattern, URLPattern):
            view = pattern.callback
            yield Page(
                name=f"{prefix}{pattern.name}",
                permission=getattr(view, "permission", None),
                methods=getattr(view, "methods", ()),
                arguments=tuple(pattern.pattern.converters),
            )
