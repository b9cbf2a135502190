"""What stands above and below an article: menu, path, tools, rating, comments, related, imprint."""

from collections.abc import Sequence
from datetime import timedelta

from samples.frame.boxes import Box, Button, Field, Hidden, Item, Line, Links
from samples.frame.sheet import Sheet
from samples.frame.sidebar import Titled
from samples.lexicon import person
from samples.model import Article
from samples.vietnamese_date import write_moment


def clock(sheet: Sheet) -> str:
    text = write_moment(sheet.style.words.text("clock"), sheet.visit.now)
    return sheet.note_clock(text)


def ticker(sheet: Sheet) -> str:
    return sheet.word("ticker")


def menu(sheet: Sheet, entries: Titled) -> Links:
    return Links(tuple((sheet.say(name), address) for name, address in entries))


def crumbs(sheet: Sheet, path: Titled, *, last: str = "") -> list[tuple[str, str]]:
    """Give the path from home; `last` is the page's own title, where the portal repeats it."""
    home = (sheet.word("home"), "/")
    steps = [(sheet.say(name), address) for name, address in path]
    return [home, *steps, *([(sheet.say(last), "")] if last else [])]


def tools(sheet: Sheet, print_address: str) -> Links:
    words = sheet.style.words.lines("tools")
    printing = next((word for word in words if word.startswith(("In", "Bản in"))), words[0])
    links = [(sheet.say(word), print_address if word == printing else "#") for word in words]
    return Links(tuple(links))


def views(sheet: Sheet, article: Article) -> str:
    """The number of views grows with every request."""
    seen = article.serial * 3 % 4800 + 12 + sheet.visit.number
    return sheet.count(sheet.style.words.text("views"), n=seen)


def rating(sheet: Sheet, article: Article) -> Box:
    heading, line = sheet.style.words.lines("rating")
    stars, votes = article.serial % 5 + 1, article.serial % 23
    said = sheet.count(line, n=stars, m=votes) if "{m}" in line else sheet.say(line)
    return Box("rating", sheet.say(heading), (Line(said),))


def comments(sheet: Sheet, article: Article) -> Box:
    fields = [Field(sheet.say(name)) for name in sheet.style.words.lines("comment_fields")]
    fields[-1] = Field(fields[-1].label, area=True)
    said = _reader_comments(sheet, article)
    error = sheet.word("captcha_error")
    items: list[Item] = [*said, *fields, Field(sheet.word("captcha_label"))]
    # The message for a wrong code stands in every page, hidden by a style sheet or not at all.
    hidden = sheet.style.chance("captcha-hidden", 0.5)
    items.append(Hidden(error) if hidden else Line(error))
    items.append(Button(sheet.word("comment_button")))
    return Box("comment", sheet.word("comment_heading"), tuple(items))


def _reader_comments(sheet: Sheet, article: Article) -> list[Item]:
    """What readers wrote under some articles: names, days, sentences of their own."""
    dice = sheet.style.dice.child("readers", article.id)
    if not sheet.style.may("reader-comments", 0.5) or not dice.chance(0.3):
        return []
    items: list[Item] = []
    for text in dice.some(sheet.style.words.lines("reader_comments"), 2):
        day = article.written_at + timedelta(days=dice.number(1, 40))
        items.append(
            Line(f"<b>{sheet.say(person(dice))}</b> <i>{sheet.say(f'{day:%d/%m/%Y}')}</i>")
        )
        items.append(Line(sheet.say(text)))
    return items


def extra_lines(sheet: Sheet) -> list[str]:
    return [sheet.word("cookie")] if sheet.style.may("cookie", 0.3) else []


def related_boxes(sheet: Sheet, items: Sequence[tuple[str, str, str]]) -> list[Box]:
    """One box of related news, or one of newer and one of older ones."""
    if not sheet.style.may("newer-older", 0.3) or len(items) < 2:
        return [related(sheet, items)]
    newer, older = sheet.style.words.lines("newer_older")
    half = len(items) // 2
    return [
        _box_of_related(sheet, newer, items[half:]),
        _box_of_related(sheet, older, items[:half]),
    ]


def related(sheet: Sheet, items: Sequence[tuple[str, str, str]]) -> Box:
    """`items` are title, address and date in words ("" for none)."""
    return _box_of_related(sheet, sheet.style.words.text("related"), items)


def _box_of_related(sheet: Sheet, heading: str, items: Sequence[tuple[str, str, str]]) -> Box:
    links = tuple((sheet.say(title), address) for title, address, _ in items)
    with_dates = sheet.style.chance("related-dates", 0.6)
    dates = tuple(sheet.say(f"({day})") if day and with_dates else "" for _, _, day in items)
    more: tuple[Item, ...] = ()
    if sheet.style.chance("related-more", 0.4):
        more = (Line(sheet.word("related_more")),)
    return Box("related", sheet.say(heading), (Links(links, dates), *more))


def imprint(sheet: Sheet) -> list[str]:
    """Give the lines at the foot of every page."""
    style = sheet.style
    number = style.number
    phone = {"a": number("phone-a", 100, 999), "b": number("phone-b", 100, 999)}
    day = {"d": number("licence-d", 1, 28), "m": number("licence-m", 1, 12), "y": 2009}
    lines = [
        sheet.word("copyright"),
        sheet.word("licence", **{**day, "a": number("licence", 10, 180)}),
        sheet.word("responsible", person=person(style.dice.child("responsible"))),
        sheet.word("address", **phone),
    ]
    if style.chance("maker", 0.6):
        lines.append(sheet.word("maker"))
    if style.chance("top", 0.6):
        lines.append(sheet.word("top"))
    return lines
