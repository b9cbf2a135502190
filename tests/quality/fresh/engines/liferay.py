"""In the manner of Liferay 6 and 7: portlet boundaries, asset publisher, milliseconds in paths."""

from html import escape

from samples.slug import slug
from samples.vietnamese_date import write_moment
from tests.quality.fresh.page import SECTIONS, Engine, Sheet, digits
from tests.quality.fresh.story import Story
from tests.quality.fresh.widgets import Widget


class Liferay(Engine):
    name = "liferay"

    def address(self, story: Story) -> str:
        if story.serial % 3:
            return f"/-/{slug(story.title)}"
        made = int(story.published.timestamp() * 1000)
        return f"/chi-tiet-tin/-/view-article/1/{story.serial}/{made}"

    def dates_by_address(self, story: Story) -> bool:
        return story.serial % 3 == 0

    def article(self, sheet: Sheet, story: Story) -> str:
        say = sheet.say
        instance = digits(sheet.site.name, length=12)
        title = escape(story.title, quote=False)
        lead = escape(story.lead, quote=False)
        lead_form = sheet.site.pick(
            "lead", '<div class="detail-summary"><b>{}</b></div>', "<p><b>{}</b></p>",
            '<div class="text-justify tomtat">{}</div>',
        )  # fmt: skip
        return f"""
<div class="portlet-boundary portlet-boundary_101_ portlet-asset-publisher"
 id="p_p_id_101_{instance}_">
<section class="portlet" id="portlet_101_INSTANCE_{instance}"><header class="portlet-topper">
<h1 class="portlet-title">
<span class="portlet-title-text">{say("Chi tiết bài viết")}</span></h1></header>
<div class="portlet-content"><div class="portlet-content-container"><div class="portlet-body">
<div class="asset-full-content no-title">
<div class="taglib-header"><a class="icon-circle-arrow-left"
 href="#">{say("Quay lại")}</a> <h3 class="header-title">{title}</h3></div>
{self._date(sheet, story)}
<div class="asset-content" id="asset_{story.serial}"><div class="journal-content-article">
{lead_form.format(lead) if lead else ""}
{sheet.body(story)}
</div>{self._files(story)}</div>
<div class="asset-ratings">{say(f"Trung bình ({story.serial % 7} Bình chọn)")}
<span>{say("Điểm trung bình là 0.0 sao trên 5.")}</span></div>
<div class="social-bookmarks"><a href="#">{say("Tweet")}</a> <a href="#">{say("Chia sẻ")}</a></div>
</div></div></div></div></section></div>
{self._more(sheet, story)}"""

    def _date(self, sheet: Sheet, story: Story) -> str:
        views = sheet.say(f"Xem với cỡ chữ A A A | Lượt đọc {story.serial * 2}")
        if not story.dated:
            return f'<div class="asset-metadata">{views}</div>'
        form = sheet.site.pick(
            "date", "{weekday}, {d:02}/{m:02}/{y}, {H:02}:{M:02}",
            "{d:02}/{m:02}/{y} {H:02}:{M:02}",
            "Ngày xuất bản: {d:02}-{m:02}-{y}",
        )  # fmt: skip
        date = sheet.say(write_moment(form, story.published))
        return (
            '<div class="asset-metadata"><span class="metadata-entry metadata-publish-date">'
            f"{date}</span> <span>{views}</span></div>"
        )

    def _files(self, story: Story) -> str:
        links = " ".join(
            f'<a href="{src}?t=1607671492546"><span class="taglib-text">{escape(name)}</span></a>'
            for src, name in story.files
        )
        return f'<div class="lfr-asset-attachments">{links}</div>' if links else ""

    def _more(self, sheet: Sheet, story: Story) -> str:
        newer, older = sheet.others(story)
        rows = "".join(
            f'<div class="asset-abstract">{sheet.link(other)} '
            f"<small>{sheet.say(f'{other.published:%d/%m/%Y}')}</small></div>"
            for other in (*newer, *older)
        )
        return self._portlet(sheet, Widget(sheet.say("Tin đã đưa"), (rows,)))

    def _portlet(self, sheet: Sheet, box: Widget) -> str:
        number = digits(box.heading + sheet.site.name, length=8)
        rows = "\n".join(f'<div class="row-fluid">{row}</div>' for row in box.rows)
        return (
            f'<div class="portlet-boundary portlet-static-end" id="p_p_id_{number}_">'
            f'<span id="p_{number}"></span><section class="portlet"><header>'
            '<h1 class="portlet-title">'
            f'<span class="portlet-title-text">{box.heading}</span></h1></header>'
            f'<div class="portlet-content"><div class="portlet-body">{rows}</div></div>'
            "</section></div>"
        )

    def frame(self, sheet: Sheet, middle: str, *, title: str) -> str:
        say, site = sheet.say, sheet.site
        boxes = [self._portlet(sheet, box) for box in sheet.widgets()]
        menu = "".join(
            '<li class="lfr-nav-item"><a role="menuitem" href="/web/guest">'
            f"<span>{say(name)}</span></a></li>"
            for name in SECTIONS
        )
        return f"""<!DOCTYPE html>
<html class="ltr" dir="ltr" lang="vi-VN"><head><title>{escape(title)} - {escape(site.name)}</title>
<meta content="initial-scale=1.0, width=device-width" name="viewport" />
<script type="text/javascript">// <![CDATA[
var Liferay = Liferay || {{}}; Liferay.PortletKeys = {{ANNOUNCEMENTS: '83'}};
// ]]></script></head>
<body class="yui3-skin-sam controls-visible guest-site signed-out public-page site">
<a href="#main-content" id="skip-to-content">{say("Truy cập nội dung luôn")}</a>
<div class="container-fluid" id="wrapper"><header id="banner" role="banner">
<h1 class="site-title">
<a class="logo" href="/"><img alt="{escape(site.name)}" src="/image/logo"/></a></h1>
<a href="/c/portal/login" id="sign-in" rel="nofollow">{say("Đăng nhập")}</a>
<div class="clock">{sheet.clock()}</div>
<nav id="navigation" role="navigation"><ul>{menu}</ul></nav></header>
<div id="content"><div class="columns-3" id="main-content" role="main">
<div class="portlet-layout row">
<div class="aui-w25 portlet-column portlet-column-first" id="column-1">{"".join(boxes[::2])}</div>
<div class="aui-w50 portlet-column" id="column-2">{middle}</div>
<div class="aui-w25 portlet-column portlet-column-last" id="column-3">{"".join(boxes[1::2])}</div>
</div></div></div>
<footer id="footer" role="contentinfo"><p>{say(f"{site.name} - Cơ quan chủ quản: UBND huyện")}</p>
<p>{say("Giấy phép số 12/GP-TTĐT cấp ngày 05/03/2014")}</p>
<p>{say("Powered by Liferay")}</p></footer>
</div><form action="#" class="hide" id="hrefFm" method="post"></form></body></html>"""
