"""A portal's profile: kept on the portal with history, exported and imported as TOML."""

from __future__ import annotations

import tomllib

import tomli_w
from django.db import transaction

from ingest import codec
from ingest.types import PortalProfile

from .models import Portal

OWN_FIELDS = ("slug", "name", "home", "platform")
"""The profile's fields that are columns of the portal."""


class ProfileError(ValueError):
    """A profile that cannot be read: file, key, and what was expected."""


def profile_of(portal: Portal) -> PortalProfile:
    """Read the portal's profile."""
    own = {name: getattr(portal, name) for name in OWN_FIELDS}
    return codec.decode(PortalProfile, {**portal.settings, **own}, where=portal.slug)


@transaction.atomic
def save_profile(profile: PortalProfile) -> Portal:
    """Keep the profile on its portal, made if there is none; a change adds to the history."""
    data = codec.encode(profile)
    own = {name: data.pop(name, "") for name in OWN_FIELDS}
    portal, created = Portal.objects.select_for_update().get_or_create(
        slug=own["slug"], defaults={**own, "settings": data}
    )
    before = ({name: getattr(portal, name) for name in OWN_FIELDS}, portal.settings)
    if created or before != (own, data):
        for name, value in own.items():
            setattr(portal, name, value)
        portal.settings = data
        portal.save()
        portal.save_revision()
    return portal


def export_toml(profile: PortalProfile) -> str:
    """Write what differs from the defaults."""
    return tomli_w.dumps(codec.encode(profile), multiline_strings=True)


def parse_toml(text: str, where: str) -> PortalProfile:
    """Read a profile; ``where`` (a file name) begins each message. Raises ProfileError."""
    try:
        data = tomllib.loads(text)
        profile = codec.decode(PortalProfile, data, where=where)
    except (tomllib.TOMLDecodeError, codec.CodecError) as error:
        message = str(error)
        raise ProfileError(
            message if message.startswith(where) else f"{where}: {message}"
        ) from error
    if not (profile.slug and profile.home):
        raise ProfileError(f"{where}: 'slug' and 'home' must not be empty")
    return profile
