"""Bylines in the many forms that stand under the articles of district portals."""

from samples.dice import Dice
from samples.lexicon import pen_name
from samples.model import Byline


def write_byline(dice: Dice, *, place: str) -> Byline:
    name, other = pen_name(dice), pen_name(dice)
    papers = (f"Báo {place}", "Báo Nhân Dân", "TTXVN", "Báo Nông nghiệp Việt Nam")
    paper = dice.pick(papers)
    commune = dice.pick(("Đài Truyền thanh huyện", "Văn phòng UBND huyện", "Huyện đoàn"))
    signed = (
        (name, name),
        (name, name),
        (f"Tác giả: {name}", name),
        (f"Bài, ảnh: {name}", name),
        (f"Tin, ảnh: {name}", name),
        (f"Tin: {name} - Ảnh: {other}", name),
        (f"{name} - {other}", f"{name} - {other}"),
        (f"{name} – {commune}", name),
        (f"{name} ({commune})", name),
        (f"P.V {name}", name),
        (f"Thực hiện: {name}", name),
        ("BBT", "BBT"),
        ("Ban Biên tập", "Ban Biên tập"),
        (commune, commune),
    )
    reprinted = (f"Theo {paper}", f"Nguồn: {paper}", f"(Nguồn: {paper})", f"Nguồn tin: {paper}")
    if dice.chance(0.16):
        return Byline(line=dice.pick(reprinted), source=paper)
    line, shown = dice.pick(signed)
    return Byline(line=line, name=shown)
