"""The layout of about 2013: XHTML, floats, a CMS of divs."""

from samples.skins.parts import PageParts
from samples.skins.skin import Skin

CSS = """
body{{margin:0;background:{back};font:13px Arial,Tahoma,sans-serif;color:#222}}
.{page}{{width:1000px;margin:0 auto;background:#fff}}
.{banner}{{height:110px;background:{dark} url(/Images/top.png) right no-repeat;color:#fff}}
.{banner} b{{display:block;font-size:24px;padding:26px 0 4px 130px;color:#ffef9a}}
.{banner} i{{padding-left:130px}}
.{menu}{{background:{main};overflow:hidden}} .{menu} ul{{margin:0;padding:0}}
.{menu} li{{float:left;list-style:none;padding:9px 10px}} .{menu} a{{color:#fff;font-weight:bold}}
.{ticker}{{background:#f3f3f3;padding:5px 10px;border-bottom:1px solid #ddd;overflow:hidden}}
.{side}{{float:{float};width:220px;margin:8px}} #giua{{margin-{float}:245px;padding:8px 14px}}
.{box}{{border:1px solid #ccc;margin-bottom:10px;padding-bottom:6px}}
.{head}{{background:{main};color:#fff;margin:0 0 6px;padding:6px 8px;font-size:13px}}
.{box} div,.{box} label{{padding:2px 6px}} .{box} ul{{padding-left:20px;margin:4px}}
.{box} select{{width:200px;margin:4px 8px}} a{{color:{dark};text-decoration:none}}
h1{{font-size:19px;color:{dark}}} .{lead}{{font-weight:bold;margin:8px 0}} .{date}{{color:#888}}
.{footer}{{clear:both;border-top:3px solid {main};background:#eee;padding:12px;text-align:center}}
"""
PALETTE = (
    ("#b40000", "#8a0000", "#f4e9d8"),
    ("#0a5ba8", "#063d73", "#e4eef7"),
    ("#1d7a3a", "#0f5225", "#e9f3e6"),
)


class DivSkin(Skin):
    doctype = (
        '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" '
        '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">'
    )

    def page(self, parts: PageParts) -> str:
        style = self.style
        side = f'<div class="{style.cls("side")}">{"".join(map(self.box, parts.sides))}</div>'
        main = f'<div id="giua">\n{parts.main}\n</div>'
        foot = "<br />\n".join(parts.imprint)
        return f"""{self.doctype}
<html xmlns="http://www.w3.org/1999/xhtml" lang="vi">
<head>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8" />
<title>{parts.head_title}</title>
{parts.head}
<style type="text/css">{self.css()}</style>
</head>
<body>
<div class="{style.cls("page")}">
<div class="{style.cls("banner")}"><b>{parts.banner}</b><i>{parts.slogan}</i></div>
<div class="{style.cls("menu")}">{self.links(parts.menu)}</div>
<div class="{style.cls("ticker")}"><span>{parts.clock}</span> <em>{parts.ticker}</em></div>
{side}
{main}
<div class="{style.cls("footer")}">{foot}</div>
</div>
<script type="text/javascript">var _gaq = _gaq || []; _gaq.push(['_trackPageview']);</script>
</body>
</html>
"""

    def css(self) -> str:
        main, dark, back = PALETTE[self.style.number("palette", 0, len(PALETTE) - 1)]
        roles = (
            "page",
            "banner",
            "menu",
            "ticker",
            "side",
            "box",
            "head",
            "lead",
            "date",
            "footer",
        )
        names = {role: self.style.cls(role) for role in roles}
        floated = self.style.pick("side-at", "left", "right")
        return CSS.format(main=main, dark=dark, back=back, float=floated, **names)

    def title(self, html: str) -> str:
        name = self.style.cls("title")
        forms = (
            f'<h1 class="{name}">{html}</h1>',
            f'<h2 class="{name}">{html}</h2>',
            f'<div class="{name}"><h1>{html}</h1></div>',
            f'<span id="{name}" class="{name}" style="font-size:19px">{html}</span>',
            f'<div class="{name}" style="font-size:19px;font-weight:bold">{html}</div>',
        )
        return self.style.pick("title-form", *forms)

    def lead(self, html: str) -> str:
        name = self.style.cls("lead")
        forms = (
            f'<div class="{name}">{html}</div>',
            f'<p class="{name}"><strong>{html}</strong></p>',
            f'<h2 class="{name}" style="font-size:13px">{html}</h2>',
            f"<p><b>{html}</b></p>",
            f'<div class="{name}"><strong><em>{html}</em></strong></div>',
        )
        return self.style.pick("lead-form", *forms) if html else ""
