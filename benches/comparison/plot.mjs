// The two charts with Observable Plot on a server, where linkedom stands in for the browser.
import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";

const { document } = parseHTML("<!doctype html><html><body></body></html>");

const partners = {
  Kazakhstan: [62.0, 60.1, 81.4, 120.2, 160.5, 170.9, 171.3],
  Kyrgyzstan: [40.2, 15.3, 43.3, 90.1, 120.4, 128.8, 168.0],
  Tajikistan: [11.0, 5.2, 9.6, 14.0, 25.9, 26.4, 30.2],
  Uzbekistan: [6.0, 7.7, 9.1, 13.3, 21.0, 24.0, 29.8],
};
const courses = Object.entries(partners).flatMap(([name, values]) =>
  values.map((value, at) => ({ name, year: 2019 + at, value })),
);
const amounts = [139.0, 132.7, 164.1, 148.4, 156.9, 246.4, 357.3, 435.1, 520.1].map((value, at) => ({
  year: `${2017 + at}`,
  value,
}));
const last = courses.filter((d) => d.year === 2025);

const charts = {
  "line-four": () =>
    Plot.plot({
      document,
      width: 720,
      height: 340,
      marginRight: 90,
      x: { tickFormat: "d" },
      marks: [
        Plot.ruleY([0]),
        Plot.line(courses, { x: "year", y: "value", stroke: "name", marker: true }),
        Plot.text(last, { x: "year", y: "value", text: "name", textAnchor: "start", dx: 6 }),
      ],
    }),
  "bars-annual": () =>
    Plot.plot({
      document,
      width: 720,
      height: 340,
      x: { type: "band" },
      marks: [
        Plot.ruleY([0]),
        Plot.barY(amounts, { x: "year", y: "value" }),
        Plot.text(amounts, { x: "year", y: "value", text: "value", dy: -6 }),
      ],
    }),
};

for (const [name, draw] of Object.entries(charts)) {
  let markup = "";
  for (let n = 0; n < 50; n++) markup = draw().outerHTML;
  const runs = 200;
  const begun = performance.now();
  for (let n = 0; n < runs; n++) markup = draw().outerHTML;
  const each = ((performance.now() - begun) * 1000) / runs;
  console.log(`Observable Plot ${name}: ${each.toFixed(1)} µs, ${Buffer.byteLength(markup)} bytes`);
}
