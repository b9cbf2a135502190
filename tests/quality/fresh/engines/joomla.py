"""In the manner of Joomla 2.5 and 3: item-page, article-info, pagenav, modules."""

from html import escape

from samples.slug import slug
from samples.vietnamese_date import write_moment
from tests.quality.fresh.page import SECTIONS, Engine, Sheet
from tests.quality.fresh.story import Story


class Joomla(Engine):
    name = "joomla"

    def address(self, story: Story) -> str:
        if story.serial % 2:
            return f"/index.php/{slug(story.section)}/{story.serial}-{slug(story.title)}"
        return (
            "/index.php?option=com_content&view=article"
            f"&id={story.serial}:{slug(story.title)}&catid=8&Itemid=112"
        )

    def article(self, sheet: Sheet, story: Story) -> str:
        say = sheet.say
        tag = sheet.site.pick("title", "h2", "h1", "h2")
        lead = f"<p><strong>{escape(story.lead, quote=False)}</strong></p>" if story.lead else ""
        return f"""
<div class="breadcrumbs"><span class="showHere">{say("Bạn đang ở:")} </span>
<a href="/" class="pathway">{say("Trang chủ")}</a> &raquo; <span>{say(story.section)}</span></div>
<div class="item-page" itemscope itemtype="https://schema.org/Article">
<meta itemprop="inLanguage" content="vi-VN" />
<div class="page-header"><{tag} itemprop="headline">{escape(story.title, quote=False)}</{tag}></div>
<div class="icons"><ul class="actions dropdown-menu"><li class="print-icon">
<a href="#" rel="nofollow">{say("In")}</a></li><li class="email-icon"><a href="#">{say("Email")}</a>
</li></ul></div>
{self._info(sheet, story)}
<div itemprop="articleBody">
{lead}
{sheet.body(story)}
{self._files(story)}
</div>
{self._votes(sheet, story)}{self._pager(sheet, story)}
</div>
{self._jcomments(sheet)}"""

    def _info(self, sheet: Sheet, story: Story) -> str:
        say = sheet.say
        rows = [f'<dt class="article-info-term">{say("Chi tiết")}</dt>']
        rows.append(f'<dd class="createdby">{say("Được viết bởi Quản trị viên")}</dd>')
        rows.append(f'<dd class="category-name">{say(f"Chuyên mục: {story.section}")}</dd>')
        if story.dated:
            form = "{weekday}, {d:02} Tháng {m} {y} {H:02}:{M:02}"
            label = sheet.site.pick("date", "Được đăng:", "Ngày tạo:", "Đăng ngày")
            text = say(f"{label} {write_moment(form, story.published)}")
            rows.append(
                '<dd class="published"><span class="icon-calendar"></span>'
                f'<time datetime="{story.published.isoformat()}">{text}</time></dd>'
            )
        rows.append(f'<dd class="hits">{say(f"Lượt xem: {story.serial * 3}")}</dd>')
        return f'<dl class="article-info muted">{"".join(rows)}</dl>'

    def _files(self, story: Story) -> str:
        links = "".join(f'<li><a href="{src}">{escape(name)}</a></li>' for src, name in story.files)
        return f'<ul class="attachmentsList">{links}</ul>' if links else ""

    def _votes(self, sheet: Sheet, story: Story) -> str:
        options = "".join(
            f"<option>{sheet.say(f'Bình chọn {n}')}</option>" for n in range(5, 0, -1)
        )
        stars = sheet.say(f"Đánh giá của người dùng: {story.serial % 5 + 1} / 5")
        return (
            f'<div class="content_rating"><p class="unseen element-invisible">{stars}</p>'
            f"<span>{sheet.say('Hãy đánh giá bài viết này')}</span><select>{options}</select>"
            f'<input type="submit" value="Đánh giá"/></div>'
        )

    def _pager(self, sheet: Sheet, story: Story) -> str:
        newer, older = sheet.others(story)
        links = []
        for name, stories in (("&lt; Trước", older), ("Tiếp &gt;", newer)):
            if stories:
                address = self.address(stories[0])
                links.append(f'<li><a href="{address}">{name}</a></li>')
        rows = "".join(f"<li>{sheet.link(other)}</li>" for other in older)
        return (
            f'<ul class="pager pagenav">{"".join(links)}</ul>'
            f'<div class="relateditems"><h3>{sheet.say("Bài viết khác")}</h3><ul>{rows}</ul></div>'
        )

    def _jcomments(self, sheet: Sheet) -> str:
        say = sheet.say
        lines = (
            "Thêm bình luận",
            "Mã an ninh",
            "Làm mới",
            "Gửi",
            "Báo cho tôi khi có bình luận mới",
        )
        return f'<div id="jc">{"".join(f"<p>{say(line)}</p>" for line in lines)}</div>'

    def frame(self, sheet: Sheet, middle: str, *, title: str) -> str:
        say, site = sheet.say, sheet.site
        suffix = site.pick("suffix", "moduletable", "moduletable_menu", "module mod-box")
        modules = [
            f'<div class="{suffix}"><h3>{box.heading}</h3><div class="custom">'
            + "".join(f"<div>{row}</div>" for row in box.rows)
            + "</div></div>"
            for box in sheet.widgets()
        ]
        half = len(modules) // 2
        menu = "".join(
            f'<li class="item-{n}"><a href="/">{say(s)}</a></li>' for n, s in enumerate(SECTIONS)
        )
        return f"""<!DOCTYPE html>
<html xml:lang="vi-vn" lang="vi-vn"><head><base href="{site.host}/" />
<meta http-equiv="content-type" content="text/html; charset=utf-8" />
<meta name="generator" content="Joomla! - Open Source Content Management" />
<title>{escape(title)}</title></head>
<body class="site com_content view-article"><div class="body"><div class="container">
<header class="header"><a class="brand" href="/">
<span class="site-title">{say(site.name)}</span></a>
<div class="header-search">
<label class="element-invisible">{say("Tìm kiếm ...")}</label></div></header>
<nav class="navigation"><ul class="nav menu">{menu}</ul></nav>
<div class="newsflash"><marquee>{say("Nhiệt liệt hưởng ứng tuần lễ nước sạch")}</marquee>
<span>{sheet.clock()}</span></div>
<div class="row-fluid"><div id="sidebar" class="span3">{"".join(modules[:half])}</div>
<main id="content" role="main" class="span6">
<div id="system-message-container"></div>{middle}</main>
<div id="aside" class="span3">{"".join(modules[half:])}</div></div></div></div>
<footer class="footer"><p class="pull-right"><a href="#top">{say("Về đầu trang")}</a></p>
<p>{say(f"© 2022 {site.name}")}</p><p>{say("Joomla! là phần mềm tự do theo giấy phép GNU/GPL.")}</p>
</footer></body></html>"""
