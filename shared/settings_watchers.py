"""Which outside services bgtasks watches: what the environment says of them."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings

from shared.settings_types import CONFIG, Address, BaseAddress, Channel, Interval


class WatcherSettings(BaseSettings):
    """Which outside services are watched, and where their news goes; no address is off."""

    model_config = CONFIG

    gerrit_url: BaseAddress = Field("", validation_alias="GERRIT_URL", repr=False)
    gerrit_channel: Channel = Field("golang-cls", validation_alias="GERRIT_CHANNEL")
    gerrit_every_s: Interval = Field(600, validation_alias="GERRIT_EVERY_S")
    gerrit_change_url: BaseAddress = Field(
        "https://golang.org/cl", validation_alias="GERRIT_CHANGE_URL"
    )

    live_status_url: Address = Field("", validation_alias="LIVE_STATUS_URL", repr=False)
    live_countdown_url: Address = Field("", validation_alias="LIVE_COUNTDOWN_URL", repr=False)
    live_channel: Channel = Field("gotimefm", validation_alias="LIVE_CHANNEL")
    live_every_s: Interval = Field(60, validation_alias="LIVE_EVERY_S")
    live_show: str = Field("GoTimeFM", validation_alias="LIVE_SHOW")

    mastodon_url: BaseAddress = Field("", validation_alias="MASTODON_URL", repr=False)
    mastodon_channel: Channel = Field("gotimefm", validation_alias="MASTODON_CHANNEL")
    mastodon_every_s: Interval = Field(300, validation_alias="MASTODON_EVERY_S")
    mastodon_username: str = Field("Changelog", validation_alias="MASTODON_USERNAME")
    mastodon_icon_url: Address = Field(
        "https://cdn.changelog.social/accounts/avatars/109/365/688/871/983/824/original/"
        "5d1bcf4960706353.png",
        validation_alias="MASTODON_ICON_URL",
    )

    @model_validator(mode="after")
    def both_or_none(self) -> Self:
        """Refuse half of the live show: whether it streams, or when, says nothing alone."""
        given = {
            "LIVE_STATUS_URL": self.live_status_url,
            "LIVE_COUNTDOWN_URL": self.live_countdown_url,
        }
        missing = [variable for variable, address in given.items() if not address]
        if len(missing) == 1:
            raise ValueError(f"{missing[0]} is not set: set both {' and '.join(given)}, or neither")
        return self
