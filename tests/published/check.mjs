// Holds a built site against what a reader's browser makes of it:
//
//   node check.mjs SITE PORT        (SITE was built for http://127.0.0.1:PORT/briefing/)
//
// accessibility (axe-core) of every kind of page, in both themes and at both widths; no message of the browser under a
// strict Content-Security-Policy; search; pages without scripts; the papers of figures by pointer, keyboard, touch and screen
// reader; bytes on the wire; Lighthouse.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { createContext, runInContext } from "node:vm";
import lighthouse from "lighthouse";
import puppeteer from "puppeteer-core";
import { papers } from "./papers.mjs";
import { serve } from "./server.mjs";

const [, , site, port] = process.argv;
const base = `http://127.0.0.1:${port}/briefing/`;
const WIDTHS = [1280, 390];
const THEMES = ["light", "dark"];
const WIRE = 150_000;
/** A page of each kind. */
const PAGES = [
  "", "briefings/", "briefings/total-2025/", "briefings/rail-and-ports/", "method/", "contradictions/", "glossary/",
  "charts/", "charts/trade-total/", "data/", "data/trade.total/", "sources/", "sources/xinhua-2025-07-26/", "ports/",
  "ports/khorgos/", "corridors/corridor-china-europe/", "tags/", "tags/routes/", "figures/", "search/?q=khorgos", "no-such-page/",
];

const failures = [];
const fail = (text) => failures.push(text);

const server = await serve(site, "/briefing/", Number(port));
const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update"],
});

async function opened(path, width, theme, scripts = true) {
  const page = await browser.newPage();
  await page.setViewport({ width, height: 900 });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: theme }]);
  await page.setJavaScriptEnabled(scripts);
  page.on("console", (message) => {
    const isMissing = path === "no-such-page/" && message.text().includes("404");
    if (["error", "warn"].includes(message.type()) && !isMissing) fail(`${path}: console: ${message.text()}`);
  });
  page.on("pageerror", (error) => fail(`${path}: ${error.message}`));
  await page.goto(base + path, { waitUntil: "load" });
  return page;
}

async function accessibility() {
  const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  for (const path of PAGES) {
    for (const theme of THEMES) {
      for (const width of WIDTHS) {
        const page = await opened(path, width, theme);
        // Through the debugger, which the page's policy does not bind.
        await page.evaluate(axe);
        const { violations } = await page.evaluate("axe.run()");
        for (const { id, help, nodes } of violations) {
          fail(`${path} (${theme}, ${width}): ${id}: ${help}: ${nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")}`);
        }
        const overflow = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
        if (overflow > 0) fail(`${path} (${width}): ${overflow} px wider than the window`);
        await page.close();
      }
    }
  }
}

async function search() {
  for (const [query, expected] of [["khorgos vehicle", "Vehicles exported through Khorgos"], ["霍尔果斯", "Khorgos"], ["520.37", "520.37"]]) {
    const page = await opened("search/", 1280, "light");
    await page.type("#search-form input", query);
    await page.keyboard.press("Enter");
    await page.waitForSelector("#search-results a", { timeout: 5000 }).catch(() => fail(`search: nothing for ${query}`));
    const titles = await page.$$eval("#search-results a", (links) => links.map((link) => link.textContent));
    if (!titles.some((title) => title.includes(expected))) fail(`search: ${query} finds ${titles.join("; ")}`);
    const answers = await page.$$eval("#search-results a", (links) => Promise.all(links.map(async (link) => (await fetch(link.href)).ok)));
    if (answers.includes(false)) fail(`search: a result for ${query} leads nowhere`);
    await page.close();
  }
  // Both sides of the search divide texts alike.
  const context = createContext({});
  runInContext(await readFile(new URL("../../theme/static/search.js", import.meta.url), "utf8"), context);
  const cases = JSON.parse(await readFile(new URL("../fixtures/search-terms.json", import.meta.url), "utf8"));
  const stop = (await readFile(`${site}/search/index.html`, "utf8")).match(/data-stop="([^"]*)"/)[1].split(" ");
  for (const [text, terms] of Object.entries(cases)) {
    const found = context.termsOf(text, new Set(stop));
    if (JSON.stringify(found) !== JSON.stringify(terms)) fail(`search: “${text}” is divided into ${found.join(", ")}`);
  }
}

async function withoutScripts() {
  for (const path of PAGES) {
    const page = await opened(path, 390, "light", false);
    const { text, links } = await page.$eval("main", (main) => ({
      text: main.innerText.trim().length, links: main.querySelectorAll("a[href], form[action]").length,
    }));
    if (text < 80 || links === 0) fail(`${path}: ${text} characters and ${links} links without scripts`);
    const papers = await page.$$eval("main a.figure", (figures) => figures.filter((figure) => !document.getElementById(figure.hash.slice(1))).length);
    if (papers > 0) fail(`${path}: ${papers} figures lead to no papers without scripts`);
    await page.close();
  }
}

async function weight(path) {
  const page = await browser.newPage();
  await page.setCacheEnabled(false);
  const session = await page.createCDPSession();
  await session.send("Network.enable");
  let bytes = 0;
  session.on("Network.loadingFinished", (event) => { bytes += event.encodedDataLength; });
  await page.goto(base + path, { waitUntil: "networkidle0" });
  await page.close();
  console.log(`${path || "front page"}: ${(bytes / 1000).toFixed(0)} KB on the wire`);
  if (bytes > WIRE) fail(`${path}: ${bytes} bytes on the wire, more than ${WIRE}`);
}

async function audited(path) {
  const { lhr } = await lighthouse(base + path, { port: new URL(browser.wsEndpoint()).port, output: "json", logLevel: "error" });
  const least = { performance: 0.95, accessibility: 1, "best-practices": 1, seo: 1 };
  const scores = Object.keys(least).map((category) => `${category} ${Math.round((lhr.categories[category].score ?? 0) * 100)}`);
  console.log(`${path || "front page"}: ${scores.join(", ")}`);
  for (const [category, wanted] of Object.entries(least)) {
    const { score, auditRefs } = lhr.categories[category];
    if (score >= wanted) continue;
    const poor = auditRefs.filter(({ id, weight }) => weight > 0 && (lhr.audits[id].score ?? 1) < 1).map(({ id }) => id);
    fail(`${path}: Lighthouse gives ${category} ${score}: ${poor.join(", ")}`);
  }
}

await accessibility();
await search();
await withoutScripts();
await papers(opened, "briefings/total-2025/", fail);
await papers(opened, "contradictions/", fail);
await weight("");
await weight("briefings/total-2025/");
await audited("");
await audited("briefings/total-2025/");
await browser.close();
server.close();
failures.forEach((failure) => console.error(failure));
console.log(failures.length === 0 ? `${PAGES.length} pages hold` : `${failures.length} failures`);
process.exit(failures.length === 0 ? 0 : 1);
