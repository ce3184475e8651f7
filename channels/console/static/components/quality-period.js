import { Part, html } from "../model/lit.js";
import { desk, Watching } from "../model/desk.js";
import { dayBegins, dayKey, daysLater } from "../model/times.js";
import { t } from "../model/words.js";

const USUAL_DAYS = 7;

export function usualPeriod() {
  const last = dayKey(desk.now());
  return { first: daysLater(last, 1 - USUAL_DAYS), last };
}

// Both days are within; what is still going on could not be drawn again, so today ends now.
export function moments({ first, last }) {
  const until = Math.min(dayBegins(daysLater(last, 1)), desk.now() - 1000);
  return { from: new Date(dayBegins(first)).toISOString(), until: new Date(until).toISOString() };
}

// Of which time, by which seed and how many: tells `period` when the time changes, and `draw`.
class QualityPeriod extends Part {
  static properties = { period: {} };

  constructor() { super(); new Watching(this); }

  render() {
    const { first, last } = this.period;
    const today = dayKey(desk.now());
    const longest = desk.choices.sheet.longest_days;
    const date = (name, value, least, most) => html`<label>${t(`quality.${name}`)}<input type="date" name=${name} required .value=${value} min=${least} max=${most}
      @change=${({ target }) => target.value && target.reportValidity() && this.#tell("period", { ...this.period, [name]: target.value })}></label>`;
    return html`<form class="draw" @submit=${this.#draw}>
      ${date("first", first, daysLater(last, 1 - longest), last)}
      ${date("last", last, first, [today, daysLater(first, longest - 1)].sort()[0])}
      <label>${t("quality.seed")}<input name="seed" required maxlength="40" value=${today}></label>
      <label>${t("quality.size")}<input name="size" type="number" min="1" max="500" value="10" required></label>
      <button class="primary">${t("quality.draw")}</button></form>`;
  }

  #draw = (event) => {
    event.preventDefault();
    const { seed, size } = Object.fromEntries(new FormData(event.target));
    const { from, until } = moments(this.period);
    this.#tell("draw", { seed, size: Number(size), from_at: from, until_at: until });
  };

  #tell(name, detail) { this.dispatchEvent(new CustomEvent(name, { detail })); }
}

customElements.define("quality-period", QualityPeriod);
