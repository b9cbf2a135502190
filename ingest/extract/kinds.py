"""Tell articles, static pages and media apart."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from ingest.extract.article import Article
from ingest.extract.sentences import reads_like_a_sentence
from ingest.extract.titles import may_be_menu_entry
from ingest.page import Page
from ingest.template.frame import Frame
from ingest.template.statistics import text_hash
from ingest.text import fold
from ingest.vocabulary import BlockKind, DraftKind

_STATIC = re.compile(
    r"(?<![a-z])(?:gioi[ -]?thieu(?:chung)?|co[ -]cau[ -]to[ -]chuc|chuc[ -]nang|"
    r"lich[ -]su[ -]hinh[ -]thanh|so[ -]do|lien[ -]he|dieu[ -]kien[ -]tu[ -]nhien|bo[ -]may|"
    r"danh[ -]ba|about(?:us)?|contact(?:us)?|tong[ -]quan|ban[ -]do[ -]hanh[ -]chinh|"
    r"vi[ -]tri[ -]dia[ -]ly)(?![a-z])"
)
_MEDIA = re.compile(
    r"album|thu[ -]?vien[ -](?:anh|hinh|video)|video|phong[ -]su[ -]anh|truyen[ -]hinh|gallery|"
    r"phat[ -]thanh|clip|media|multimedia|audio|am[ -]thanh"
)
# A longer name tells a story: "Hội nghị hiệp thương lần thứ ba giới thiệu người ứng cử".
_MAX_STATIC_WORDS = 6
_WORD = re.compile(r"[^\W_]+")
_FEW_CHARS = 300
_MANY_PICTURES = 3


def kind_of(page: Page, article: Article, frame: Frame) -> DraftKind:
    """Name the kind of an item that is no document."""
    names = _names(page, article)
    pictures = sum(made.kind is BlockKind.IMAGE for made in article.blocks)
    embeds = sum(made.kind is BlockKind.EMBED for made in article.blocks)
    chars = len(article.lead) + sum(len(made.text) for made in article.blocks)
    is_told = bool(article.lead) or any(
        made.kind is BlockKind.PARAGRAPH and reads_like_a_sentence(made.text)
        for made in article.blocks
    )
    if chars < _FEW_CHARS and (embeds or (pictures >= _MANY_PICTURES and not is_told)):
        return DraftKind.MEDIA
    if (embeds or pictures >= _MANY_PICTURES) and _MEDIA.search(names) and chars < 4 * _FEW_CHARS:
        return DraftKind.MEDIA
    if article.dates.published is None and (
        _is_static(page, article) or is_menu_item(article.title.text, frame)
    ):
        return DraftKind.STATIC
    return DraftKind.ARTICLE


def _names(page: Page, article: Article) -> str:
    return fold(" ".join(_parts(page, article)))


def _is_static(page: Page, article: Article) -> bool:
    """Tell by what begins a name in the address, the title or the section, or stands in a short."""
    return any(
        (match := _STATIC.search(fold(part))) is not None
        and (match.start() == 0 or len(_WORD.findall(part)) <= _MAX_STATIC_WORDS)
        for part in _parts(page, article)
    )


def _parts(page: Page, article: Article) -> tuple[str, ...]:
    return (*unquote(urlsplit(page.url).path).split("/"), article.title.text, *article.section)


def is_menu_item(title: str, frame: Frame) -> bool:
    """Tell a page that the menu of every page names."""
    return bool(title) and may_be_menu_entry(title) and text_hash(title) in frame.menu
