"""An article before any markup: another grammar than that of the sample portal."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Literal

from samples.dice import Dice
from samples.grammar.scene import Scene
from samples.grammar.topics import Topic, parse_topics
from samples.lexicon import District, person
from samples.model import VIET_NAM

HERE = Path(__file__).parent
NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
Kind = Literal["p", "h", "ul", "ol", "table", "quote", "figure", "qa", "verse", "address"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    kind: Kind
    text: str = ""
    items: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    src: str = ""
    caption: str = ""

    def lines(self) -> list[str]:
        """Give what a reader sees of it, a line each."""
        if self.kind == "table":
            return [cell for row in self.rows for cell in row]
        return [line for line in (self.text, *self.items, self.caption) if line]


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    serial: int
    title: str
    lead: str
    pieces: tuple[Piece, ...]
    byline_line: str
    author: str
    published: datetime
    dated: bool
    section: str
    tags: tuple[str, ...]
    files: tuple[tuple[str, str], ...]
    """Pairs of address and name."""
    recurring: tuple[str, ...]
    shape: str

    def texts(self) -> list[str]:
        lines = [line for piece in self.pieces for line in piece.lines()]
        return [line for line in (self.lead, *lines) if line]


@cache
def _read(name: str) -> tuple[Topic, ...]:
    return tuple(parse_topics((HERE / name).read_text(encoding="utf-8")))


Maker = Callable[[Scene, Topic], list[Piece]]


def _shared(part: str) -> list[str]:
    return _read("shared.txt")[0][part]


def _figure(scene: Scene, topic: Topic, serial: int, place: int) -> Piece:
    caption = scene.write(scene.dice.pick(topic["caption"])) if scene.dice.chance(0.75) else ""
    folder = scene.dice.pick(("/upload/images", "/data/news", "/documents/20182/anh"))
    return Piece(kind="figure", src=f"{folder}/{serial}_{place}.jpg", caption=caption)


def _news(scene: Scene, topic: Topic) -> list[Piece]:
    dice = scene.dice
    pool = dice.mixed(topic["body"])
    pieces = []
    while pool:
        taken = [pool.pop() for _ in range(min(dice.number(1, 4), len(pool)))]
        pieces.append(Piece(kind="p", text=" ".join(scene.write_all(taken))))
    if dice.chance(0.3):
        place = dice.number(1, len(pieces))
        pieces.insert(place, Piece(kind="p", text=scene.write(dice.pick(_shared("lookalike")))))
    return pieces


def _with_headings(scene: Scene, topic: Topic) -> list[Piece]:
    pieces = _news(scene, topic)
    for place, text in enumerate(scene.dice.some(_shared("heading"), 2)):
        pieces.insert(min(len(pieces) - 1, 1 + place * 3), Piece(kind="h", text=text))
    return pieces


def _interview(scene: Scene, topic: Topic) -> list[Piece]:
    """Questions in bold, answers in paragraphs: short lines that end in a question mark."""
    dice = scene.dice
    pieces = _news(scene, topic)[:2]
    for question in dice.some(_shared("question"), 4):
        answer = " ".join(scene.write_all((dice.pick(_shared("answer")), dice.pick(topic["body"]))))
        pieces += [Piece(kind="qa", text=question), Piece(kind="p", text=answer)]
    return pieces


def _photos(scene: Scene, topic: Topic) -> list[Piece]:
    lines = scene.write_all(scene.dice.some(topic["body"], 4))
    pieces: list[Piece] = []
    for place, line in enumerate(lines):
        pieces.append(Piece(kind="figure", src=f"/upload/phongsu/{place}.jpg", caption=line))
    return pieces


def _timeline(scene: Scene, topic: Topic) -> list[Piece]:
    hours = [Piece(kind="p", text=line) for line in scene.write_all(_shared("hour"))]
    return _news(scene, topic)[:2] + hours


def _verse(scene: Scene, topic: Topic) -> list[Piece]:
    pieces = _news(scene, topic)
    pieces.insert(2, Piece(kind="verse", items=tuple(_shared("verse"))))
    return pieces


def _figures(scene: Scene, topic: Topic) -> list[Piece]:
    rows: list[tuple[str, ...]] = [("Thôn", "Số hộ", "Tỷ lệ", "Ghi chú")]
    for number in range(1, 6):
        row = (f"{{thon{number}}}", "{40..400}", "{tyle}", "[Đạt|Chưa đạt|Bình thường|-]")
        rows.append(tuple(scene.write_all(row)))
    pieces = _news(scene, topic)[:3]
    pieces.insert(1, Piece(kind="table", rows=tuple(rows)))
    return pieces


def _listed(scene: Scene, topic: Topic) -> list[Piece]:
    items = tuple(scene.write_all(scene.dice.some(_shared("item"), 4)))
    pieces = _news(scene, topic)
    kind: Kind = scene.dice.pick(("ul", "ol"))
    pieces.insert(len(pieces) - 1, Piece(kind=kind, items=items))
    pieces.append(Piece(kind="p", text=scene.write(scene.dice.pick(_shared("note")))))
    return pieces


def _official(scene: Scene, topic: Topic) -> list[Piece]:
    """A document typed into an article: head in two columns, recurring lines, signature."""
    head = (
        (f"ỦY BAN NHÂN DÂN HUYỆN {scene.district.name.upper()}", NATION),
        (scene.write("Số: {12..900}/TB-UBND"), "Độc lập - Tự do - Hạnh phúc"),
    )  # fmt: skip
    recurring = [Piece(kind="p", text=line) for line in _shared("recurring")[:2]]
    end = ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "(Đã ký)", person(scene.dice))
    body = _news(scene, topic)[:3]
    return [
        Piece(kind="table", rows=head),
        *recurring,
        *body,
        *(Piece(kind="address", text=line) for line in end),
    ]


def _single(scene: Scene, topic: Topic) -> list[Piece]:
    return [Piece(kind="p", text=" ".join(scene.write_all(topic["body"][:6])))]


def _brief(scene: Scene, topic: Topic) -> list[Piece]:
    return [Piece(kind="p", text=scene.write(topic["body"][0]))]


SHAPES: dict[str, Maker] = {
    "news": _news,
    "headings": _with_headings,
    "interview": _interview,
    "photos": _photos,
    "timeline": _timeline,
    "verse": _verse,
    "figures": _figures,
    "listed": _listed,
    "official": _official,
    "single": _single,
    "brief": _brief,
}
# Every second story is plain news, the others take the shapes in turn.
ORDER = [shape for other in list(SHAPES)[1:] for shape in ("news", other)]


def make_story(number: int, *, dice: Dice, district: District) -> Story:
    """Write the story of that number: its shape goes by the number, all else by the dice."""
    topic = dice.pick(_read("sentences.txt"))
    written = datetime(2010, 1, 5, 7, 10, tzinfo=VIET_NAM) + timedelta(
        days=number * 150 + dice.number(0, 140), minutes=dice.number(0, 600)
    )
    scene = Scene(dice=dice.child("scene"), district=district, written_at=written)
    shape = ORDER[number % len(ORDER)]
    pieces = SHAPES[shape](scene, topic)
    if shape not in {"brief", "photos", "official"}:
        pieces.append(Piece(kind="p", text=scene.write(dice.pick(topic["end"]))))
        for place in range(dice.number(0, 3)):
            pieces.insert(min(len(pieces), place * 2), _figure(scene, topic, number, place))
    recurring = [p.text for p in pieces if p.text in _shared("recurring")]
    if dice.chance(0.2):
        recurring.append(line := dice.pick(_shared("recurring")[3:]))
        pieces.append(Piece(kind="p", text=line))
    line, author = _byline(dice) if dice.chance(0.85) else ("", "")
    with_lead = shape != "brief" and dice.chance(0.85)
    return Story(
        serial=1000 + number * 37 + dice.number(0, 30),
        title=scene.write(dice.pick(topic["title"])),
        lead=scene.write(dice.pick(topic["lead"])) if with_lead else "",
        pieces=tuple(pieces),
        byline_line=line,
        author=author,
        published=written,
        dated=dice.chance(0.9),
        section=topic.section,
        tags=tuple(dice.some((topic.section.lower(), district.name, "nông thôn", "xã"), 3)),
        files=_files(dice, number) if dice.chance(0.2) or shape == "official" else (),
        recurring=tuple(recurring),
        shape=shape,
    )


def _byline(dice: Dice) -> tuple[str, str]:
    name = person(dice) if dice.chance(0.4) else " ".join(person(dice).split()[-2:])
    form = dice.pick(
        ("{}", "{}", "Bài và ảnh: {}", "{} - Đài TT-TH huyện", "CTV {}", "Người viết: {}")
    )
    return form.format(name), name


def _files(dice: Dice, number: int) -> tuple[tuple[str, str], ...]:
    name = dice.pick(("Toan van.pdf", "danh_sach_{}.xlsx", "Phu luc kem theo {}.doc"))
    return (
        (f"/upload/files/{number}/{name.format(number).replace(' ', '_')}", name.format(number)),
    )
