"""Write one generic article: a topic, its sentences, and the parts that its traits ask for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from samples.byline import write_byline
from samples.grammar.scene import Scene
from samples.grammar.topics import Topic, load_shared
from samples.lexicon import TAGS
from samples.model import (
    Article,
    Attachment,
    Block,
    Byline,
    DateOn,
    Figure,
    Files,
    Heading,
    Kind,
    Listing,
    Manner,
    Paragraph,
    Picture,
    Quote,
    Source,
    Video,
)
from samples.tables import write_table

EVERYWHERE: frozenset[Source] = frozenset({"sitemap", "lists", "links"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What is special about an article; the default is a plain piece of news."""

    kind: Kind = "article"
    manner: Manner = "plain"
    paragraphs: int = 4
    lead: bool = True
    headings: bool = False
    items: str = ""
    """"bullets", "numbers" or ""."""
    table: str = ""
    """"plain", "merged" or ""."""
    quote: bool = False
    pictures: int = 1
    large: bool = False
    """Whether the pictures are of some hundred kilobytes."""
    video: bool = False
    files: tuple[str, ...] = ()
    """Endings of the attachments."""
    files_inline: bool = False
    missing_picture: bool = False
    byline: bool = True
    date_on: DateOn = "minute"
    cross_section: str = ""
    found_by: frozenset[Source] = EVERYWHERE
    recurring: bool = False
    moved: bool = False
    """Whether an address of an earlier CMS still leads here by 301."""
    capitals: bool = False


def compose_article(
    *,
    serial: int,
    topic: Topic,
    written_at: datetime,
    traits: Traits,
    scene: Scene,
) -> Article:
    """Write the article; `scene` brings the dice, so equal arguments give an equal article."""
    dice = scene.dice
    topic = topic.story(dice.pick("ab"))
    scene.offices = topic.offices
    article_id = f"{topic.key}-{serial}"
    title = scene.write(dice.pick(topic["title"]))
    lead = scene.write(dice.pick(topic["lead"])) if traits.lead else ""
    texts = _sentences(topic, traits=traits, scene=scene)
    captions = [scene.write(line) for line in dice.some(topic["caption"], traits.pictures)]
    pictures = _pictures(article_id, traits=traits, captions=captions, scene=scene)
    blocks = _arrange(texts, pictures=pictures, traits=traits, scene=scene)
    if traits.files:
        blocks.append(Files(_files(article_id, traits=traits, scene=scene), traits.files_inline))
    byline = write_byline(dice.child("byline"), place=scene.district.province)
    return Article(
        id=article_id,
        serial=serial,
        kind=traits.kind,
        section=topic.section,
        cross_section=traits.cross_section,
        title=title.upper() if traits.capitals else title,
        lead=lead,
        blocks=tuple(blocks),
        byline=byline if traits.byline else Byline(),
        written_at=written_at,
        date_on=traits.date_on,
        manner=traits.manner,
        found_by=traits.found_by,
        tags=tuple(dice.child("tags").some(TAGS[topic.section], 2)),
        legal=tuple(dict.fromkeys(scene.legal)),
        old_path=f"/?q=node/{serial}" if traits.moved else "",
    )


def _sentences(topic: Topic, *, traits: Traits, scene: Scene) -> list[str]:
    """Give the paragraphs' texts: one to three sentences each, no sentence twice."""
    dice = scene.dice
    pool = dice.mixed(topic["body"])[: traits.paragraphs * 2]
    pool += dice.some(load_shared()["body"], traits.paragraphs // 2)
    pool = dice.mixed(pool)
    texts = [scene.write(dice.pick(topic["open"]))] if traits.paragraphs > 1 else []
    for _ in range(max(traits.paragraphs - 2, 0)):
        taken = [pool.pop() for _ in range(min(dice.number(1, 3), len(pool)))]
        if taken:
            texts.append(" ".join(scene.write_all(taken)))
    if traits.recurring:
        law, *rest = dice.some(load_shared()["recurring"][:3], 1)
        texts.insert(0, law)
        texts += dice.some(load_shared()["recurring"][3:], 2) + rest
    if traits.paragraphs:
        texts.append(scene.write(dice.pick(topic["close"])))
    return list(dict.fromkeys(texts))


def _pictures(
    article_id: str, *, traits: Traits, captions: Sequence[str], scene: Scene
) -> list[Figure]:
    dice, day = scene.dice.child("pictures"), scene.today
    folder = dice.pick((f"/uploads/{day.year}/{day.month:02}", f"/Images/News/{day:%Y%m}"))
    figures = []
    for place in range(traits.pictures):
        ending = dice.pick(("jpg", "jpg", "png", "JPG"))
        name = dice.pick((f"IMG_{dice.number(1000, 9999)}", f"anh {place + 1}", "dsc00"))
        caption = captions[place] if place < len(captions) and dice.chance(0.7) else ""
        path = f"{folder}/{name.replace(' ', '_')}_{article_id[-6:]}_{place}.{ending}"
        width, height = (1600, 1066) if traits.large else dice.pick(((320, 214), (400, 267)))
        alt = dice.pick(("Upload", "Upload", "", caption))
        key = f"{article_id}/{place}"
        figures.append(
            Figure(
                Picture(
                    key=key,
                    path=path,
                    alt=alt,
                    caption=caption,
                    width=width,
                    height=height,
                    missing=traits.missing_picture,
                )
            )
        )
    return figures


def _files(article_id: str, *, traits: Traits, scene: Scene) -> tuple[Attachment, ...]:
    dice, day = scene.dice.child("files"), scene.today
    names = {
        "pdf": ("Thông báo.pdf", "Danh sách kèm theo.pdf", "CV_{n}_signed.pdf"),
        "doc": ("Mẫu đơn đăng ký.doc", "Phụ lục {n}.doc", "bieu mau so {n}.doc"),
        "docx": ("Đề cương tuyên truyền.docx", "Ke hoach {n}.docx"),
        "xls": ("Biểu tổng hợp.xls",),
    }
    made = []
    for place, ending in enumerate(traits.files):
        name = dice.pick(names[ending]).format(n=dice.number(2, 98))
        path = f"/uploads/files/{day.year}/{article_id}-{place}.{ending}"
        made.append(
            Attachment(key=f"{article_id}/{place}", path=path, name=name, title=f"Kèm theo {name}")
        )
    return tuple(made)


def _arrange(
    texts: Sequence[str], *, pictures: Sequence[Figure], traits: Traits, scene: Scene
) -> list[Block]:
    """Lay paragraphs, pictures and the other parts out in reading order."""
    dice, shared = scene.dice, load_shared()
    blocks: list[Block] = [Paragraph(text) for text in texts]
    extras: list[Block] = []
    if traits.items:
        items = scene.write_all(dice.some(shared["item"], dice.number(3, 6)))
        extras.append(Listing(tuple(items), ordered=traits.items == "numbers"))
    if traits.table:
        extras.append(write_table(scene, merged=traits.table == "merged"))
    if traits.quote:
        extras.append(Quote(dice.pick(shared["quote"])))
    if traits.video:
        code = dice.number(10**9, 10**10)
        extras.append(Video(f"https://www.youtube.com/embed/v{code}"))
    headings = dice.some(shared["heading"], 2) if traits.headings else []
    extras += [Heading(text) for text in headings]
    for extra in extras:
        blocks.insert(dice.number(min(1, len(blocks)), max(len(blocks) - 1, 0)), extra)
    for place, picture in enumerate(pictures):
        spot = min(len(blocks), place * 2 + dice.number(0, 1))
        blocks.insert(len(blocks) if dice.chance(0.1) else spot, picture)
    return blocks
