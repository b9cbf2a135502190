"""The archive: write and read WARC. Free of Scrapy; the one part that `cms` may import."""
