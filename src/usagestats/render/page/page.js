"use strict";
// Makes the page answer: its charts, tables and downloads are complete without this script, but for
// charts of many periods, which are drawn from the data when they are first seen.
(() => {
  const SVG = "http://www.w3.org/2000/svg", HEIGHT = 1000, MANY = 100, UPPER = 8, DOWN = 180;
  const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December"];
  const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
  const FINER = { month: "day", week: "day", day: "hour" };
  const OF_PERIOD = ["period_start", "period_end", "covered_start", "covered_end", "partial"];
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const byId = (id) => document.getElementById(id);
  const make = (name, text = "", classes = "") => {
    const one = document.createElement(name);
    one.textContent = text;
    if (classes) one.className = classes;
    return one;
  };
  const draw = (name, attributes) => {
    const one = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) one.setAttribute(key, value);
    return one;
  };
  const say = (text) => { byId("live").textContent = text; };
  document.documentElement.classList.add("js");

  // the data: the CSV of each report, as the command line prints it
  let unpacked;
  const texts = () => {
    unpacked ??= (async () => {
      const bytes = Uint8Array.from(atob(byId("data").textContent), (one) => one.charCodeAt(0));
      const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
      return JSON.parse(await new Response(stream).text());
    })();
    return unpacked;
  };
  const cellsOf = (text) => {
    const rows = [];
    let row = [];
    for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n|$)/g)) {
      row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
      if (end !== ",") {
        if (row.length > 1 || row[0]) rows.push(row);
        row = [];
      }
    }
    return rows;
  };
  const parsed = new Map();
  const table = async (name) => {
    if (!parsed.has(name)) {
      const [head, ...rows] = cellsOf((await texts())[name]);
      parsed.set(name, { head, rows });
    }
    return parsed.get(name);
  };

  // the names of periods, as Python writes them
  const clock = (iso) => {
    const [year, month, day, hour, minute] = iso.match(/\d+/g).map(Number);
    return { year, month, day, hour, minute, weekday: new Date(Date.UTC(year, month - 1, day)).getUTCDay() };
  };
  const dayName = (at) => `${DAYS[at.weekday]} ${at.day} ${MONTHS[at.month - 1].slice(0, 3)} ${at.year}`;
  const dayAndMonth = (at) => `${at.day} ${MONTHS[at.month - 1].slice(0, 3)}`;
  const two = (number) => String(number).padStart(2, "0");
  const periodName = (at, by) => {
    if (by === "hour") return `${dayName(at)}, ${two(at.hour)}:${two(at.minute)}`;
    if (by === "week") return `Week of ${dayName(at)}`;
    return by === "month" ? `${MONTHS[at.month - 1]} ${at.year}` : dayName(at);
  };
  const named = (isos, by) => {
    const names = isos.map((iso) => periodName(clock(iso), by));
    return names.map((name, at) => name === names[at - 1] || name === names[at + 1]
      ? `${name} (${isos[at].slice(19).replace(":", "")})` : name);
  };
  const label = (at, number, count, by) => {
    const month = MONTHS[at.month - 1].slice(0, 3);
    if (by === "month") return at.month > 1 && number ? month : `${month} ${at.year}`;
    if (by === "week") return dayAndMonth(at);
    if (by === "day") {
      if (count > 70) return at.day > 1 ? "" : at.month > 1 ? month : `${month} ${at.year}`;
      return count <= 14 || at.weekday === 1 ? dayAndMonth(at) : "";
    }
    if (at.minute || at.hour % (count <= 48 ? 3 : 24)) return "";
    return at.hour ? `${two(at.hour)}:00` : dayAndMonth(at);
  };
  const thinned = (labels) => {
    const kept = labels.filter((_, at) => at % Math.max(Math.ceil(labels.length / 8), 1) === 0);
    return kept.map(([at, text], number) => [at, text, kept.length > 4 && number % 2 > 0]);
  };

  // values
  const numeral = (value, digits) =>
    value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const valueText = (value, unit) => {
    if (value === null) return "–";
    if (unit === "share") return `${numeral(100 * value, 1)} %`;
    const digits = unit === "count" ? 0 : Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0;
    return numeral(value, digits) + (unit === "ms" ? " ms" : "");
  };
  const niceScale = (largest, isWhole) => {
    if (!(largest > 0)) return { step: 1, count: 2 };
    const power = 10 ** (Math.floor(Math.log10(largest)) - 1);
    let best = null;
    for (const count of [2, 3, 4, 6]) {
      for (const tens of [1, 10]) {
        for (const one of [1, 2, 2.5, 5, 10]) {
          const step = Math.round(one * power * tens * 1e9) / 1e9;
          if (step * count < largest || (isWhole && step !== Math.trunc(step))) continue;
          const top = step * count, away = Math.abs(count - 4);
          if (!best || top < best.top || (top === best.top && away < best.away)) best = { step, count, top, away };
        }
      }
    }
    return best;
  };
  const tickTexts = ({ step, count }, unit) => {
    const values = Array.from({ length: count + 1 }, (_, number) => step * number);
    const top = step * count;
    if (top >= 1e5) {
      const [size, end] = top >= 1e6 ? [1e6, "M"] : [1e3, "k"];
      return values.map((value) => value ? `${Number((value / size).toPrecision(6))}${end}` : "0");
    }
    let digits = 0;
    while (digits < 6 && values.some((value) => Number(value.toFixed(digits)) !== value)) digits += 1;
    return values.map((value) => numeral(value, digits) + (unit === "share" ? " %" : ""));
  };

  // charts
  const models = new WeakMap();
  const number = (text) => text === "" || text === undefined ? null : Number(text);
  const legendOf = (chart) => all("button.key", chart.previousElementSibling);
  const modelOf = async (chart) => {
    if (models.has(chart)) return models.get(chart);
    const { by, kind, unit, csv, total, whole, before } = chart.dataset;
    const { rows } = await table(csv);
    const column = (at) => rows.map((row) => number(row[at]));
    const series = legendOf(chart).map((button) => ({
      button, name: button.textContent.trim(), color: button.classList[1], light: button.dataset.color,
      values: button.dataset.column === "" ? null : column(Number(button.dataset.column)),
    }));
    for (const one of series) {
      one.values ??= column(total).map((value, at) => value === null ? null
        : Math.max(value - series.reduce((sum, other) => sum + (other !== one && other.values[at] || 0), 0), 0));
      if (whole) {
        one.values = rows.map((row, at) => {
          const parts = whole.split(",").map((key) => number(row[key]));
          const sum = parts.reduce((left, part) => left + (part || 0), 0);
          return parts.every((part) => part === null) ? null : sum ? (one.values[at] || 0) / sum : 0;
        });
      }
    }
    const starts = rows.map((row) => row[0]);
    const model = {
      chart, by, kind, unit, series, starts, ends: rows.map((row) => row[1]), from: 0, to: rows.length, cursor: null,
      partial: rows.map((row) => by !== "" && row[4] === "true"),
      before: before ? column(before) : null,
      names: by ? named(starts, by) : starts.map((name) => /^\d+$/.test(name) ? two(name) : name),
    };
    models.set(chart, model);
    return model;
  };
  const shown = (model) => model.series.filter((one) => one.button.getAttribute("aria-pressed") === "true");
  const isBeforeShown = (model) => model.before && byId("before")?.checked;
  const topOf = (model) => {
    const series = shown(model);
    let most = 0;
    for (let at = model.from; at < model.to; at += 1) {
      const values = series.map((one) => one.values[at] || 0);
      most = Math.max(most, model.kind === "stack" ? values.reduce((sum, one) => sum + one, 0) : Math.max(0, ...values));
      if (isBeforeShown(model)) most = Math.max(most, model.before[at] || 0);
    }
    return niceScale(most * (model.unit === "share" ? 100 : 1), model.unit === "count");
  };
  const bar = (at, lower, upper, isMany) =>
    isMany ? `M${at} ${lower}V${upper}h1V${lower}z` : `M${at}.1 ${lower}V${upper}h.8V${lower}z`;
  const line = (values, height) => values.map((value, at) => {
    if (value === null) return "";
    const isApart = !at || values[at - 1] === null;
    const isAlone = isApart && (at + 1 === values.length || values[at + 1] === null);
    return `${isApart ? "M" : "L"}${at}.5 ${height(value)}${isAlone ? "h0" : ""}`;
  }).join("");
  const pathsOf = (model, top) => {
    const height = (value) => HEIGHT - Math.floor(value * HEIGHT / top + 0.5);
    const count = model.names.length, isMany = model.to - model.from > MANY, paths = [];
    const unknown = model.names.map((_, at) => model.series.every((one) => one.values[at] === null)
      ? bar(at, HEIGHT, height(top), isMany) : "").join("");
    if (unknown) paths.push({ class: "nolog", d: unknown, fill: "#8b97a3", opacity: ".18" });
    const below = new Array(count).fill(0);
    for (const one of shown(model)) {
      if (model.kind === "lines") {
        paths.push({ class: `${one.color} line`, d: line(one.values, height), ...strokeOf(one.light) });
        continue;
      }
      const parts = [[], []];
      one.values.forEach((value, at) => {
        if (!value) return;
        const lower = height(below[at]), upper = height(below[at] + value);
        below[at] += value;
        if (lower !== upper) parts[Number(model.partial[at])].push(bar(at, lower, upper, isMany));
      });
      paths.push({ class: one.color, d: parts[0].join(""), fill: one.light });
      if (parts[1].length) paths.push({ class: `${one.color} part`, d: parts[1].join(""), fill: one.light, opacity: ".45" });
    }
    if (isBeforeShown(model)) paths.push({ class: "before line was", d: line(model.before, height), ...strokeOf("#1c232b"), "stroke-dasharray": "5 4" });
    return paths;
  };
  const strokeOf = (color) =>
    ({ fill: "none", stroke: color, "stroke-width": 2, "vector-effect": "non-scaling-stroke" });
  const redraw = (model) => {
    const { chart, from, to, unit, by } = model;
    const scale = topOf(model), ticks = tickTexts(scale, unit);
    const top = scale.step * scale.count / (unit === "share" ? 100 : 1);
    const heights = ticks.map((_, at) => Number((UPPER + DOWN * (1 - at / scale.count)).toFixed(2)));
    const text = (content, attributes) => {
      const one = draw("text", attributes);
      one.textContent = content;
      return one;
    };
    chart.dataset.top = top;
    chart.querySelector(".y").replaceChildren(...ticks.map((content, at) =>
      text(content, { x: 40, y: heights[at], dy: ".32em", "text-anchor": "end" })));
    chart.querySelector(".grid").replaceChildren(...heights.map((y) =>
      draw("line", { x2: "100%", y1: y, y2: y, stroke: "#d5dbe1" })));
    const marks = chart.querySelector(".marks");
    marks.setAttribute("viewBox", `${from} 0 ${to - from} ${HEIGHT}`);
    marks.replaceChildren(...pathsOf(model, top).map((path) => draw("path", path)));
    const labels = [];
    model.starts.slice(from, to).forEach((start, at) => {
      const content = by ? label(clock(start), at, to - from, by) : model.names[from + at].slice(0, 3);
      if (content) labels.push([at, content]);
    });
    chart.querySelector(".x").replaceChildren(...thinned(labels).map(([at, content, isMinor]) =>
      text(content, { x: `${Number((100 * (at + 0.5) / (to - from)).toFixed(2))}%`, y: 206, "text-anchor": "middle", class: isMinor ? "minor" : "" })));
    chart.dataset.from = from;
    chart.dataset.to = to;
    resetButton(model, from > 0 || to < model.names.length);
    point(model, null);
  };
  const resetButton = (model, isZoomed) => {
    model.chart.querySelector(".reset")?.remove();
    if (!isZoomed) return;
    const button = make("button", "Whole range", "reset");
    button.type = "button";
    button.addEventListener("click", () => { zoom(model, 0, model.names.length); model.chart.focus(); });
    model.chart.append(button);
  };
  const siblings = (model) => all(".chart", model.chart.closest(".view") || model.chart.parentElement);
  const zoom = async (model, from, to) => {
    for (const chart of siblings(model)) {
      const other = await modelOf(chart);
      [other.from, other.to] = [from, to];
      redraw(other);
    }
    say(from > 0 || to < model.names.length ? `${model.names[from]} to ${model.names[to - 1]}` : "whole range");
  };

  // reading a period
  const sentence = (model, at) => {
    const parts = shown(model).map((one) => [one.color, one.name, valueText(one.values[at], model.unit)]);
    const values = shown(model).map((one) => one.values[at]).filter((one) => one !== null);
    if (model.kind === "stack" && parts.length > 1 && values.length) {
      parts.push(["", "total", valueText(values.reduce((sum, one) => sum + one, 0), model.unit)]);
    }
    if (isBeforeShown(model)) parts.push(["before", "range before", valueText(model.before[at], model.unit)]);
    return values.length ? parts : [["", model.by ? "no log" : "unknown", ""]];
  };
  const point = (model, at, x, y) => {
    const marks = model.chart.querySelector(".marks"), tip = byId("tip");
    marks.querySelector(".cursor")?.remove();
    model.cursor = at;
    tip.hidden = at === null;
    if (at === null) return;
    marks.append(draw("rect", { class: "cursor", x: at, y: 0, width: 1, height: HEIGHT }));
    const parts = sentence(model, at), lines = parts.map(([color, name, value]) => {
      const one = make("div");
      one.append(make("i", "", color || "none"), make("span", name), make("span", value));
      return one;
    });
    tip.replaceChildren(make("b", model.names[at]), ...lines);
    if (model.partial[at]) tip.append(make("div", "covered only in part"));
    const box = model.chart.querySelector(".plot").getBoundingClientRect();
    x ??= box.left + box.width * (at + 0.5 - model.from) / (model.to - model.from);
    y ??= box.top + 20;
    const left = x + 16 + tip.offsetWidth > innerWidth - 8 ? x - tip.offsetWidth - 16 : x + 16;
    tip.style.left = `${Math.max(8, left)}px`;
    tip.style.top = `${Math.max(8, Math.min(y, innerHeight - tip.offsetHeight - 8))}px`;
  };
  const speak = (model) => say(`${model.names[model.cursor]}: ${sentence(model, model.cursor)
    .map(([, name, value]) => `${name} ${value}`).join(", ")}${model.partial[model.cursor] ? ", covered only in part" : ""}`);
  const drill = async (model, at) => {
    const finer = FINER[model.by], section = model.chart.closest("section");
    const radio = finer && section.querySelector(`.by input[value=${finer}]`);
    if (!radio) return;
    radio.checked = true;
    await seen(section);
    const chart = section.querySelector(`.view[data-by=${finer}] .chart`), inner = await modelOf(chart);
    const [start, end] = [Date.parse(model.starts[at]), Date.parse(model.ends[at])];
    const inside = inner.starts.map((iso) => Date.parse(iso) >= start && Date.parse(iso) < end);
    if (inside.includes(true)) await zoom(inner, inside.indexOf(true), inside.lastIndexOf(true) + 1);
    chart.focus();
  };
  const indexAt = (model, x) => {
    const box = model.chart.querySelector(".plot").getBoundingClientRect();
    const part = (x - box.left) / box.width;
    return Math.max(model.from, Math.min(model.to - 1, model.from + Math.floor(part * (model.to - model.from))));
  };
  const select = (model, first, last) => {
    const marks = model.chart.querySelector(".marks");
    marks.querySelector(".drag")?.remove();
    if (first !== null) marks.append(draw("rect", { class: "drag", x: Math.min(first, last), y: 0, width: Math.abs(last - first) + 1, height: HEIGHT }));
  };
  const keys = async (model, event) => {
    const { from, to, cursor } = model, last = to - 1;
    const moves = { ArrowLeft: (cursor ?? to) - 1, ArrowRight: (cursor ?? from - 1) + 1, Home: from, End: last };
    if (event.key in moves) {
      point(model, Math.max(from, Math.min(last, moves[event.key])));
      speak(model);
    } else if (event.key === "Enter" && cursor !== null) await drill(model, cursor);
    else if ((event.key === "+" || event.key === "=") && to - from > 2) {
      const half = Math.max(1, Math.floor((to - from) / 4)), middle = cursor ?? Math.floor((from + to) / 2);
      const start = Math.max(from, Math.min(middle - half, to - 2 * half));
      await zoom(model, start, start + 2 * half);
    } else if (event.key === "-" || event.key === "Escape") {
      if (from > 0 || to < model.names.length) await zoom(model, 0, model.names.length);
      point(model, null);
    } else return false;
    return true;
  };
  const KEYS = ["ArrowLeft", "ArrowRight", "Home", "End", "Enter", "+", "=", "-", "Escape"];
  for (const chart of all(".chart")) {
    let pressed = null, waiting;
    const withModel = (act) => async (event) => act(await modelOf(chart), event);
    chart.addEventListener("keydown", (event) => {
      if (event.target !== chart || event.ctrlKey || event.metaKey || event.altKey || !KEYS.includes(event.key)) return;
      event.preventDefault();
      modelOf(chart).then((model) => keys(model, event));
    });
    chart.addEventListener("blur", withModel((model) => point(model, null)));
    const plot = chart.querySelector(".plot");
    plot.addEventListener("pointermove", withModel((model, event) => {
      const at = indexAt(model, event.clientX);
      if (pressed) select(model, pressed.at, at);
      point(model, at, event.clientX, event.clientY);
    }));
    plot.addEventListener("pointerleave", withModel((model) => { if (!pressed) point(model, null); }));
    plot.addEventListener("pointerdown", withModel((model, event) => {
      if (event.button) return;
      pressed = { at: indexAt(model, event.clientX), x: event.clientX };
      if (event.pointerType === "mouse") plot.setPointerCapture(event.pointerId);
    }));
    plot.addEventListener("pointercancel", withModel((model) => { pressed = null; select(model, null); }));
    plot.addEventListener("pointerup", withModel((model, event) => {
      if (!pressed) return;
      const { at: first, x } = pressed, last = indexAt(model, event.clientX);
      pressed = null;
      select(model, null);
      if (Math.abs(event.clientX - x) > 6 && first !== last) return zoom(model, Math.min(first, last), Math.max(first, last) + 1);
      point(model, last, event.clientX, event.clientY);
      speak(model);
      clearTimeout(waiting);
      if (event.pointerType === "mouse") waiting = setTimeout(() => drill(model, last), 300);
      return null;
    }));
    plot.addEventListener("dblclick", withModel((model) => {
      clearTimeout(waiting);
      return zoom(model, 0, model.names.length);
    }));
    for (const button of legendOf(chart)) {
      button.addEventListener("click", withModel((model) => {
        const isShown = button.getAttribute("aria-pressed") !== "true";
        button.setAttribute("aria-pressed", isShown);
        redraw(model);
        say(`${button.textContent.trim()} ${isShown ? "shown" : "hidden"}`);
      }));
    }
  }
  const seen = async (section) => {
    const width = section.querySelector(".by input:checked")?.value;
    for (const chart of all(`.view[data-by="${width}"] .chart`, section)) {
      const model = await modelOf(chart);
      if (!chart.querySelector(".marks").childElementCount) redraw(model);
    }
  };
  for (const radio of all(".by input")) radio.addEventListener("change", () => seen(radio.closest("section")));
  for (const section of all("section")) if (all(".view", section).length && !all(".marks path", section).length) seen(section);
  byId("before")?.addEventListener("change", async (event) => {
    const section = event.target.closest("section");
    section.classList.toggle("before-shown", event.target.checked);
    for (const key of all(".key.was", section)) key.hidden = !event.target.checked;
    for (const chart of all(".chart[data-before]", section)) redraw(await modelOf(chart));
  });

  // tables
  const fill = async (box) => {
    const { head, rows } = await table(box.dataset.lazy), { by } = box.closest(".view").dataset;
    const chart = box.closest(".view").querySelector(".chart");
    const kept = head.map((_, at) => at).filter((at) => !OF_PERIOD.includes(head[at]) && !/_(previous|change|change_per_day)$/.test(head[at]));
    const one = make("table"), top = make("tr"), body = make("tbody"), first = make("thead");
    top.append(make("th", by[0].toUpperCase() + by.slice(1)), ...kept.map((at) => make("th", head[at].replace(/^requests_/, ""), "n")));
    const names = named(rows.map((row) => row[0]), by), unit = chart.dataset.unit === "ms" ? "mean" : "count";
    rows.forEach((row, at) => {
      const line = make("tr"), name = make("th", names[at]);
      name.scope = "row";
      if (row[4] === "true" && row[2]) name.append(" ", make("small", "covered only in part"));
      line.append(name, ...kept.map((key) => make("td", valueText(number(row[key]), unit), "n")));
      body.append(line);
    });
    for (const cell of top.children) cell.scope = "col";
    first.append(top);
    one.append(first, body);
    box.querySelector(".scroll").replaceChildren(one);
  };
  for (const box of all("details[data-lazy]")) {
    box.addEventListener("toggle", () => { if (box.open && !box.querySelector("table")) fill(box); });
  }
  const MOVES = { "▲": 1, "▼": -1 };
  const sortKey = (cell, isNumber) => {
    const text = cell.textContent.trim();
    if (!isNumber) return text && "order" in cell.dataset ? Date.parse(text) : text;
    if (text === "=") return 0;
    const found = text.replaceAll(",", "").match(/-?\d+(\.\d+)?/);
    return found ? Number(found[0]) * (MOVES[text[0]] || 1) : "";
  };
  for (const head of all("table.sort thead th")) {
    const button = make("button", head.textContent);
    button.type = "button";
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const one = head.closest("table"), at = [...head.parentElement.children].indexOf(head);
      const isNumber = head.classList.contains("n"), old = head.getAttribute("aria-sort");
      const isDown = old ? old === "ascending" : isNumber;
      const keyed = all("tbody tr", one).map((row) => {
        if ("order" in head.dataset) row.children[at].dataset.order = "";
        return [sortKey(row.children[at], isNumber), row];
      });
      keyed.sort(([left], [right]) => {
        if (left === "" || right === "") return (left === "") - (right === "");
        const order = typeof left === "number" ? left - right : left.localeCompare(right);
        return isDown ? -order : order;
      });
      one.tBodies[0].append(...keyed.map(([, row]) => row));
      for (const other of all("th", one.tHead)) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", isDown ? "descending" : "ascending");
      say(`sorted by ${head.textContent}, ${isDown ? "descending" : "ascending"}`);
    });
  }
  for (const input of all(".find")) {
    input.addEventListener("input", () => {
      const wanted = input.value.trim().toLowerCase();
      const rows = all(`#${input.dataset.table} tbody tr`);
      for (const row of rows) row.hidden = !row.textContent.toLowerCase().includes(wanted);
      const count = rows.filter((row) => !row.hidden).length;
      byId("apps-none").hidden = count > 0;
      say(`${count} of ${rows.length}`);
    });
  }

  // downloads, theme, print, the section that is seen
  const old = "This browser is too old for downloads: the charts and tables are complete.";
  for (const button of all("button[data-csv]")) {
    button.addEventListener("click", async () => {
      if (!("DecompressionStream" in window)) {
        button.replaceWith(make("span", old, "note"));
        say(old);
        return;
      }
      const link = make("a"), url = URL.createObjectURL(new Blob([(await texts())[button.dataset.csv]], { type: "text/csv" }));
      link.href = url;
      link.download = `${button.dataset.csv}.csv`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(url), 10000);
    });
  }
  const THEMES = { auto: "◐", light: "☀", dark: "☾" }, root = document.documentElement;
  const setTheme = (name) => {
    if (name === "auto") delete root.dataset.theme;
    else root.dataset.theme = name;
    byId("theme").textContent = `${THEMES[name]} ${name}`;
    byId("theme").setAttribute("aria-label", `Theme: ${name}`);
  };
  const remembered = (name) => {
    try {
      if (name) localStorage.setItem("theme", name);
      return localStorage.getItem("theme");
    } catch { return null; } // storage may be forbidden: the theme is then that of this visit
  };
  const kept = remembered();
  if (kept in THEMES) setTheme(kept);
  byId("theme").addEventListener("click", () => {
    const names = Object.keys(THEMES), next = names[(names.indexOf(root.dataset.theme || "auto") + 1) % 3];
    setTheme(next);
    remembered(next);
  });
  byId("print").addEventListener("click", () => print());
  const links = new Map(all("nav a").map((link) => [link.hash.slice(1), link]));
  const mark = () => {
    const line = document.querySelector("header").offsetHeight + 40;
    const sections = all("main > section");
    const passed = sections.filter((one) => one.getBoundingClientRect().top <= line);
    const isEnd = innerHeight + scrollY >= root.scrollHeight - 2;
    const current = isEnd && scrollY > 0 ? sections.at(-1) : passed.at(-1) || sections[0];
    for (const [id, link] of links) {
      if (id === current.id) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };
  addEventListener("scroll", mark, { passive: true });
  mark();
})();
