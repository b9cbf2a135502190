"""What machines read: sitemap, RSS, robots."""

from xml.sax.saxutils import escape

from samples.answer import Answer
from samples.frame.sheet import Visit
from samples.portal import Portal

# The day of a move to another server: real sitemaps give it to every page, whatever its age.
MOVED_ON = "2019-12-02"


def sitemap(portal: Portal, visit: Visit) -> Answer:
    """List home, sections and articles, apart from those that no sitemap knows."""
    listing = portal.newest_era.addresses.listing
    articles = portal.found_by("sitemap")
    known = map(portal.url, articles)
    targets = ["/", *(listing(key) for key in portal.menu), *known, portal.dead_path]
    if "sitemap" in portal.hide:
        targets = ["/"]
    rows = "".join(
        f"<url><loc>{escape(visit.base + target)}</loc><lastmod>{MOVED_ON}</lastmod></url>\n"
        for target in targets
    )
    xml = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{rows}</urlset>\n'
    )
    return Answer(content_type="application/xml; charset=utf-8", body=xml.encode())


def rss(portal: Portal, visit: Visit) -> Answer:
    items = "".join(
        f"<item><title>{escape(article.title)}</title>"
        f"<link>{escape(visit.base + portal.url(article))}</link></item>\n"
        for article in portal.found_by("lists")[:10]
    )
    channel = f"<channel><title>{portal.site}</title>{items}</channel>"
    xml = f'<?xml version="1.0"?>\n<rss version="2.0">{channel}</rss>'
    return Answer(content_type="application/rss+xml; charset=utf-8", body=xml.encode())


def robots(visit: Visit) -> Answer:
    lines = (
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /tim-kiem",
        f"Sitemap: {visit.base}/sitemap.xml",
    )
    return Answer(content_type="text/plain", body=("\n".join(lines) + "\n").encode())
