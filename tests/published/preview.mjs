// Holds the preview against a real browser, while a site is written:
//
//   node preview.mjs WAYBILL SITE     (SITE is edited in place: give it a copy)
//
// an edited figure changes in the open page, which keeps its place; a mistake is shown over the last good page; and is
// gone when it is mended.
import { spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import puppeteer from "puppeteer-core";

const [, , waybill, site] = process.argv;
/** A figure that a chart shows, and the page with it. */
const DATA = join(site, "data/series/trade.yaml");
const FIGURE = ["value: 200.0", "value: 277.7"];
const PAGE = "briefings/first/";

const preview = spawn(waybill, ["serve", "--port", "0", "--root", site], { stdio: ["ignore", "pipe", "inherit"] });
const url = await new Promise((found, failed) => {
  let said = "";
  preview.stdout.on("data", (text) => {
    said += text;
    const match = said.match(/Serving (\S+)/);
    if (match) found(match[1]);
  });
  preview.on("exit", () => failed(new Error(`the preview ended: ${said}`)));
});
const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update"],
});

const must = (holds, what) => {
  if (!holds) throw new Error(what);
};

try {
  const page = await browser.newPage();
  // Short, so that the page has somewhere to scroll to.
  await page.setViewport({ width: 800, height: 300 });
  await page.goto(url + PAGE, { waitUntil: "load" });
  await page.evaluate("window.isTheSame = true");
  await page.evaluate("window.scrollTo({ top: document.body.scrollHeight / 2, behavior: 'instant' })");
  const scrolled = await page.evaluate("window.scrollY");
  must(scrolled > 50, `the page cannot be scrolled: ${scrolled}`);
  const charts = "[...document.querySelectorAll('figure')].map((figure) => figure.innerHTML).join()";
  const before = await page.evaluate(charts);
  must(before.includes("<svg"), "the page has no chart");

  const good = await readFile(DATA, "utf8");
  must(good.includes(FIGURE[0]), `${DATA} has no ${FIGURE[0]}`);
  await writeFile(DATA, good.replace(...FIGURE));
  await page.waitForFunction(`(${charts}) !== ${JSON.stringify(before)}`, { timeout: 20_000 });
  const edited = await page.evaluate(charts);
  must(await page.evaluate("window.isTheSame === true"), "the page was loaded again, where its chart alone changed");
  must((await page.evaluate("window.scrollY")) === scrolled, "the page lost its place");

  await writeFile(DATA, good.replace(...FIGURE).replace("unit:", "unitt:"));
  await page.waitForSelector("#waybill-findings.broken", { timeout: 20_000 });
  const overlay = await page.$eval("#waybill-findings", (element) => element.textContent);
  must(overlay.includes("unitt"), `the overlay does not name the mistake: ${overlay}`);
  must((await page.evaluate(charts)) === edited, "the last good page is gone");
  // A page that is opened now is the last good one too.
  const other = await browser.newPage();
  await other.goto(url + PAGE, { waitUntil: "load" });
  await other.waitForSelector("#waybill-findings.broken", { timeout: 20_000 });
  await other.close();
  await page.bringToFront();

  await writeFile(DATA, good);
  await page.waitForFunction("!document.querySelector('#waybill-findings.broken')", { timeout: 20_000 });
  await page.waitForFunction(`(${charts}) === ${JSON.stringify(before)}`, { timeout: 20_000 });
  must((await page.evaluate("window.scrollY")) === scrolled, "the page lost its place when it was mended");
  console.log("preview: chart swapped in its place, mistake shown, mistake gone");
} finally {
  await browser.close();
  preview.removeAllListeners("exit");
  preview.kill();
}
