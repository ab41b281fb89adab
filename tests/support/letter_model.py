"""A small model of a joint letter, written apart from the product: who agreed to which text."""

from __future__ import annotations

from dataclasses import dataclass, field


class NotSo(Exception):
    """The product should refuse this step."""


@dataclass
class LetterModel:
    """What should be true of a letter; texts are kept whole, words of an organisation in order."""

    writers: frozenset[str]
    """Who may write and make it final."""
    speakers: dict[str, str]
    """Who may speak, with the organisation each speaks for."""
    texts: list[tuple[str, frozenset[str]]] = field(default_factory=list)
    """Each with whose letter it is."""
    said: list[tuple[str, int, bool]] = field(default_factory=list)
    """Organisation, place of the text from 0, and whether it agreed."""
    sent: tuple[str, frozenset[str]] | None = None

    def write(self, who: str, text: str, parties: frozenset[str]) -> None:
        """Write a text."""
        wanted = (text, parties)
        if who not in self.writers or self.sent or "ijenv" not in parties:
            raise NotSo
        if self.texts and self.texts[-1] == wanted:
            raise NotSo
        self.texts.append(wanted)

    def say(self, who: str, agrees: bool, read: int) -> None:
        """Say something of the text that was read."""
        speaks_for = self.speakers.get(who)
        newest = len(self.texts) - 1
        if self.sent or speaks_for is None or read != newest:
            raise NotSo
        if speaks_for not in self.texts[newest][1]:
            raise NotSo
        self.said.append((speaks_for, newest, agrees))

    def finish(self, who: str) -> None:
        """Send the newest text."""
        if who not in self.writers or self.sent:
            raise NotSo
        if self.agreed(len(self.texts) - 1) != self.texts[-1][1]:
            raise NotSo
        self.sent = self.texts[-1]

    def agreed(self, place: int) -> frozenset[str]:
        """Return who agreed with a text, by the last word of each about that very text."""
        last = {organisation: agrees for organisation, about, agrees in self.said if about == place}
        return frozenset(each for each, agrees in last.items() if agrees)
