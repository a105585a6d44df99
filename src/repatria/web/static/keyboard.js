// Keys: "/" goes to the search box, j and k walk rows, Enter opens.  Buttons, links and fields that carry data-keys
// (places on the keyboard, such as KeyU) or data-key (a sign, such as ?) answer to them.  Nothing here is needed: every
// act is a link or a button as well.
(() => {
  "use strict";
  const typing = (target) => target.closest("input:not([type=radio]):not([type=checkbox]), textarea, select");
  const rows = () => [...document.querySelectorAll("[data-rows] [data-row] a[href]:first-of-type, a[data-row]")];
  const walk = (step) => {
    const all = rows();
    if (!all.length) return;
    const at = all.indexOf(document.activeElement);
    const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + step));
    all[next].focus();
    all[next].scrollIntoView({ block: "nearest" });
  };
  // A Latin letter is itself, wherever a layout has it; on a Cyrillic layout the key in the same place counts.
  const place = (event) => (/^[a-z]$/i.test(event.key) ? `Key${event.key.toUpperCase()}` : event.code);
  const pressedBy = (event) => {
    const at = event.shiftKey ? "" : place(event);
    // Enter on something that has the focus opens that.
    const isOwn = event.key === "Enter" && event.target.closest("a, button, summary, input");
    return [...document.querySelectorAll("[data-keys], [data-key]")].find((one) =>
      (at && (one.dataset.keys || "").split(" ").includes(at)) || (!isOwn && one.dataset.key === event.key));
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (typing(event.target)) {
      if (event.key === "Escape" && event.target.dataset.keys) event.target.blur();
      return;
    }
    const at = place(event);
    if (event.key === "/" || (at === "Slash" && !event.shiftKey)) {
      const box = document.querySelector("[data-search]");
      if (box) { event.preventDefault(); box.focus(); box.select(); }
    } else if (at === "KeyJ") walk(1);
    else if (at === "KeyK") walk(-1);
    else {
      const pressed = pressedBy(event);
      if (!pressed) return;
      event.preventDefault();
      if (event.repeat) return;  // a key held down decides one pair, not ten
      if (pressed.matches("input")) pressed.focus();
      else pressed.click();
    }
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
  });
})();
