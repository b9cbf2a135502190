"""What a real browser makes of texts: put in by ``innerHTML``, and parsed as pages of their own."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from types import MappingProxyType

import pytest

PIECES_A_RUN = 150
RUN_S = 120
HARNESS = """<!doctype html><meta charset=utf-8><body><pre id=result>not done</pre>
<script id=data type=application/json>%s</script><script>
const hits = [], told = document.getElementById('result');
const {fragments, pages} = JSON.parse(document.getElementById('data').textContent);
function arm(win, id) {
  for (const name of ['alert', 'confirm', 'prompt', 'print', 'open'])
    win[name] = () => { hits.push(id + ': ' + name); };
  win.onerror = (what) => { hits.push(id + ': error ' + what); return true; };
}
const tags = new Set(('a p ul ol li b strong i em u s sup sub br table caption thead tbody tfoot ' +
  'tr th td').split(' '));
const kinds = 'mouseover mouseenter focus blur input toggle pointerdown click'.split(' ');
const running = ['script', 'iframe', 'object', 'embed', 'base'];
function leads(address) {
  // The browser's own reading of it: what it takes for a scheme counts.
  try { return /^(https?|mailto|tel):$/.test(new URL(address, 'http://x/').protocol); }
  catch { return true; }
}
function look(root, id, strict) {
  for (const element of root.querySelectorAll('*')) {
    const name = element.localName;
    const data = name === 'script' && element.type === 'application/ld+json';
    if (strict ? !tags.has(name) : running.includes(name) && !data)
      hits.push(id + ': element ' + name);
    for (const {name: key, value} of element.attributes) {
      if (key.startsWith('on') || key === 'style' && strict || key === 'srcdoc')
        hits.push(id + ': attribute ' + key);
      if (/href|src|action|formaction|data$|poster/.test(key) && !leads(value))
        hits.push(id + ': address ' + value);
    }
    for (const kind of kinds)
      element.dispatchEvent(new Event(kind, {bubbles: true, cancelable: true}));
  }
}
addEventListener('click', event => event.preventDefault(), true);
(async () => {
  for (const [id, html] of fragments) {
    arm(window, id);
    const box = document.createElement('div');
    box.innerHTML = html;
    document.body.append(box);
    look(box, id, true);
    await new Promise(done => setTimeout(done, 0));
    box.remove();
  }
  await new Promise(done => setTimeout(done, 50));
  for (const [id, html] of pages) {
    const frame = document.createElement('iframe');
    const loaded = new Promise(done => { frame.onload = done; setTimeout(done, 2000); });
    window.arming = win => arm(win, id);
    frame.srcdoc = '<script>parent.arming(window)</' + 'script><div id=begin></div>' + html;
    document.body.append(frame);
    await loaded;
    const inside = frame.contentDocument;
    if (!inside || !inside.getElementById('begin')) { hits.push(id + ': went elsewhere'); }
    else {
      inside.querySelector('script').remove();
      inside.addEventListener('click', event => event.preventDefault(), true);
      look(inside, id, false);
    }
    await new Promise(done => setTimeout(done, 0));
    frame.remove();
  }
  told.textContent = 'done ' + JSON.stringify([fragments.length, pages.length, hits]);
})();
</script>"""


def chromium() -> str:
    """Find the browser; skip the test where there is none."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        pytest.skip("no chromium on this machine")
    return found


def run_in_browser(
    folder: Path,
    *,
    fragments: Mapping[str, str] = MappingProxyType({}),
    pages: Mapping[str, str] = MappingProxyType({}),
) -> list[str]:
    """Name what ran, or could run, by piece. Raises AssertionError if a browser did not finish."""
    hits: list[str] = []
    jobs = [("fragments", iter(fragments.items())), ("pages", iter(pages.items()))]
    for kind, pieces in jobs:
        while some := list(islice(pieces, PIECES_A_RUN)):
            hits += _run(folder, {"fragments": [], "pages": [], kind: some})
    return hits


def _run(folder: Path, data: dict[str, list[tuple[str, str]]]) -> list[str]:
    page = folder / "harness.html"
    told = json.dumps(data).replace("<", "\\u003c")
    page.write_text(HARNESS.replace("%s", told, 1), encoding="utf-8")
    command = [chromium(), "--headless=new", "--no-sandbox", "--disable-gpu", "--dump-dom"]
    command += ["--virtual-time-budget=600000", "--host-resolver-rules=MAP * ~NOTFOUND"]
    command += [f"--user-data-dir={folder / 'profile'}", page.as_uri()]
    done = subprocess.run(command, capture_output=True, timeout=RUN_S, check=True)
    result = done.stdout.decode("utf-8", "replace").partition('<pre id="result">')[2]
    result = result.partition("</pre>")[0]
    assert result.startswith("done "), result[:200] or done.stderr[-500:]
    text = result.removeprefix("done ").replace("&lt;", "<").replace("&gt;", ">")
    fragments, pages, hits = json.loads(text.replace("&amp;", "&"))
    assert (fragments, pages) == (len(data["fragments"]), len(data["pages"]))
    return list(hits)
