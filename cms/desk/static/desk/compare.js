// Original and article: scrolling together, and a click on a text that offers what can be done.
(() => {
  const frame = document.getElementById("desk-original");
  const article = document.getElementById("desk-article");
  const dialog = document.getElementById("desk-piece");
  if (!frame || !dialog) return;
  const choices = document.getElementById("desk-piece-choices");
  const rowOf = (number) => document.querySelector(`[data-desk-piece="${CSS.escape(number)}"]`);

  const offer = (piece) => {
    const row = rowOf(piece.dataset.piece);
    document.getElementById("desk-piece-text").textContent = piece.textContent;
    choices.replaceChildren();
    if (row) {
      const form = row.closest("form").cloneNode(false);
      row.closest("form").querySelectorAll("input[type=hidden]").forEach((input) => form.append(input.cloneNode()));
      const rule = row.querySelector("small");
      if (rule) form.append(rule.cloneNode(true));
      form.append(row.querySelector(".desk-piece-buttons").cloneNode(true));
      choices.append(form);
    } else {
      choices.textContent = piece.title;
    }
    dialog.showModal();
  };
  document.getElementById("desk-piece-close").addEventListener("click", () => dialog.close());

  // The last text above the upper edge decides where the other side stands.
  const share = (top, height, view) => (height > view ? top / (height - view) : 0);
  const together = (page) => {
    let leader = null;
    const lead = (who, move) => () => {
      if (leader && leader !== who) return;
      leader = who;
      move();
      clearTimeout(lead.timer);
      lead.timer = setTimeout(() => { leader = null; }, 120);
    };
    const root = page.scrollingElement;
    page.addEventListener("scroll", lead("page", () => {
      article.scrollTop = share(root.scrollTop, root.scrollHeight, root.clientHeight) * (article.scrollHeight - article.clientHeight);
    }));
    article.addEventListener("scroll", lead("article", () => {
      root.scrollTop = share(article.scrollTop, article.scrollHeight, article.clientHeight) * (root.scrollHeight - root.clientHeight);
    }));
  };

  const ready = () => {
    const page = frame.contentDocument;
    if (!page || !page.body || page.body.dataset.deskReady) return;
    if (page.location.href === "about:blank") return;
    page.body.dataset.deskReady = "yes";
    page.addEventListener("click", (event) => {
      const piece = event.target.closest("[data-piece]");
      if (piece) offer(piece);
    });
    page.addEventListener("keydown", (event) => {
      const piece = event.target.closest && event.target.closest("[data-piece]");
      if (piece && event.key === "Enter") { event.preventDefault(); offer(piece); }
    });
    const first = page.querySelector('[data-fate="kept"]');
    // Not scrollIntoView: it would move the whole admin page with it.
    if (first) page.scrollingElement.scrollTop = first.getBoundingClientRect().top - 16;
    together(page);
  };
  frame.addEventListener("load", ready);
  ready();
})();
