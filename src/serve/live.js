// Keeps a previewed page up to date. Every event says what is served for this page now, so none can be missed.
(() => {
  "use strict";
  const seen = { ...document.currentScript.dataset };
  const embedded = window.top !== window;
  let source = null;

  const element = (name, text, className) => {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    if (className) made.className = className;
    return made;
  };

  const place = (finding) => {
    const text = `${finding.file}:${finding.line}:${finding.column}`;
    if (!finding.link) return element("code", text);
    const link = element("a", text);
    link.href = finding.link;
    return link;
  };

  const list = (findings) => {
    const items = element("ol");
    for (const finding of findings) {
      const item = element("li", undefined, finding.severity);
      const title = element("p");
      title.append(element("strong", `${finding.severity}[${finding.rule}] `), finding.message);
      const at = element("p");
      at.append(place(finding));
      item.append(title, at);
      if (finding.excerpt) item.append(element("pre", finding.excerpt));
      if (finding.hint) item.append(element("p", `help: ${finding.hint}`));
      items.append(item);
    }
    return items;
  };

  const show = (state) => {
    document.getElementById("waybill-findings")?.remove();
    if (embedded || state.errors + state.warnings === 0) return;
    const broken = state.errors > 0;
    const region = element(broken ? "section" : "details", undefined, broken ? "broken" : "warned");
    region.id = "waybill-findings";
    const count = (n, one) => `${n} ${one}${n === 1 ? "" : "s"}`;
    if (broken) {
      region.setAttribute("role", "alertdialog");
      region.setAttribute("aria-labelledby", "waybill-findings-title");
      const title = element("h2", `${count(state.errors, "error")}: this is the last state without any`);
      title.id = "waybill-findings-title";
      const close = element("button", "Hide");
      close.type = "button";
      close.addEventListener("click", () => region.remove());
      region.append(title, close);
    } else {
      region.append(element("summary", count(state.warnings, "warning")));
    }
    region.append(list(state.findings));
    document.body.append(region);
  };

  const swapStyles = () => {
    for (const old of document.querySelectorAll('link[rel="stylesheet"]:not([data-waybill])')) {
      const next = old.cloneNode();
      const url = new URL(old.href);
      url.searchParams.set("waybill", seen.styles);
      next.href = url.href;
      next.addEventListener("load", () => old.remove());
      old.after(next);
    }
  };

  const swapFigures = async (state) => {
    const answer = await fetch(location.href);
    const next = new DOMParser().parseFromString(await answer.text(), "text/html");
    const old = document.querySelectorAll("figure");
    const now = next.querySelectorAll("figure");
    if (old.length !== now.length) return location.reload();
    old.forEach((figure, i) => figure.replaceWith(document.importNode(now[i], true)));
    seen.page = state.page;
  };

  const follow = (state) => {
    show(state);
    if (state.copies !== seen.copies || state.shape !== seen.shape) return location.reload();
    if (state.styles !== seen.styles) {
      seen.styles = state.styles;
      swapStyles();
    }
    if (state.page !== seen.page) swapFigures(state).catch(() => location.reload());
  };

  // Browsers keep few connections to a server: a page that nobody sees leaves its own to others.
  const connect = () => {
    source?.close();
    source = null;
    if (document.hidden) return;
    source = new EventSource(`/-/waybill/events?page=${encodeURIComponent(location.pathname)}`);
    source.addEventListener("state", (event) => follow(JSON.parse(event.data)));
  };
  document.addEventListener("visibilitychange", connect);
  window.addEventListener("pagehide", () => source?.close());
  connect();
})();
