// Holds the papers of a figure against each way of getting at them: pointer, keyboard, touch, screen reader, no scripts.

const CARD = ".papers-card:popover-open";

/** Opens the page with `opened(path, width, theme, scripts)`, and calls `fail` with what does not hold. */
export async function papers(opened, path, fail) {
  const check = (holds, what) => { if (!holds) fail(`${path}: papers: ${what}`); };
  await byPointer(await opened(path, 1280, "light"), check);
  await byKeyboard(await opened(path, 1280, "light"), check);
  await byTouch(await opened(path, 390, "light"), check);
  await byScreenReader(await opened(path, 1280, "light"), check);
  await withoutScripts(await opened(path, 1280, "light", false), check);
}

/** The middle of the first line of an element: one that breaks over lines has none of its own in the middle of its box. */
const middle = (element) => element.evaluate((node) => {
  const { x, y, width, height } = node.getClientRects()[0];
  return [x + width / 2, y + height / 2];
});

const pause = (milliseconds) => new Promise((done) => { setTimeout(done, milliseconds); });

/** Until the window has scrolled to where it was sent. */
async function settled(element) {
  const top = () => element.evaluate((node) => node.getBoundingClientRect().top);
  for (let [last, now] = [NaN, await top()]; last !== now; [last, now] = [now, await top()]) await pause(120);
}

/** True once the address leads to an anchor that begins so. */
async function leadsTo(page, anchor) {
  for (let tries = 0; tries < 20; tries += 1) {
    if (new URL(page.url()).hash.startsWith(anchor)) return true;
    await pause(100);
  }
  return false;
}

const appears = (page) => page.waitForSelector(CARD, { visible: true, timeout: 2000 }).catch(() => null);
const isGone = (page) => page.waitForFunction((card) => !document.querySelector(card), { timeout: 2000 }, CARD).then(() => true, () => false);

/** The first figure in running text, in the middle of the window. */
async function figureOf(page) {
  const figure = await page.$("main p a.figure");
  await figure.evaluate((link) => link.scrollIntoView({ block: "center", behavior: "instant" }));
  await settled(figure);
  return figure;
}

async function byPointer(page, check) {
  const figure = await figureOf(page);
  await page.mouse.move(...(await middle(figure)));
  const card = await appears(page);
  check(card, "a pointer on a figure opens nothing");
  if (card) {
    await page.mouse.move(...(await middle(card)), { steps: 8 });
    await pause(500);
    check(await page.$(CARD), "the card closes under the pointer");
    const { x, y, width, height } = await card.boundingBox();
    check(x >= 0 && y >= 0 && x + width <= 1280 && y + height <= 900, "the card is cut off by the window");
    await page.mouse.move(2, 2);
    check(await isGone(page), "the card stays when the pointer has left");
  }
  await page.close();
}

async function byKeyboard(page, check) {
  const focus = () => page.evaluate(() => {
    const at = document.activeElement;
    return { figure: at.matches("a.figure") && at.id, inCard: Boolean(at.closest(".papers-card")), ring: getComputedStyle(at).outlineStyle };
  });
  let at = await focus();
  for (let presses = 0; presses < 80 && !at.figure; presses += 1) {
    await page.keyboard.press("Tab");
    at = await focus();
  }
  check(at.figure, "Tab reaches no figure");
  check(at.ring !== "none", "the focus on a figure is not to be seen");
  check(await appears(page), "the focus on a figure opens nothing");
  const { figure } = at;
  await page.keyboard.press("Tab");
  check((await focus()).inCard, "Tab does not go from the figure into its card");
  await page.keyboard.press("Escape");
  check(await isGone(page), "Escape does not close the card");
  check((await focus()).figure === figure, "the focus does not return to the figure");
  await page.keyboard.press("Enter");
  check(await leadsTo(page, "#papers-"), "Enter does not lead to the list of papers");
  await page.close();
}

async function byTouch(page, check) {
  await page.setViewport({ width: 390, height: 800, isMobile: true, hasTouch: true });
  await page.reload({ waitUntil: "load" });
  const figure = await figureOf(page);
  const tap = async () => page.touchscreen.tap(...(await middle(figure)));
  await tap();
  const card = await appears(page);
  check(card, "a tap on a figure opens nothing");
  check(await page.evaluate(() => location.hash === ""), "the first tap leaves the text");
  if (card) {
    const { x, width } = await card.boundingBox();
    check(x >= 0 && x + width <= 390, "the card is wider than the window");
    await page.touchscreen.tap(4, 400); // The margin: no link, no card.
    check(await isGone(page), "a tap beside the card does not close it");
    await tap();
    await appears(page);
    await tap();
    check(await leadsTo(page, "#papers-"), "the second tap does not lead to the list of papers");
  }
  await page.close();
}

/** What the accessibility tree says. */
async function byScreenReader(page, check) {
  const figure = await figureOf(page);
  const text = await figure.evaluate((link) => link.textContent);
  const session = await page.createCDPSession();
  await session.send("Accessibility.enable");
  const tree = async () => (await session.send("Accessibility.getFullAXTree")).nodes.filter((node) => !node.ignored);
  const property = (node, name) => node?.properties?.find((property) => property.name === name)?.value.value;
  const link = (nodes) => nodes.find((node) => node.role?.value === "link" && node.name?.value.startsWith(text));
  const shut = link(await tree());
  check(shut, `no link is called “${text}”`);
  await page.keyboard.press("Tab"); // So that the focus that follows is one of the keyboard.
  await figure.focus();
  await appears(page);
  const nodes = await tree();
  check(property(link(nodes), "expanded") === true, "an open figure is not said to be expanded");
  const card = nodes.find((node) => node.role?.value === "group" && node.name?.value === `Papers of ${text}`);
  check(card, "the card is no group with a name");
  const inner = card ? await session.send("Accessibility.queryAXTree", { backendNodeId: card.backendDOMNodeId }) : { nodes: [] };
  const said = inner.nodes.filter((node) => !node.ignored && ["StaticText", "link"].includes(node.role?.value)).map((node) => node.name?.value ?? "").join(" ");
  check(/Reported by|[Dd]erived|quotes this report/.test(said), `the card does not say where the figure comes from: “${said.slice(0, 200)}”`);
  check(inner.nodes.some((node) => node.role?.value === "link" && !node.ignored), "no link in the card is reached");
  await page.close();
}

async function withoutScripts(page, check) {
  const figure = await figureOf(page);
  await page.mouse.click(...(await middle(figure)));
  check(await leadsTo(page, "#papers-"), "a figure leads nowhere without scripts");
  const { hash } = new URL(page.url());
  const entry = hash && (await page.$(hash));
  if (entry) await settled(entry);
  check(entry && (await entry.isIntersectingViewport()), "the papers are not in view");
  const back = entry && (await entry.$(".paper-back a"));
  check(back, "there is no way back to the text");
  if (back) {
    check(/^Back to (place \d+ in )?the text/.test(await page.evaluate((link) => link.getAttribute("aria-label"), back)), "the way back has no name");
    await page.mouse.click(...(await middle(back)));
    check(await leadsTo(page, "#fig-"), "the way back leads nowhere");
  }
  await page.close();
}
