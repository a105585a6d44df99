"""Who works in every test of the pages; always the same people, all invented."""

from dataclasses import dataclass, field

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.test import Client

from repatria.web.accounts.models import Role, User

PASSWORD = "birch-lantern-4711"

# name → role, party
PEOPLE: dict[str, tuple[Role, str]] = {
    "olha": (Role.CLERK, "A"),  # registers for one party
    "igor": (Role.CLERK, "B"),  # registers for the other
    "mira": (Role.COORDINATOR, "N"),  # coordinates for the neutral body
    "nina": (Role.CLERK, "N"),  # the neutral body's second pair of eyes
    "nadia": (Role.LABORATORY, "N"),  # runs the laboratory
    "stepan": (Role.LABORATORY, "N"),  # its second reader
    "halyna": (Role.LABORATORY, "A"),  # owns one party's ante-mortem files
    "taras": (Role.AUDITOR, "N"),  # audits
    "dmytro": (Role.DELEGATE, "A"),
    "sergei": (Role.DELEGATE, "B"),
    "vera": (Role.CHILD_OFFICER, "N"),
    "pavlo": (Role.FIELD_TEAM, "N"),
    "oskar": (Role.OBSERVER, "G"),  # observes for a guarantor
    "adam": (Role.ADMINISTRATOR, "N"),
}


@dataclass(frozen=True, slots=True)
class Cast:
    """The people, made once for a world."""

    users: dict[str, User]
    sessions: dict[str, str] = field(default_factory=dict)

    @classmethod
    def enter(cls) -> "Cast":
        """Let everybody in."""
        users = {}
        hashed = make_password(PASSWORD)
        for name, (role, party) in PEOPLE.items():
            user = User(username=name, role=role, party_id=party)
            user.password = hashed
            user.save()
            users[name] = user
        return cls(users)

    def user(self, name: str) -> User:
        return self.users[name]

    def client(self, name: str) -> Client:
        """A browser in which this person has signed in."""
        client = Client()
        if name not in self.sessions:
            client.force_login(self.users[name], backend="django.contrib.auth.backends.ModelBackend")
            self.sessions[name] = client.cookies[settings.SESSION_COOKIE_NAME].value
        client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[name]
        return client
