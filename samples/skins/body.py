"""An article's body as an editor's rich-text field held it: plain paragraphs, with all parts."""

from collections.abc import Callable, Sequence

from samples.coding import body_coder
from samples.dice import Dice
from samples.model import (
    Article,
    Block,
    Cell,
    Figure,
    Files,
    Heading,
    Listing,
    Paragraph,
    Picture,
    Quote,
    Table,
    Video,
)
from samples.style import Style

UrlOf = Callable[[str], str]
"""From an article's id to its address, "" where links are hidden."""


def byline_at_top(article: Article, style: Style) -> bool:
    """Whether the byline stands beside the date: in a field of its own, so never in old fonts."""
    coded = article.manner in {"tcvn3", "vni", "nfd", "entities"}
    return not coded and style.skin != "table" and style.may("byline-top", 0.3)


class Body:
    """Plain paragraphs; the other manners change single parts of it."""

    caption_forms: tuple[str, ...] = ("figure", "table", "italic", "div", "small")

    def __init__(self, article: Article, *, style: Style, url_of: UrlOf) -> None:
        self.article = article
        self.style = style
        self.url_of = url_of
        self.code = body_coder(article.manner)
        self.dice = Dice(style.seed, "body", article.id)

    @property
    def byline_outside(self) -> bool:
        return byline_at_top(self.article, self.style)

    def render(self) -> str:
        parts = [self.block(block) for block in self.article.blocks]
        byline = self.byline() if self.article.byline.line and not self.byline_outside else ""
        if byline:
            parts.insert(self._byline_place(), byline)
        return self.join([part for part in parts if part])

    def join(self, parts: Sequence[str]) -> str:
        return "\n".join(parts)

    def _byline_place(self) -> int:
        """At the end; now and then before the pictures that close the article."""
        blocks = self.article.blocks
        place = len(blocks)
        while place and isinstance(blocks[place - 1], Figure) and self.dice.chance(0.6):
            place -= 1
        return place

    def block(self, block: Block) -> str:
        match block:
            case Paragraph():
                return self.paragraph(self.dressed(block))
            case Heading(text):
                return self.heading(self.code(text))
            case Listing():
                return self.listing(block)
            case Table():
                return self.table(block)
            case Quote(text, _):
                return self.quote(self.code(text))
            case Figure(picture):
                return self.figure(picture)
            case Video(src):
                return self.video(src)
            case Files():
                return self.inline_files(block)

    def dressed(self, block: Paragraph) -> str:
        """Code the text; put a link, or bold letters that mean nothing, on some words."""
        target = self.url_of(block.link) if block.link else ""
        words = block.text.split(" ")
        if target:
            head, tail = " ".join(words[:-3]), " ".join(words[-3:])
            return f'{self.code(head)} <a href="{target}">{self.code(tail)}</a>'
        if len(words) > 16 and self.dice.chance(0.15):
            tag = self.dice.pick(("b", "strong", "i", "em", "span"))
            first, middle, last = words[:4], words[4:8], words[8:]
            inner = f"<{tag}>{self.code(' '.join(middle))}</{tag}>"
            return f"{self.code(' '.join(first))} {inner} {self.code(' '.join(last))}"
        return self.code(block.text)

    def paragraph(self, html: str) -> str:
        align = self.style.pick("justify", "", ' style="text-align: justify;"', ' align="justify"')
        return f"<p{align}>{html}</p>"

    def heading(self, html: str) -> str:
        form = self.style.pick(
            "heading", "<h2>{}</h2>", "<h3>{}</h3>", "<p><strong>{}</strong></p>"
        )
        return form.format(html)

    def listing(self, block: Listing) -> str:
        tag = "ol" if block.ordered else "ul"
        items = "".join(f"<li>{self.code(item)}</li>\n" for item in block.items)
        return f"<{tag}>\n{items}</{tag}>"

    def video(self, src: str) -> str:
        if self.style.skin == "table":
            kind = 'type="application/x-shockwave-flash"'
            return f'<p><embed src="{src}" {kind} width="400" height="300"></embed></p>'
        return f'<p><iframe width="480" height="270" src="{src}"></iframe></p>'

    def inline_files(self, block: Files) -> str:
        rows = []
        for file, sentence in zip(block.files, block.sentences, strict=False):
            words = self.code(sentence.removesuffix(file.name))
            rows.append(self.paragraph(f'{words}<a href="{file.path}">{self.code(file.name)}</a>'))
        return "\n".join(rows)

    def table(self, block: Table) -> str:
        tag = self.style.pick("table-head", "th", "td")
        rows = [self._row(block.header, tag), *(self._row(row, "td") for row in block.rows)]
        return (
            '<table border="1" cellpadding="3" width="100%">\n<tbody>'
            + "\n".join(rows)
            + "</tbody></table>"
        )

    def _row(self, cells: Sequence[Cell], tag: str) -> str:
        return "<tr>" + "".join(self._cell(cell, tag) for cell in cells) + "</tr>"

    def _cell(self, cell: Cell, tag: str) -> str:
        spans = f' colspan="{cell.columns}"' if cell.columns > 1 else ""
        spans += f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
        return f"<{tag}{spans}>{self.cell(self.code(cell.text))}</{tag}>"

    def cell(self, html: str) -> str:
        return html

    def quote(self, html: str) -> str:
        return f"<blockquote><p>{html}</p></blockquote>"

    def figure(self, picture: Picture) -> str:
        image = self.image(picture)
        if not picture.caption:
            return self.lone_image(image)
        form = self.style.pick("caption", *self.caption_forms)
        return self.captioned(form, image, self.code(picture.caption))

    def image(self, picture: Picture) -> str:
        size = f' width="{min(picture.width, 500)}"' if self.style.chance("img-size", 0.5) else ""
        alt = self.code(picture.alt).replace('"', "&quot;")
        if self.style.skin == "bootstrap" and self.style.may("lazy", 0.35):
            lazy = f'src="/Images/loading.png" data-src="{picture.path}"'
            return f'<img class="lazyload" {lazy} alt="{alt}"{size} />'
        return f'<img src="{picture.path}" alt="{alt}"{size} />'

    def lone_image(self, image: str) -> str:
        return f'<p style="text-align: center;">{image}</p>'

    def captioned(self, form: str, image: str, caption: str) -> str:
        name = self.style.cls("caption")
        forms = {
            "figure": f"<figure>{image}<figcaption>{caption}</figcaption></figure>",
            "table": '<table align="center" border="0"><tbody>'
            f"<tr><td>{image}</td></tr><tr><td>{caption}</td></tr></tbody></table>",
            "italic": f'<p style="text-align: center;">{image}</p>\n'
            f'<p style="text-align: center;"><em>{caption}</em></p>',
            "div": f'<div class="img">{image}<div class="{name}">{caption}</div></div>',
            "small": f"<p>{image}<br /><small><i>{caption}</i></small></p>",
        }
        return forms[form]

    def byline(self) -> str:
        line = self.code(self.article.byline.line)
        forms = (
            f'<p style="text-align: right;"><strong>{line}</strong></p>',
            f'<p align="right"><b>{line}</b></p>',
            f'<p style="text-align:right">{line}</p>',
            f'<div class="{self.style.cls("byline")}" align="right">{line}</div>',
            f"<p><strong><em>{line}</em></strong></p>",
        )
        return self.dice.pick(forms)
