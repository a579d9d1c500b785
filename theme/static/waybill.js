// What scripts add to pages that are complete without them: the choice of a theme, and the papers of a figure
// shown beside it. Loaded in the head and not deferred, so that a chosen theme stands before the first paint.

(() => {
  "use strict";

  // Theme. Nothing is stored while the reader's choice is what their system says.

  const root = document.documentElement;
  root.dataset.script = ""; // Lets the style sheet keep room for the switch.
  const systemDark = matchMedia("(prefers-color-scheme: dark)");
  const storage = {
    get() { try { return localStorage.getItem("waybill-theme"); } catch { return null; } },
    set(theme) {
      try { theme ? localStorage.setItem("waybill-theme", theme) : localStorage.removeItem("waybill-theme"); }
      catch { /* Storage may be forbidden: the choice then lasts for this page. */ }
    },
  };
  const chosen = storage.get();
  if (chosen === "light" || chosen === "dark") root.dataset.theme = chosen;

  const isDark = () => (root.dataset.theme ?? (systemDark.matches ? "dark" : "light")) === "dark";

  function addThemeToggle() {
    const place = document.querySelector(".masthead-inner");
    if (!place) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "theme-toggle";
    button.setAttribute("aria-label", "Dark theme");
    button.title = "Dark theme";
    const show = () => button.setAttribute("aria-pressed", String(isDark()));
    button.addEventListener("click", () => {
      const dark = !isDark();
      if (dark === systemDark.matches) {
        delete root.dataset.theme;
        storage.set(null);
      } else {
        root.dataset.theme = dark ? "dark" : "light";
        storage.set(root.dataset.theme);
      }
      show();
    });
    systemDark.addEventListener("change", show);
    show();
    place.append(button);
  }

  // Papers. The card is a copy of the entry at the page's end, without its id and its way back. It stands in the
  // document after its figure, so that Tab goes from the figure into it; being a popover it is clipped by nothing.
  // It opens on hover, focus or tap, stays while pointer or focus is on it, and closes on Escape (WCAG 1.4.13).

  const OPEN_AFTER = 120;  // ms: a pointer that crosses a figure on its way opens nothing
  const CLOSE_AFTER = 250; // ms: time to move from the figure onto its card
  let open = null;         // { figure, card }
  let timer = 0;
  let dismissed = null;    // a figure whose card was closed from within: the focus that returns to it opens nothing

  function later(action, delay) {
    clearTimeout(timer);
    timer = setTimeout(action, delay);
  }

  function entryOf(figure) {
    const id = decodeURIComponent(figure.hash.slice(1));
    return id ? document.getElementById(id) : null;
  }

  function buildCard(figure, entry) {
    const card = document.createElement("div");
    card.className = "papers-card";
    card.popover = "manual";
    card.setAttribute("role", "group");
    card.setAttribute("aria-label", `Papers of ${figure.textContent}`);
    const copy = entry.cloneNode(true);
    copy.querySelectorAll(".paper-back").forEach((part) => part.remove());
    copy.querySelectorAll("[id]").forEach((part) => part.removeAttribute("id"));
    card.append(...copy.childNodes);
    const more = document.createElement("p");
    more.className = "paper-more";
    const link = document.createElement("a");
    link.href = figure.hash;
    link.textContent = "In the list of figures and their sources";
    link.addEventListener("click", () => hide());
    more.append(link);
    card.append(more);
    return card;
  }

  function position(figure, card) {
    const gap = 8;
    const margin = 16;
    const lines = figure.getClientRects();
    const at = lines[0] ?? figure.getBoundingClientRect();
    const below = lines[lines.length - 1] ?? at;
    const width = card.offsetWidth;
    const height = card.offsetHeight;
    const left = Math.min(Math.max(margin, at.left), root.clientWidth - width - margin);
    const fitsBelow = below.bottom + gap + height <= innerHeight - margin;
    const top = fitsBelow || at.top < height + gap + margin ? below.bottom + gap : at.top - gap - height;
    card.style.left = `${Math.max(margin, left)}px`;
    card.style.top = `${top}px`;
  }

  function show(figure) {
    clearTimeout(timer);
    if (open?.figure === figure) return;
    hide();
    const entry = entryOf(figure);
    if (!entry) return;
    const card = buildCard(figure, entry);
    figure.after(card);
    card.showPopover();
    position(figure, card);
    figure.setAttribute("aria-expanded", "true");
    open = { figure, card };
  }

  function hide() {
    clearTimeout(timer);
    if (!open) return;
    const { figure, card } = open;
    open = null;
    figure.removeAttribute("aria-expanded");
    if (card.contains(document.activeElement)) {
      dismissed = figure;
      figure.focus({ preventScroll: true });
      dismissed = null;
    }
    card.remove();
  }

  const figureAt = (target) => target instanceof Element ? target.closest("a.figure") : null;
  const inCard = (target) => target instanceof Node && Boolean(open?.card.contains(target));

  const hasFocus = () => open.figure.matches(":focus-visible") || inCard(document.activeElement);

  function listenForPapers() {
    if (!("popover" in HTMLElement.prototype)) return;
    document.addEventListener("pointerover", (event) => {
      if (event.pointerType === "touch") return;
      const figure = figureAt(event.target);
      if (figure) later(() => show(figure), open ? 0 : OPEN_AFTER);
      else if (inCard(event.target)) clearTimeout(timer);
      else if (open && !hasFocus()) later(hide, CLOSE_AFTER);
      else if (!open) clearTimeout(timer);
    });
    document.addEventListener("focusin", (event) => {
      const figure = figureAt(event.target);
      if (figure && figure === dismissed) return;
      if (figure?.matches(":focus-visible")) show(figure);
      else if (open && figure !== open.figure && !inCard(event.target)) hide();
    });
    document.addEventListener("click", (event) => {
      clearTimeout(timer);
      const figure = figureAt(event.target);
      if (figure && event.pointerType === "touch" && open?.figure !== figure && entryOf(figure)) {
        event.preventDefault(); // The first tap opens the card, the second follows the link.
        show(figure);
      } else if (!inCard(event.target)) {
        hide();
      }
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && open) hide();
    });
    addEventListener("resize", hide);
    addEventListener("scroll", () => { if (open) position(open.figure, open.card); }, { passive: true });
    addEventListener("beforeprint", hide);
  }

  // Contents: the section being read is marked.

  function followContents() {
    const links = new Map();
    for (const link of document.querySelectorAll(".contents a")) {
      const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      if (heading) links.set(heading, link);
    }
    if (links.size === 0) return;
    const headings = [...links.keys()];
    let current = null;
    const update = () => {
      const passed = headings.filter((heading) => heading.getBoundingClientRect().top < innerHeight * 0.3);
      const link = links.get(passed[passed.length - 1]) ?? null;
      if (link === current) return;
      current?.removeAttribute("aria-current");
      link?.setAttribute("aria-current", "true");
      current = link;
    };
    // A jump can carry a heading from below the window to above it, which an IntersectionObserver does not report.
    let asked = false;
    addEventListener("scroll", () => {
      if (asked) return;
      asked = true;
      requestAnimationFrame(() => { asked = false; update(); });
    }, { passive: true });
    update();
  }

  function start() {
    addThemeToggle();
    listenForPapers();
    followContents();
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
