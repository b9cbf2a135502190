"""What the frame of a page said, noted while the page is written."""

from html import escape

from samples.grammar.scene import grouped


class Notes:
    """Texts of the frame, each a line as a reader sees it."""

    def __init__(self, visit: int = 0) -> None:
        self.visit = visit
        """How many pages of the site were fetched before: the counters go on with each."""
        self._lines: dict[str, None] = {}

    def say(self, text: str) -> str:
        """Note a text and give it as HTML."""
        if line := " ".join(text.split()):
            self._lines.setdefault(line)
        return escape(text, quote=False)

    def figure(self, number: int) -> str:
        """Note and give a number with points between the thousands."""
        return self.say(grouped(number))

    def lines(self, *, but: set[str]) -> list[str]:
        """Give all noted lines that are not the page's own texts as well."""
        return [line for line in self._lines if line not in but]
