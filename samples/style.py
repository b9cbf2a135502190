"""What one seed makes of one skin: names of classes, order of parts, forms of date and address."""

from dataclasses import dataclass, field
from typing import Literal

from samples.dice import Dice
from samples.wording import Wording

SkinName = Literal["table", "div", "bootstrap"]
SKINS: tuple[SkinName, ...] = ("table", "div", "bootstrap")

# Role of an element to the names that real portals give it, Vietnamese, English and by machine.
ROLE_NAMES = {
    "title": ("tieude", "title", "news-title", "lblTieuDe", "tieu-de-bai-viet", "post-title"),
    "lead": ("sapo", "tomtat", "lblTomTat", "intro", "gioi-thieu", "hometext", "trich-yeu"),
    "body": ("noidung", "content", "noi-dung", "bodytext", "lblNoiDung", "chi-tiet-bai"),
    "article": ("chitiet", "detail", "news_column", "baiviet", "main-content", "portlet-body"),
    "date": ("ngaydang", "date", "time", "ngay-dang", "post-meta", "lblNgay"),
    "byline": ("tacgia", "author", "nguoi-viet", "author_name", "butdanh"),
    "caption": ("chuthich", "caption", "imgdesc", "ghichu"),
    "crumbs": ("duongdan", "breadcrumb", "path", "site-map", "dieu-huong"),
    "tools": ("congcu", "tools", "social-share", "in-gui", "bar"),
    "box": ("hop", "box", "widget", "block", "portlet", "khoi", "panel"),
    "head": ("dau-hop", "box-title", "head", "tieude_khoi", "widget-title", "caption-box"),
    "related": ("tinlienquan", "related", "othernews", "tin-khac", "more-news"),
    "comment": ("binhluan", "comment", "ykien", "feedback"),
    "rating": ("danhgia", "rating", "vote-star", "chamdiem"),
    "files": ("dinhkem", "attach", "files", "taptin"),
    "banner": ("dautrang", "header", "banner", "top"),
    "footer": ("chantrang", "footer", "bottom", "cuoitrang"),
    "menu": ("thucdon", "nav", "menu", "menungang"),
    "list": ("danhsach", "list-news", "tin", "items"),
    "side": ("cot", "sidebar", "col", "lefttd"),
    "page": ("trang", "wrapper", "page", "khung"),
    "ticker": ("chuchay", "ticker", "marquee", "thongbao-chay"),
}


@dataclass(slots=True)
class Style:
    """The switches are fields; ask `cls` for the class of a role."""

    seed: int
    skin: SkinName
    words: Wording
    dice: Dice
    _names: dict[str, str] = field(default_factory=dict)

    def cls(self, role: str) -> str:
        if role not in self._names:
            self._names[role] = self._name(role)
        return self._names[role]

    def _name(self, role: str) -> str:
        dice = self.dice.child("class", role)
        options = ROLE_NAMES.get(role, (role,))
        kind = dice.number(0, 5)
        if kind == 0:
            return f"{dice.pick('abcdkmqrtvxz')}{dice.number(2, 999)}"
        if kind == 1:
            return f"ctl{dice.number(0, 40):02}_{dice.pick(options)}"
        return dice.pick(options)

    def pick(self, switch: str, *options: str) -> str:
        """Draw one of the options for a switch, the same at each call."""
        return self.dice.child("switch", switch).pick(options)

    def number(self, switch: str, low: int, high: int) -> int:
        return self.dice.child("switch", switch).number(low, high)

    def chance(self, switch: str, share: float) -> bool:
        return self.dice.child("switch", switch).chance(share)

    def may(self, switch: str, share: float) -> bool:
        """Like `chance`, for oddities: never on the portal of seed 0."""
        return self.seed != 0 and self.chance(switch, share)

    def order(self, switch: str, parts: list[str]) -> list[str]:
        return self.dice.child("order", switch).mixed(parts)


def make_style(seed: int, skin: SkinName) -> Style:
    return Style(seed=seed, skin=skin, words=Wording(seed, skin), dice=Dice(seed, "style", skin))
