"""The boxes at the sides of a page."""

from collections.abc import Callable, Sequence

from samples.frame.boxes import Banner, Box, Button, Field, Item, Line, Links, Radio, Select
from samples.frame.sheet import Sheet
from samples.grammar.scene import grouped

Titled = Sequence[tuple[str, str]]
"""Pairs of a title and an address."""


def poll(sheet: Sheet) -> Box:
    options = tuple(sheet.say(option) for option in sheet.style.words.lines("poll_options"))
    votes = sheet.style.number("votes", 31, 900) if sheet.style.seed else 59
    items: list[Item] = [
        Line(sheet.word("poll_question")),
        Radio("poll", options),
        Button(sheet.word("poll_button")),
        Line(sheet.count(sheet.style.words.text("poll_count"), n=grouped(votes))),
    ]
    if sheet.style.chance("poll-result", 0.5):
        items.insert(3, Button(sheet.word("poll_result")))
    return Box("poll", sheet.word("poll_heading"), tuple(items))


def counters(sheet: Sheet) -> Box:
    """Figures that differ on every request, as on the real portals."""
    number = sheet.visit.number
    figures = {
        "total": grouped(sheet.style.number("total", 90_000, 9_000_000) + 7 * number),
        "online": str(30 + (number * 37) % 90),
        "today": grouped(700 + 3 * number),
        "month": grouped(21_000 + 5 * number),
    }
    lines = []
    for template in sheet.style.words.lines("counters"):
        used = {name: value for name, value in figures.items() if f"{{{name}}}" in template}
        lines.append(Line(sheet.count(template, **used) if used else sheet.say(template)))
    return Box("counter", sheet.word("counters_heading"), tuple(lines))


def web_links(sheet: Sheet) -> Box:
    every = sheet.style.words.all_lines("links")
    count = sheet.style.number("link-lists", 2, 3)
    chosen = (
        every[:3] if sheet.style.seed == 0 else sheet.style.dice.child("links").some(every, count)
    )
    groups = [Select(tuple(sheet.say(name) for name in group)) for group in chosen]
    return Box("weblinks", sheet.word("links_heading"), tuple(groups))


def titles(sheet: Sheet, heading: str, items: Titled) -> Box:
    """A box of headlines: newest, most read."""
    links = tuple((sheet.say(title), address) for title, address in items)
    return Box("list", sheet.word(heading), (Links(links),))


def login(sheet: Sheet) -> Box:
    fields = (Field(sheet.say("Tài khoản")), Field(sheet.say("Mật khẩu")))
    button = sheet.word("login")
    return Box("login", button, (*fields, Button(button)))


def partners(sheet: Sheet) -> Box:
    banners = tuple(
        Banner(
            f"/Images/banner{place}.png",
            sheet.style.pick("banner-alt", "image banner", "", "Upload"),
        )
        for place in range(1, sheet.style.number("banners", 2, 4))
    )
    return Box("adv", sheet.word("partner"), banners)


def hotline(sheet: Sheet) -> Box:
    line = sheet.word(
        "hotline",
        a=sheet.style.number("phone-a", 100, 999),
        b=sheet.style.number("phone-b", 100, 999),
    )
    warmth = sheet.count(sheet.style.words.text("weather"), n=18 + sheet.visit.number % 17)
    return Box("hotline", "", (Line(line), Line(warmth)))


def featured_box(sheet: Sheet, items: Sequence[tuple[str, str, str]]) -> Box:
    """Headlines with the first words of the leads."""
    rows: list[Item] = []
    for title, address, opening in items:
        rows.append(Links(((sheet.say(title), address),)))
        rows.append(Line(sheet.say(opening)))
        rows.append(Links(((sheet.word("more"), address),)))
    return Box("list", sheet.word("featured"), tuple(rows))


def side_boxes(
    sheet: Sheet,
    *,
    newest: Titled,
    most_read: Titled,
    featured: Sequence[tuple[str, str, str]],
) -> list[Box]:
    """Give all boxes in this portal's order; which ones there are differs, too."""
    makers: dict[str, Callable[[], Box]] = {
        "poll": lambda: poll(sheet),
        "counters": lambda: counters(sheet),
        "links": lambda: web_links(sheet),
        "newest": lambda: titles(sheet, "newest", newest),
        "read": lambda: titles(sheet, "most_read", most_read),
        "featured": lambda: featured_box(sheet, featured),
        "login": lambda: login(sheet),
        "partners": lambda: partners(sheet),
        "hotline": lambda: hotline(sheet),
    }
    optional = {"read", "featured", "login", "partners", "hotline"}
    order = sheet.style.order("sidebar", list(makers))
    return [
        makers[name]()
        for name in order
        if name not in optional or sheet.style.chance(f"has-{name}", 0.7)
    ]
