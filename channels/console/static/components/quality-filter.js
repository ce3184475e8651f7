import { Part, html } from "../model/lit.js";
import { topic } from "../model/figures.js";
import { t } from "../model/words.js";

const STATES = ["open", "assessed", "appeal", "finding"];
// [lowest, highest] of 100.
const SCORES = { low: [0, 59], middle: [60, 79], high: [80, 100] };

// {state, agent, topic, scores} as the server takes it; what is empty is left out.
export function narrowed({ scores, ...filter }) {
  const [lowest, highest] = SCORES[scores] ?? [];
  return Object.fromEntries(Object.entries({ ...filter, lowest, highest }).filter(([, value]) => value !== undefined && value !== ""));
}

// Narrows the parts of a sample: tells `narrowed` with the whole filter.
class QualityFilter extends Part {
  static properties = { filter: {}, sample: {} };

  render() {
    const { agents, topics, count, whole } = this.sample;
    return html`<div class="filter" role="group" aria-label=${t("quality.filter")}>
      ${this.#select("state", STATES.map((state) => [state, t(`quality.state.${state}`)]))}
      ${this.#select("agent", agents.map((one) => [one.key, one.name ?? t("author.assistant")]))}
      ${this.#select("topic", topics.map((name) => [name, topic(name)]))}
      ${this.#select("scores", Object.keys(SCORES).map((name) => [name, t(`quality.scores.${name}`)]))}
      <span class="quiet" role="status">${t("quality.count", { n: count, all: whole })}</span></div>`;
  }

  #select(name, options) {
    const what = t(`quality.${name}`);
    return html`<select name=${name} aria-label=${what} @change=${({ target }) => this.#tell({ [name]: target.value })}>
      <option value="">${t("quality.all", { what })}</option>
      ${options.map(([value, words]) => html`<option value=${value} ?selected=${value === this.filter[name]}>${words}</option>`)}</select>`;
  }

  #tell(change) { this.dispatchEvent(new CustomEvent("narrowed", { detail: { ...this.filter, ...change } })); }
}

customElements.define("quality-filter", QualityFilter);
