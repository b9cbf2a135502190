"""What all skins share: frame boxes, and the order of an article's parts."""

from samples.frame.boxes import (
    Banner,
    Box,
    Button,
    Field,
    Hidden,
    Item,
    Line,
    Links,
    Radio,
    Select,
)
from samples.skins.parts import ArticleParts, Crumbs, PageParts
from samples.style import Style


class Skin:
    """Plain markup; the subclasses are the three generations."""

    doctype = "<!DOCTYPE html>"

    def __init__(self, style: Style) -> None:
        self.style = style

    # -- a whole page --------------------------------------------------------------------------

    def page(self, parts: PageParts) -> str:
        raise NotImplementedError

    def article(self, parts: ArticleParts) -> str:
        """Lay the parts out; date, tools and lead stand where this portal has them."""
        tools_first = self.style.chance("tools-first", 0.5)
        date_place = self.style.pick("date-place", "under", "under", "above", "end")
        date = self.date_line(parts.date, self.author(parts.byline), parts.views)
        pieces = [
            self.crumbs(parts.crumbs),
            self.kicker(parts.kicker),
            date if date_place == "above" else "",
            self.title(parts.title),
            date if date_place == "under" else "",
            self.tools(parts.tools) if tools_first else "",
            self.body(self.lead(parts.lead), parts.body),
            self.files(parts.files_label, parts),
            date if date_place == "end" else "",
            self.tags(parts),
            "" if tools_first else self.tools(parts.tools),
        ]
        after: dict[str, list[Box | None]] = {
            "rating": [parts.rating],
            "related": list(parts.related),
            "comments": [parts.comments],
        }
        order = ["rating", "related", "comments"]
        if self.style.seed:
            order = self.style.order("below", order)
        pieces += [self.box(box) for name in order for box in after[name] if box]
        return self.article_frame("\n".join(piece for piece in pieces if piece))

    # -- pieces of an article ------------------------------------------------------------------

    def article_frame(self, html: str) -> str:
        return f'<div class="{self.style.cls("article")}">\n{html}\n</div>'

    def crumbs(self, crumbs: Crumbs) -> str:
        sign = self.style.pick("crumb-sign", " / ", " &raquo; ", " &gt; ", " | ")
        steps = [self.link(text, href) if href else f"<span>{text}</span>" for text, href in crumbs]
        return f'<div class="{self.style.cls("crumbs")}">{sign.join(steps)}</div>'

    def kicker(self, html: str) -> str:
        return f'<div class="{self.style.cls("head")}">{html}</div>' if html else ""

    def title(self, html: str) -> str:
        return f'<h1 class="{self.style.cls("title")}">{html}</h1>'

    def date_line(self, *parts: str) -> str:
        line = " - ".join(part for part in parts if part)
        return f'<div class="{self.style.cls("date")}">{line}</div>' if line else ""

    def author(self, html: str) -> str:
        return f'<span class="{self.style.cls("byline")}">{html}</span>' if html else ""

    def tags(self, parts: ArticleParts) -> str:
        if not parts.tags:
            return ""
        links = ", ".join(self.link(tag, "#") for tag in parts.tags)
        return f'<div class="{self.style.cls("tags")}">{parts.tags_label} {links}</div>'

    def tools(self, links: Links) -> str:
        items = " ".join(self.link(text, href) for text, href in links.links)
        return f'<div class="{self.style.cls("tools")}">{items}</div>'

    def lead(self, html: str) -> str:
        return f'<div class="{self.style.cls("lead")}">{html}</div>' if html else ""

    def body(self, lead: str, body: str) -> str:
        name = self.style.cls("body")
        if self.style.chance("lead-inside", 0.5):
            return f'<div class="{name}">\n{lead}\n{body}\n</div>'
        return f'{lead}\n<div class="{name}">\n{body}\n</div>'

    def files(self, label: str, parts: ArticleParts) -> str:
        if not parts.files:
            return ""
        links = "".join(f"<li>{self.link(file.name, file.path)}</li>" for file in parts.files)
        return f'<div class="{self.style.cls("files")}"><b>{label}</b><ul>{links}</ul></div>'

    # -- frame boxes ---------------------------------------------------------------------------

    def box(self, box: Box) -> str:
        name = f"{self.style.cls('box')} {self.style.cls(box.role)}"
        head = f'<h3 class="{self.style.cls("head")}">{box.heading}</h3>' if box.heading else ""
        return f'<div class="{name}">{head}{self.items(box)}</div>'

    def items(self, box: Box) -> str:
        return "\n".join(self.item(item) for item in box.items)

    def item(self, item: Item) -> str:
        match item:
            case Line(html):
                return self.line(html)
            case Links():
                return self.links(item)
            case Select(options):
                inner = "".join(f"<option>{option}</option>" for option in options)
                return f"<select>{inner}</select>"
            case Radio(name, options):
                return "".join(self.radio(name, option) for option in options)
            case Field(label, area):
                return self.field(label, area=area)
            case Button(html):
                return self.button(html)
            case Hidden(html):
                return f'<span style="display:none;color:red">{html}</span>'
            case Banner(src, alt):
                return f'<a href="#"><img src="{src}" alt="{alt}" width="180" /></a>'

    def line(self, html: str) -> str:
        return f"<div>{html}</div>"

    def links(self, item: Links) -> str:
        after = item.after or ("",) * len(item.links)
        rows = zip(item.links, after, strict=True)
        inner = "\n".join(f"<li>{self.link(*link)} {extra}</li>" for link, extra in rows)
        return f'<ul class="{self.style.cls("list")}">{inner}</ul>'

    def link(self, html: str, href: str) -> str:
        return f'<a href="{href}">{html}</a>'.replace("&id", "&amp;id")

    def radio(self, name: str, option: str) -> str:
        return f'<div><input type="radio" name="{name}" /> <label>{option}</label></div>'

    def field(self, label: str, *, area: bool) -> str:
        control = '<textarea rows="4"></textarea>' if area else '<input type="text" />'
        return f"<div><label>{label}</label> {control}</div>"

    def button(self, html: str) -> str:
        return f'<button type="button">{html}</button>'
