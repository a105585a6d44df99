// Keys: "/" goes to the search box, j and k walk rows, Enter opens; in review 1 2 3 ? u press the buttons that
// carry data-key.  Nothing here is needed: every act is a link or a button as well.
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
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
    if (event.key === "/") {
      const box = document.querySelector("[data-search]");
      if (box) { event.preventDefault(); box.focus(); box.select(); }
    } else if (event.key === "j" || event.code === "KeyJ") walk(1);
    else if (event.key === "k" || event.code === "KeyK") walk(-1);
    else {
      const pressed = [...document.querySelectorAll("[data-key]")].find(
        (button) => button.dataset.key === event.key || button.dataset.code === event.code);
      if (pressed) { event.preventDefault(); pressed.click(); }
    }
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
  });
})();
