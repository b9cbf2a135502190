"""The Scrapy project: one spider, discovery, politeness, the fetch guard."""
