// The search. It reads the parts of the index that hold the words asked for, and the pages that it shows; the index
// is described in src/render/search/mod.rs, and words are divided here as they are there.
(() => {
  "use strict";

  const SHOWN = 20;

  function termsOf(text, stopWords) {
    const terms = [];
    const words = /\p{Script=Han}+|(?:(?!\p{Script=Han})[\p{L}\p{N}])+(?:(?<=\d)[.,](?=\d)[\p{L}\p{N}]+)*/gu;
    for (const [match] of text.matchAll(words)) {
      if (/^\p{Script=Han}/u.test(match)) {
        const characters = [...match];
        for (let i = 1; i < characters.length; i++) terms.push(characters[i - 1] + characters[i]);
        continue;
      }
      const word = match.toLowerCase().replaceAll(",", "");
      if (!/^[^0-9]$/.test(word) && !stopWords.has(word)) terms.push(singular(word));
    }
    return terms;
  }

  // Harman's S stemmer.
  function singular(word) {
    if (word.length < 4 || /[^\x00-\x7f]/.test(word)) return word;
    if (/ies$/.test(word) && !/[ea]ies$/.test(word)) return `${word.slice(0, -3)}y`;
    if ((/es$/.test(word) && !/[aeo]es$/.test(word)) || (/s$/.test(word) && !/(us|ss|es)$/.test(word))) {
      return word.slice(0, -1);
    }
    return word;
  }

  // For the test that holds both sides of the search together.
  if (typeof document === "undefined") {
    globalThis.termsOf = termsOf;
    return;
  }

  function start(form) {
    const { parts, run, stop } = form.dataset;
    const stopWords = new Set(stop.split(" "));
    const input = form.querySelector("input");
    const status = document.getElementById("search-status");
    const results = document.getElementById("search-results");
    const base = new URL(form.action);
    const files = new Map();
    let asked = 0;

    function read(name) {
      if (!files.has(name)) {
        const file = fetch(new URL(name, base)).then((answer) => {
          if (!answer.ok) throw new Error(answer.statusText);
          return answer.json();
        });
        file.catch(() => files.delete(name));
        files.set(name, file);
      }
      return files.get(name);
    }

    // Pages that hold a term, or a word that begins with it, with what it counts for: whole words count more.
    async function find(term) {
      const part = (term.charCodeAt(0) * 31 + (term.charCodeAt(1) || 0)) % Number(parts);
      const index = await read(`terms-${part}.json`);
      const found = new Map();
      for (const [word, places] of Object.entries(index)) {
        if (!word.startsWith(term)) continue;
        let page = 0;
        for (let i = 0; i < places.length; i += 2) {
          page += places[i];
          const score = places[i + 1] * (word === term ? 3 : 1);
          found.set(page, Math.max(found.get(page) ?? 0, score));
        }
      }
      return found;
    }

    async function search(query) {
      const mine = ++asked;
      const terms = [...new Set(termsOf(query, stopWords))];
      if (terms.length === 0) return show([], query, 0);
      status.textContent = "Searching …";
      try {
        const found = await Promise.all(terms.map(find));
        let pages = [...found[0].keys()].filter((page) => found.every((of) => of.has(page)));
        const rarity = found.map((of) => 1 / Math.log2(2 + of.size));
        const score = (page) => found.reduce((sum, of, i) => sum + of.get(page) * rarity[i], 0);
        pages = pages.map((page) => [page, score(page)]).sort((a, b) => b[1] - a[1] || a[0] - b[0]);
        const count = pages.length;
        const rows = await Promise.all(pages.slice(0, SHOWN).map(async ([page]) => {
          const rows = await read(`pages-${Math.floor(page / run)}.json`);
          return rows[page % run];
        }));
        if (mine === asked) show(rows, query, count);
      } catch {
        if (mine === asked) {
          results.replaceChildren();
          status.textContent = location.protocol === "file:"
            ? "The search needs the site to be served: a browser reads no index from a folder."
            : "The index could not be read. Please try again.";
        }
      }
    }

    function show(rows, query, count) {
      results.replaceChildren(...rows.map(([url, title, kind, summary]) => {
        const item = document.createElement("li");
        const link = document.createElement("a");
        link.href = new URL(url, base);
        link.textContent = title;
        const what = document.createElement("span");
        what.className = "search-kind";
        what.textContent = kind;
        const text = document.createElement("p");
        text.textContent = summary;
        item.append(link, what, text);
        return item;
      }));
      if (!query.trim()) status.textContent = "";
      else if (count === 0) status.textContent = `Nothing found for “${query}”.`;
      else if (count > rows.length) status.textContent = `The first ${rows.length} of ${count} pages for “${query}”`;
      else status.textContent = count === 1 ? `One page for “${query}”` : `${count} pages for “${query}”`;
    }

    function ask() {
      const address = new URL(location.href);
      if (input.value) address.searchParams.set("q", input.value);
      else address.searchParams.delete("q");
      if (location.protocol !== "file:") history.replaceState(null, "", address);
      search(input.value);
    }

    let timer = 0;
    input.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, 150);
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      clearTimeout(timer);
      ask();
    });
    const query = new URLSearchParams(location.search).get("q");
    if (query) {
      input.value = query;
      search(query);
    }
  }

  document.addEventListener("DOMContentLoaded", () => {
    const form = document.getElementById("search-form");
    if (form) start(form);
  });
})();
