import { Part, html, nothing, svg } from "../model/lit.js";
import { part, said, scale, target } from "../model/figures.js";
import { t } from "../model/words.js";

const WIDE = { width: 640, height: 200, left: 44, right: 12, top: 10, bottom: 24 };
const SMALL = { width: 220, height: 44, left: 2, right: 2, top: 4, bottom: 4 };
const LABELS = 7;

// A figure over the parts of its period: a line where there is data, dots where it stands alone, the target dashed.
class FigureChart extends Part {
  static properties = { figure: {}, unit: {}, of: {}, wide: { type: Boolean } };

  render() {
    const points = this.figure.points;
    const known = points.filter((one) => one.value !== null);
    if (!known.length) return this.wide ? html`<p class="quiet">${t("figures.noData")}</p>` : html`<div class="no-chart"></div>`;
    const box = this.wide ? WIDE : SMALL;
    const [low, high] = scale(this.unit, known.map((one) => one.value));
    const x = (place) => box.left + ((place + 0.5) / points.length) * (box.width - box.left - box.right);
    const y = (value) => box.top + (1 - (Math.min(Math.max(value, low), high) - low) / (high - low)) * (box.height - box.top - box.bottom);
    return html`
      <svg class="chart ${this.wide ? "wide" : ""}" viewBox="0 0 ${box.width} ${box.height}" preserveAspectRatio="xMinYMid" role="img" aria-label=${this.#summary(known)}>
        ${this.wide ? this.#axes(box, low, high, x, y) : nothing}
        ${this.figure.target === null ? nothing : svg`<line class="target" x1=${box.left} x2=${box.width - box.right} y1=${y(this.figure.target)} y2=${y(this.figure.target)}></line>`}
        ${runs(points).map((run) => svg`<polyline points=${run.map(([place, value]) => `${x(place)},${y(value)}`).join(" ")}></polyline>`)}
        ${points.map((one, place) => (one.value === null || !(this.wide || alone(points, place)) ? nothing
          : svg`<circle cx=${x(place)} cy=${y(one.value)} r=${this.wide ? 3.5 : 2}><title>${part(one.at, this.of)}: ${said(one.value, this.unit)} (n = ${one.n})</title></circle>`))}
      </svg>
      ${this.wide ? this.#table(points) : nothing}`;
  }

  #summary(known) {
    const values = known.map((one) => one.value);
    return t("figures.chart", { least: said(Math.min(...values), this.unit), most: said(Math.max(...values), this.unit), target: target(this.figure, this.unit) });
  }

  #axes(box, low, high, x, y) {
    const every = Math.ceil(this.figure.points.length / LABELS);
    return svg`
      ${[low, (low + high) / 2, high].map((value) => svg`
        <line class="grid" x1=${box.left} x2=${box.width - box.right} y1=${y(value)} y2=${y(value)}></line>
        <text x=${box.left - 6} y=${y(value) + 4} text-anchor="end">${said(value, this.unit)}</text>`)}
      ${this.figure.points.map((one, place) => (place % every ? nothing
        : svg`<text x=${x(place)} y=${box.height - 6} text-anchor="middle">${part(one.at, this.of)}</text>`))}`;
  }

  #table(points) {
    return html`
      <details><summary>${t("figures.asTable")}</summary>
        <table><thead><tr><th scope="col">${t("figures.time")}</th><th scope="col" class="right">${t("figures.value")}</th><th scope="col" class="right">n</th></tr></thead>
          <tbody>${points.map((one) => html`<tr><th scope="row">${part(one.at, this.of)}</th><td class="right">${said(one.value, this.unit)}</td><td class="right">${one.n}</td></tr>`)}</tbody></table>
      </details>`;
  }
}

// Neighbouring points that have values, as [place, value].
function runs(points) {
  const found = [[]];
  points.forEach((one, place) => (one.value === null ? found.push([]) : found.at(-1).push([place, one.value])));
  return found.filter((run) => run.length > 1);
}

const alone = (points, place) => !Number.isFinite(points[place - 1]?.value ?? NaN) && !Number.isFinite(points[place + 1]?.value ?? NaN);

customElements.define("figure-chart", FigureChart);
