// Fetches the list of jobs again while one of them is open; the page itself once all have ended.
(() => {
  const EVERY_MS = 2000;
  const place = document.querySelector("[data-desk-refresh]");
  if (!place) return;
  const isBusy = () => place.querySelector("#desk-jobs")?.dataset.busy === "yes";
  const refresh = async () => {
    if (!isBusy()) return;
    const answer = await fetch(place.dataset.deskRefresh, { credentials: "same-origin" }).catch(() => null);
    if (answer?.ok) {
      place.innerHTML = await answer.text();
      if (!isBusy()) { window.location.reload(); return; }
    }
    setTimeout(refresh, EVERY_MS);
  };
  setTimeout(refresh, EVERY_MS);
})();
