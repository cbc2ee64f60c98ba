// A line plot that moves, in plain SVG.

import { h, s } from "./dom.js";

const [width, height, left, bottom, right] = [400, 150, 52, 18, 6];
const top = 8;
const span = 120_000;

/** The least of 1, 2 and 5 × 10ⁿ (or of powers of two, for bytes) that is at least a number. */
function roundUp(value, isBinary) {
  if (value <= 0) return 1;
  if (isBinary) return 2 ** Math.ceil(Math.log2(value));
  const step = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((factor) => factor * step).find((round) => round >= value);
}

/**
 * A plot of the last two minutes.
 * @param options `title`; `format`, a function from a value to its text; `top`, the largest value
 *   if that is fixed.
 * @returns `element`; `add(time, {series: value})`; `limits([[name, value, isCritical]])`.
 */
export function plot({ title, format, top: fixed }) {
  const marks = s("g");
  const lines = s("g");
  const latest = h("b", {}, "–");
  const legend = h("ul.legend");
  const drawing = s("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": title },
    marks, lines);
  const element = h("figure.card.plot", {},
    h("figcaption", {}, h("span", {}, title), latest), drawing, legend);
  const series = new Map();
  let limits = [];

  const x = (time, now) => width - right - (now - time) / span * (width - left - right);
  const y = (value, most) => top + (1 - value / most) * (height - top - bottom);

  function add(now, values) {
    for (const [name, value] of Object.entries(values)) {
      if (!Number.isFinite(value)) continue;
      if (!series.has(name)) series.set(name, []);
      series.get(name).push([now, value]);
    }
    for (const [name, points] of series) {
      while (points.length && points[0][0] < now - span) points.shift();
      if (!points.length) series.delete(name);
    }
    draw(now);
  }

  function draw(now) {
    const all = [...series.values()].flat().map(([, value]) => value);
    const isBinary = format(1 << 20).endsWith("iB");
    const most = fixed ?? roundUp(Math.max(0, ...all) * 1.05, isBinary);
    const grid = [0, 0.5, 1].map((share) => s("g", {},
      s("line", { class: "grid", x1: left, x2: width - right, y1: y(share, 1), y2: y(share, 1) }),
      s("text", { class: "tick", x: left - 6, y: y(share, 1) + 4, "text-anchor": "end" },
        format(most * share))));
    const times = ["2 min", "1 min", "now"].map((text, index) => s("text", {
      class: "tick", y: height - 2, x: left + index * (width - left - right) / 2,
      "text-anchor": ["start", "middle", "end"][index],
    }, text));
    const thresholds = limits.filter(([, value]) => value <= most).map(([, value, isCritical]) =>
      s("line", {
        class: `threshold${isCritical ? " critical" : ""}`, x1: left, x2: width - right,
        y1: y(value, most), y2: y(value, most),
      }));
    marks.replaceChildren(...grid, ...times, ...thresholds);
    const place = ([time, value]) => `${x(time, now).toFixed(1)},${y(value, most).toFixed(1)}`;
    lines.replaceChildren(...[...series.values()].map((points, index) => s("polyline", {
      class: `line s${index % 4}`, points: points.map(place).join(" "),
    })));
    say();
  }

  function say() {
    const last = [...series].map(([name, points]) => [name, points.at(-1)[1]]);
    const text = last.map(([, value]) => format(value)).join(" / ");
    latest.textContent = last.length
      ? format(Math.max(...last.map(([, value]) => value))) : "–";
    drawing.setAttribute("aria-label", `${title}, now ${text}`);
    legend.replaceChildren(
      ...(last.length > 1 ? last.map(([name, value], index) =>
        h("li", {}, h(`i.s${index % 4}`), `${name} ${format(value)}`)) : []),
      ...limits.map(([name, value]) => h("li", {}, `${format(value)} ${name}`)));
  }

  return { element, add, limits: (list) => { limits = list; } };
}
