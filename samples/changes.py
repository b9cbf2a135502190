"""The second stage of the portal: exactly one article edited, one deleted, one added."""

from dataclasses import dataclass, replace
from datetime import timedelta

from samples.compose import EVERYWHERE, Traits, compose_article
from samples.dice import Dice
from samples.grammar.scene import Scene
from samples.grammar.topics import load_topics
from samples.lexicon import District
from samples.model import Article, Paragraph

CORRECTION = (
    "Đính chính: số liệu trong bài đã được cập nhật theo báo cáo bổ sung của đơn vị vào cuối ngày."
)


ADDITION = "Ban Biên tập bổ sung: cùng dự còn có đại diện Mặt trận Tổ quốc và các đoàn thể huyện."


@dataclass(frozen=True, slots=True)
class Changes:
    edited: Article
    """As it reads in the second stage."""
    deleted: str
    added: Article


def plan_changes(seed: int, articles: list[Article], *, district: District) -> Changes:
    linked = {
        block.link
        for article in articles
        for block in article.blocks
        if isinstance(block, Paragraph)
    }
    usual = [
        article
        for article in articles
        if article.found_by == EVERYWHERE
        and article.manner == "plain"
        and article.id not in linked
        and not (article.old_path or article.cross_section)
        and sum(isinstance(block, Paragraph) for block in article.blocks) > 2
        and article.lead
        and article.byline.line
    ]
    dice = Dice(seed, "changes")
    edited, deleted = dice.some(usual[1:], 2)
    last = articles[-1]
    written_at = last.written_at + timedelta(days=3, hours=1)
    added = compose_article(
        serial=max(article.serial for article in articles) + 7,
        topic=dice.pick(load_topics()),
        written_at=written_at,
        traits=Traits(paragraphs=5),
        scene=Scene(dice=dice.child("added"), district=district, written_at=written_at),
    )
    return Changes(_edit(edited), deleted.id, added)


def _edit(article: Article) -> Article:
    """Replace the last paragraph and put a new one after the first."""
    blocks = list(article.blocks)
    places = [n for n, block in enumerate(blocks) if isinstance(block, Paragraph)]
    blocks[places[-1]] = Paragraph(CORRECTION)
    blocks.insert(places[0] + 1, Paragraph(ADDITION))
    return replace(article, blocks=tuple(blocks))


def apply_changes(articles: list[Article], changes: Changes) -> list[Article]:
    kept = [article for article in articles if article.id != changes.deleted]
    edited = [changes.edited if a.id == changes.edited.id else a for a in kept]
    return [*edited, changes.added]
