"""The layout of about 2018: Bootstrap rows, cards, icons, meta tags for sharing."""

from samples.frame.boxes import Box, Line
from samples.skins.parts import Crumbs, PageParts
from samples.skins.skin import Skin

CSS = """
*{{box-sizing:border-box}}
body{{margin:0;font:15px/1.5 Roboto,Arial,sans-serif;background:#f5f5f5}}
.container{{max-width:1140px;margin:0 auto;padding:0 15px;background:#fff}}
.row{{display:flex;flex-wrap:wrap;flex-direction:{direction}}}
.col-md-8{{width:68%;padding:10px}}
.col-md-4{{width:32%;padding:10px}}
.{banner}{{background:{dark};color:#fff;padding:24px}}
.{banner} h2{{margin:0;color:#ffe9a8}}
.navbar{{background:{main};padding:0 10px}}
.navbar ul{{display:flex;flex-wrap:wrap;margin:0;padding:0}}
.navbar li{{list-style:none;padding:10px 12px}}
.navbar a{{color:#fff;text-decoration:none}}
.card{{border:1px solid #ddd;border-radius:4px;margin-bottom:14px;background:#fff}}
.card-header{{background:{main};color:#fff;padding:8px 12px;font-weight:700}}
.card-header{{text-transform:uppercase}}
.card-body{{padding:10px 12px}}
.card ul{{padding-left:18px;margin:0}}
.card select{{width:100%;margin:3px 0}}
.breadcrumb{{display:flex;list-style:none;padding:6px 0;font-size:13px}}
.breadcrumb li+li:before{{content:"/";padding:0 6px}}
a{{color:{dark}}}
.text-muted{{color:#888;font-size:13px}}
h1{{font-size:26px;line-height:1.3}}
img{{max-width:100%}}
.{lead}{{font-weight:600}}
footer{{background:{dark};color:#eee;padding:20px;font-size:13px}}
.form-control{{width:100%;margin-bottom:6px}}
"""
PALETTE = (("#c8102e", "#7d0a1d"), ("#0277bd", "#01497c"), ("#2e7d32", "#1b4d1f"))


class BootstrapSkin(Skin):
    def page(self, parts: PageParts) -> str:
        sides = "\n".join(map(self.box, parts.sides))
        foot = "\n".join(f"<p>{line}</p>" for line in parts.imprint)
        tag = self.style.pick("main-tag", "main", "div", "section")
        clock = f'<i class="fa fa-clock-o"></i> {parts.clock}'
        return f"""{self.doctype}
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{parts.head_title}</title>
{parts.head}
<style>{self.css()}</style>
</head>
<body>
<header class="{self.style.cls("banner")}">
<h2>{parts.banner}</h2><span>{parts.slogan}</span></header>
<nav class="navbar navbar-expand-lg {self.style.cls("menu")}">{self.links(parts.menu)}</nav>
{self.mobile_menu(parts)}
<div class="container">
<div class="d-flex justify-content-between text-muted"><span>{clock}</span>
<span class="{self.style.cls("ticker")}">{parts.ticker}</span></div>
<div class="row">
<{tag} class="col-md-8">
{parts.main}
</{tag}>
<aside class="col-md-4">
{sides}
</aside>
</div>
</div>
<footer><div class="container-fluid">{foot}</div></footer>
<script>window.dataLayer = window.dataLayer || [];</script>
</body>
</html>
"""

    def mobile_menu(self, parts: PageParts) -> str:
        """The menu once more, for small screens."""
        if not self.style.may("mobile-menu", 0.4):
            return ""
        return f'<div class="d-md-none" style="display:none">{self.links(parts.menu)}</div>'

    def css(self) -> str:
        main, dark = PALETTE[self.style.number("palette", 0, len(PALETTE) - 1)]
        direction = self.style.pick("side-at", "row", "row", "row-reverse")
        names = {role: self.style.cls(role) for role in ("banner", "lead")}
        return CSS.format(main=main, dark=dark, direction=direction, **names)

    def article_frame(self, html: str) -> str:
        tag = self.style.pick("article-tag", "article", "div", "div")
        return f'<{tag} class="{self.style.cls("article")}">\n{html}\n</{tag}>'

    def crumbs(self, crumbs: Crumbs) -> str:
        steps = "".join(
            f'<li class="breadcrumb-item">{self.link(text, href) if href else text}</li>'
            for text, href in crumbs
        )
        return f'<nav aria-label="breadcrumb"><ol class="breadcrumb">{steps}</ol></nav>'

    def title(self, html: str) -> str:
        name = self.style.cls("title")
        forms = (
            f'<h1 class="{name}">{html}</h1>',
            f'<h1 class="{name}" itemprop="headline">{html}</h1>',
            f'<h3 class="{name}"><b>{html}</b></h3>',
            f'<div class="{name} h1">{html}</div>',
        )
        return self.style.pick("title-form", *forms)

    def date_line(self, *parts: str) -> str:
        spans = [f"<span>{part}</span>" for part in parts if part]
        if not spans:
            return ""
        name = self.style.cls("date")
        return (
            f'<div class="text-muted {name}"><i class="fa fa-calendar"></i> {" ".join(spans)}</div>'
        )

    def lead(self, html: str) -> str:
        name = self.style.cls("lead")
        forms = (
            f'<div class="{name}"><p>{html}</p></div>',
            f'<p class="{name} lead">{html}</p>',
            f'<h4 class="{name}">{html}</h4>',
            f"<p><strong>{html}</strong></p>",
        )
        return self.style.pick("lead-form", *forms) if html else ""

    def box(self, box: Box) -> str:
        head = f'<div class="card-header">{box.heading}</div>' if box.heading else ""
        name = self.style.cls(box.role)
        return (
            f'<div class="card {name}">{head}<div class="card-body">{self.items(box)}</div></div>'
        )

    def line(self, html: str) -> str:
        return f'<p class="mb-1">{html}</p>'

    def items(self, box: Box) -> str:
        if box.role == "counter" and self.style.chance("counter-list", 0.5):
            rows = "".join(f"<li>{item.html}</li>" for item in box.items if isinstance(item, Line))
            return f'<ul class="list-group">{rows}</ul>'
        return super().items(box)

    def field(self, label: str, *, area: bool) -> str:
        control = (
            '<textarea class="form-control"></textarea>' if area else '<input class="form-control">'
        )
        return f'<div class="form-group"><label>{label}</label>{control}</div>'

    def button(self, html: str) -> str:
        return f'<button type="button" class="btn btn-primary btn-sm">{html}</button>'
