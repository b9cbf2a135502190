// One key a button or link: whoever reviews keeps the hands on the keyboard.
(() => {
  const isTyping = (target) => target.closest("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]");
  document.addEventListener("keydown", (event) => {
    if (event.repeat || document.querySelector("dialog[open]")) return;
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const place = document.querySelector(`[data-desk-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (!place || place.disabled) return;
    event.preventDefault();
    place.click();
  });
})();
