// The drawing of charts: names are broken into lines for the width that there is, scales get their ends, and names beside
// points get places where they cover neither another name nor a point.
const FONT = getComputedStyle(document.body).fontFamily;
const SIZE = 12, LINE = 14; // pixels, as in the specifications
const PAPER_WIDTH = 680; // pixels that A4 has between its margins
const ruler = document.createElement("canvas").getContext("2d");
ruler.font = `${SIZE}px ${FONT}`;
const drawings = new Map();

const joined = runs => runs.map(run => run.t).join("");
const widthOf = text => ruler.measureText(text).width;

function cutTo(text, room) {
  if (widthOf(text) <= room) return text;
  while (text && widthOf(`${text}…`) > room) text = text.slice(0, -1);
  return `${text}…`;
}

// at spaces, and anywhere between Chinese characters
function inLines(text, room, most) {
  const found = [""];
  for (const word of text.match(/[\u2e80-\uffef]|[^\s\u2e80-\uffef]+\s*|\s+/gu) ?? []) {
    const line = found.at(-1) + word;
    if (widthOf(line.trimEnd()) <= room || !found.at(-1)) found[found.length - 1] = line;
    else if (found.length < most) found.push(word);
    else found[found.length - 1] = line;
  }
  return found.map(line => cutTo(line.trimEnd(), room));
}

// names that look the same have to stay apart
function nameRows(rows, room, most) {
  const places = new Map();
  let names = 0, tallest = 1;
  for (const row of rows) {
    const key = JSON.stringify(row.label);
    if (!row.s) places.set(key, names++);
    const lines = inLines(row.told, room, most);
    tallest = Math.max(tallest, lines.length);
    row.name = lines.join("\n") + "\u200b".repeat(places.get(key));
  }
  return { names: Math.max(1, names), lines: tallest };
}

function ends(values) {
  const known = values.filter(value => Number.isFinite(value));
  return known.length ? [Math.min(...known), Math.max(...known)] : [0, 1];
}

function fromZero(values) {
  const [low, high] = ends([...values, 0]);
  return low === high ? [0, 1] : [low, high];
}

function widened([low, high], part) {
  const more = (high - low || Math.abs(high) || 1) * part;
  return [low >= 0 ? Math.max(0, low - more) : low - more, high + more];
}

const longest = texts => Math.max(0, ...texts.map(widthOf));

// each sets the ends of the scales, and returns how much room the names and the numbers take
const FITTED = {
  bars(spec, rows, room, width) {
    for (const row of rows) row.at = row.v ?? 0;
    const [low, high] = fromZero(rows.map(row => row.v));
    const { names, lines } = nameRows(rows, room, 3);
    const series = new Set(rows.map(row => row.s)).size;
    spec.height = names * Math.max(series > 1 ? 18 * series + 8 : 28, lines * LINE + 8);
    const texts = isBelow => longest(rows.filter(row => row.v < 0 === isBelow).map(row => row.v_text)) + 10;
    spec.padding = { left: 0, right: texts(false), top: 2, bottom: 2 };
    // numbers of falls stand between their bars and the names
    const plot = Math.max(80, width - Math.min(room, longest(rows.map(row => row.told))) - texts(false) - 12);
    const below = low < 0 ? ((high - low) * texts(true)) / Math.max(40, plot - texts(true)) : 0;
    return { x: [low - below, high] };
  },
  columns(spec, rows, room, width) {
    for (const row of rows) row.at = row.v ?? 0;
    const band = (width - 60) / Math.max(1, new Set(rows.map(row => JSON.stringify(row.label))).size);
    nameRows(rows, band + 2, 2);
    const series = new Set(rows.map(row => row.s)).size;
    const own = (band * 0.72) / series;
    const upright = longest(rows.map(row => row.v_text)) > own + 4;
    // where there is no room for all, the first series is the one that is told of
    for (const row of rows) row.label_text = own >= SIZE - 1 || (row.s === 0 && band >= SIZE) ? row.v_text : "";
    const [low, high] = fromZero(rows.map(row => row.v));
    spec.padding = { left: 0, right: 6, top: upright ? longest(rows.map(row => row.v_text)) + 8 : 16, bottom: 2 };
    return { y: [low < 0 ? low - (high - low) * 0.12 : 0, high], upright };
  },
  stacked(spec, rows, room, width) {
    const totals = new Map();
    for (const row of rows) totals.set(row.told, (totals.get(row.told) ?? 0) + (row.v ?? 0));
    const top = Math.max(...totals.values(), 0) || 1;
    const { names, lines } = nameRows(rows, room, 3);
    spec.height = names * Math.max(28, lines * LINE + 8);
    spec.padding = { left: 0, right: 8, top: 2, bottom: 2 };
    const plot = width - Math.min(room, longest(rows.map(row => row.told))) - 24;
    for (const row of rows) row.label_text = row.v && (row.v / top) * plot > widthOf(row.v_text) + 6 ? row.v_text : "";
    return { x: [0, top] };
  },
  intervals(spec, rows, room) {
    const [low, high] = ends(rows.flatMap(row => [row.v, row.lo, row.hi]));
    const { names, lines } = nameRows(rows, room, 3);
    spec.height = names * Math.max(22, lines * LINE + 6);
    spec.padding = { left: 0, right: longest(rows.map(row => row.v_text)) + 14, top: 2, bottom: 2 };
    return { x: widened([low, high], 0.01) };
  },
  quadrant(spec, rows) {
    const splits = spec.datasets;
    spec.padding = { left: 0, right: 8, top: 8, bottom: 2 };
    return {
      x: widened(ends([...rows.map(row => row.x), ...splits.split_x.map(row => row.x)]), 0.12),
      y: widened(ends([...rows.map(row => row.y), ...splits.split_y.map(row => row.y)]), 0.12),
    };
  },
  funnel(spec, rows) {
    const limits = spec.datasets.limits;
    const highest = Math.max(1, ...rows.map(row => row.y ?? 0)) * 1.15;
    const outermost = Math.max(0, ...limits.flatMap(row => Object.keys(row).filter(key => /^end_\d+$/.test(key)).map(key => row[key] ?? 0)));
    spec.padding = { left: 0, right: 8, top: 8, bottom: 2 };
    return {
      x: [0, ends([...rows.map(row => row.x), ...limits.map(row => row.x), 0])[1] * 1.04 || 1],
      y: [0, Math.max(highest, Math.min(outermost, highest * 1.25))],
    };
  },
};

const isOfPoints = kind => kind === "quadrant" || kind === "funnel";

function prepared(content, width) {
  const chart = structuredClone(content);
  const { kind, spec } = chart, rows = spec.datasets.points;
  spec.width = width;
  spec.config.font = FONT;
  for (const row of rows) {
    row.told = joined(row.label);
    Object.assign(row, { beside: "", dx: 0, dy: 0 });
  }
  const fitted = FITTED[kind](spec, rows, Math.min(300, width * 0.4), width);
  const params = { upright: fitted.upright ?? false };
  for (const axis of ["x", "y"]) [params[`${axis}0`], params[`${axis}1`]] = fitted[axis] ?? [0, 1];
  spec.params = Object.entries(params).map(([name, value]) => ({ name, value }));
  return chart;
}

function overlap(one, other) {
  const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
  const up = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
  return across > 0 && up > 0 ? across * up : 0;
}

// the curves of a funnel, as many small boxes
function alongLimits(limits, x, y) {
  const boxes = [];
  for (const end of Object.keys(limits[0] ?? {}).filter(key => /^end_\d+$/.test(key))) {
    for (let place = 1; place < limits.length; place++) {
      const [from, to] = [limits[place - 1], limits[place]];
      const steps = Math.max(1, Math.ceil((x(to.x) - x(from.x)) / 8));
      for (let step = 0; step < steps; step++) {
        const part = step / steps;
        const [left, top] = [x(from.x + (to.x - from.x) * part), y(from[end] + (to[end] - from[end]) * part)];
        boxes.push({ left, right: left + 8, top: top - 1, bottom: top + 1 });
      }
    }
  }
  return boxes;
}

// names go, one after the other, where they cover least: first those that stand out, last those in the thick of it, of
// which some go without a name
function placeNames({ points: rows, limits = [], split_x = [], split_y = [] }, view) {
  const [x, y, width, height] = [view.scale("x"), view.scale("y"), view.signal("width"), view.signal("height")];
  const lines = [
    ...alongLimits(limits, x, y),
    ...split_x.map(row => ({ left: x(row.x) - 1, right: x(row.x) + 1, top: 0, bottom: height })),
    ...split_y.map(row => ({ left: 0, right: width, top: y(row.y) - 1, bottom: y(row.y) + 1 })),
  ];
  const points = rows.filter(row => row.x != null && row.y != null).map(row => ({ row, x: x(row.x), y: y(row.y) }));
  const dots = points.map(point => ({ left: point.x - 6, right: point.x + 6, top: point.y - 6, bottom: point.y + 6 }));
  const crowd = point => points.filter(other => Math.abs(other.x - point.x) < 90 && Math.abs(other.y - point.y) < 30).length;
  const isNeutral = point => Number(point.row.color === "var(--neutral)");
  const inTurn = (one, other) => isNeutral(one) - isNeutral(other) || crowd(one) - crowd(other);
  const placed = [];
  for (const point of points.filter(one => one.row.named).sort(inTurn)) {
    const name = inLines(point.row.told, Math.min(220, width * 0.4), 2);
    const wide = longest(name), tall = name.length * LINE;
    let best = null;
    for (const far of [8, 18, 32]) {
      for (const [across, up] of [[1, 0], [-1, 0], [0, -1], [0, 1], [1, -1], [1, 1], [-1, -1], [-1, 1]]) {
        const left = point.x + (across > 0 ? far : across < 0 ? -far - wide : -wide / 2);
        const top = point.y + (up > 0 ? far : up < 0 ? -far - tall : -tall / 2);
        const box = { left, top, right: left + wide, bottom: top + tall };
        const outside = Math.max(0, -box.left) + Math.max(0, box.right - width) + Math.max(0, -box.top) + Math.max(0, box.bottom - height);
        const covered = [...placed, ...dots, ...lines].reduce((sum, other) => sum + overlap(box, other), 0);
        const cost = covered + outside * 50 + far + (across && up ? 2 : 0);
        if (!best || cost < best.cost) best = { cost, box };
      }
    }
    const hidden = placed.reduce((sum, other) => sum + overlap(best.box, other), 0);
    if (hidden > (wide * tall) / 5) continue;
    placed.push(best.box);
    Object.assign(point.row, { beside: name.join("\n"), dx: best.box.left - point.x, dy: best.box.top - point.y });
  }
}

function toldOfRow(content, row) {
  const series = row.s === undefined ? "" : joined(content.series[row.s] ?? []);
  const parts = [piece("strong", joined(row.label))];
  for (const field of ["x", "y", "v", "lo", "hi"]) {
    if (!(`${field}_text` in row)) continue;
    const name = field === "x" ? joined(content.axes[0]) : field === "y" ? joined(content.axes[1]) : field === "v" ? series || joined(content.axes[0]) : field === "lo" ? said("lower") : said("upper");
    parts.push(piece("span", `${name ? `${name}: ` : ""}${row[`${field}_text`]}`), document.createElement("br"));
  }
  const marked = row.v_mark ?? row.y_mark;
  return marked && !isGiven(marked) ? [...parts, ...toldOf(marked)] : parts;
}

function tooltip(content) {
  return (handler, event, item, value) => {
    if (value == null) return hide();
    hide();
    show(toldOfRow(content, item.datum), { left: event.clientX, top: event.clientY - 8, bottom: event.clientY + 8 });
  };
}

async function draw(figure) {
  const content = JSON.parse(figure.querySelector("script").textContent);
  const target = figure.querySelector(".drawing");
  const width = Math.floor(target.clientWidth);
  if (!width || drawings.get(figure)?.width === width) return;
  drawings.set(figure, { width });
  const options = { ast: true, mode: "vega-lite", renderer: "svg", actions: false, defaultStyle: false, tooltip: tooltip(content) };
  const chart = prepared(content, width);
  let embedded = await vegaEmbed(target, chart.spec, options);
  if (isOfPoints(chart.kind)) {
    placeNames(chart.spec.datasets, embedded.view);
    embedded.finalize();
    embedded = await vegaEmbed(target, chart.spec, options);
  }
  // the element around it says what is seen
  target.querySelector("svg").setAttribute("aria-hidden", "true");
  drawings.set(figure, { width, view: embedded.view });
}

async function drawAll() {
  for (const figure of document.querySelectorAll(".chart:has(.drawing)")) await draw(figure);
  ROOT.dataset.drawn = drawings.size;
}

let waiting = 0;
window.addEventListener("resize", () => {
  clearTimeout(waiting);
  waiting = setTimeout(drawAll, 150);
});

// what is drawn for a screen is drawn again for paper, at once, since printing waits for nothing
window.addEventListener("beforeprint", () => {
  for (const { view } of drawings.values()) view?.width(PAPER_WIDTH).run();
});
window.addEventListener("afterprint", () => {
  for (const { view, width } of drawings.values()) view?.width(width).run();
});
document.getElementById("print").addEventListener("click", () => window.print());
drawAll();
