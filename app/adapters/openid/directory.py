"""What we remember, per process and for a short while, of providers' metadata and keys."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from joserfc.jwk import ECKey, RSAKey

from app.adapters.openid.configuration import ProviderConfig
from app.adapters.openid.fetching import Fetcher
from app.adapters.openid.keys import KeyUnknown, choose_key, read_keys
from app.adapters.openid.metadata import ProviderMetadata, fetch_metadata
from app.adapters.openid.refusals import RefusalCode, SignInRefused
from app.kernel import clock

LOOK_AGAIN_AFTER = timedelta(seconds=5)
"""A key we do not know is looked for at most this often, whoever sends a token that names one."""

Keys = tuple[RSAKey | ECKey, ...]
Place = tuple[str, str, str]


@dataclass(slots=True)
class Directory:
    """Metadata and keys of providers. Safe to share between threads: entries are replaced whole."""

    fetcher: Fetcher
    keep_for: timedelta = timedelta(minutes=5)
    _metadata: dict[Place, tuple[datetime, ProviderMetadata]] = field(default_factory=dict)
    _keys: dict[Place, tuple[datetime, Keys]] = field(default_factory=dict)
    _looked_again: dict[Place, datetime] = field(default_factory=dict)

    def metadata_of(self, config: ProviderConfig) -> ProviderMetadata:
        """Give a provider's checked metadata.

        Raises:
            SignInRefused: it cannot be had or is not what was agreed.
        """
        # The pinned issuer is part of the key: after a change of it nothing old is believed.
        place = (config.id, config.issuer, config.discovery_url)
        known = self._known_metadata(place)
        if known is not None:
            return known
        with self.fetcher.patience.alone(place):
            known = self._known_metadata(place)
            if known is None:
                known = fetch_metadata(self.fetcher, config)
                self._metadata[place] = (clock.now(), known)
        return known

    def _known_metadata(self, place: Place) -> ProviderMetadata | None:
        known = self._metadata.get(place)
        return known[1] if known and self._is_recent(known[0]) else None

    def key_of(
        self, config: ProviderConfig, *, algorithm: str, key_id: str | None
    ) -> RSAKey | ECKey:
        """Give the provider's key for a signature; look once more when it is not known.

        Raises:
            SignInRefused: the provider has no such key.
        """
        place = (config.id, config.issuer, self.metadata_of(config).jwks_uri)
        known = self._keys.get(place)
        if known and self._is_recent(known[0]):
            try:
                return choose_key(known[1], algorithm=algorithm, key_id=key_id)
            except KeyUnknown as error:
                # It may be newer than what we remember.
                if not self._may_look_again(place):
                    raise SignInRefused(RefusalCode.KEY_UNKNOWN, str(key_id)) from error
        asked_at = clock.now()
        with self.fetcher.patience.alone(("keys", place)):
            again = self._keys.get(place)
            if again is not None and again[0] >= asked_at:
                keys = again[1]
            else:
                keys = read_keys(self.fetcher.get_object(place[2]))
                self._keys[place] = (clock.now(), keys)
        try:
            return choose_key(keys, algorithm=algorithm, key_id=key_id)
        except KeyUnknown as error:
            raise SignInRefused(RefusalCode.KEY_UNKNOWN, str(key_id)) from error

    def _may_look_again(self, place: Place) -> bool:
        """Tell whether an unknown key is worth another look, and note that it is taken."""
        moment, before = clock.now(), self._looked_again.get(place)
        if before is not None and moment - before < LOOK_AGAIN_AFTER:
            return False
        self._looked_again[place] = moment
        return True

    def _is_recent(self, moment: datetime) -> bool:
        return timedelta(0) <= clock.now() - moment < self.keep_for
