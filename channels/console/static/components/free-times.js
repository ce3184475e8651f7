import { Part, html, nothing } from "../model/lit.js";
import { get } from "../model/api.js";
import { Watching } from "../model/desk.js";
import { trouble } from "../model/shared.js";
import { clockTime, day, dayKey } from "../model/times.js";
import { t } from "../model/words.js";

// The free times of a service in a district, by day: a field named starts_at of the form it stands in.
class FreeTimes extends Part {
  static properties = { service: {}, district: {}, times: { state: true }, problem: { state: true } };

  constructor() { super(); new Watching(this); }

  willUpdate(changed) {
    if (changed.has("service") || changed.has("district")) this.load();
  }

  async load() {
    const { service, district } = this;
    this.times = undefined;
    if (!service || !district) return;
    try {
      const times = await get(`/free-times?${new URLSearchParams({ service, district })}`);
      if (service === this.service && district === this.district) Object.assign(this, { times, problem: undefined });
    } catch (refusal) {
      this.problem = trouble(refusal);
    }
  }

  render() {
    const none = this.times && !this.times.length;
    return html`
      <label>${t("times.label")}<select name="starts_at" required ?disabled=${!this.times?.length}>
        <option value="">${t(this.times || !this.service || !this.district ? "close.choose" : "times.loading")}</option>
        ${this.#days().map(([name, times]) => html`<optgroup label=${name}>${times.map((one) => html`
          <option value=${one.starts_at}>${name} ${clockTime(one.starts_at)}–${clockTime(one.ends_at)}</option>`)}</optgroup>`)}
      </select></label>
      ${none ? html`<p class="quiet">${t("times.none")}</p>` : nothing}
      <p class="problem" role="alert">${this.problem ?? nothing}</p>`;
  }

  #days() {
    const days = new Map();
    for (const one of this.times ?? []) {
      const key = dayKey(one.starts_at);
      days.set(key, [...(days.get(key) ?? []), one]);
    }
    return [...days.values()].map((times) => [day(times[0].starts_at), times]);
  }

  // Other times: what was chosen among the former ones means nothing any more.
  updated(changed) {
    if (changed.has("times")) this.querySelector("select").value = "";
  }
}

customElements.define("free-times", FreeTimes);
