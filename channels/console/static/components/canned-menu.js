import { Part, html, nothing } from "../model/lit.js";
import { desk } from "../model/desk.js";
import { topicWord } from "../model/shared.js";
import { language, t } from "../model/words.js";

// The canned replies, searchable; the chosen one in the customer's language, with what we know filled in.
class CannedMenu extends Part {
  static properties = { query: {}, language: {}, chosen: { state: true } };

  constructor() { super(); this.chosen = 0; }

  firstUpdated() { this.querySelector("input").focus(); }

  get #spoken() { return this.language === "en" ? "en" : "zh"; }

  get #found() {
    const words = this.query.toLowerCase().split(/\s+/).filter(Boolean);
    return desk.canned.filter((one) => {
      const all = [one.key, one.topic, ...Object.values(one.title), ...Object.values(one.text)].join(" ").toLowerCase();
      return words.every((word) => all.includes(word));
    });
  }

  render() {
    const found = this.#found;
    return html`
      <div class="canned" @keydown=${this.#keyed} @focusout=${this.#left}>
        <input type="text" role="combobox" aria-expanded="true" aria-controls="canned-list" aria-activedescendant=${found.length ? `canned-${this.chosen}` : nothing}
          aria-label=${t("canned.search")} placeholder=${t("canned.search")} .value=${this.query}
          @input=${({ target }) => { this.query = target.value; this.chosen = 0; }}>
        ${found.length ? nothing : html`<p class="quiet">${t("canned.none")}</p>`}
        <ul id="canned-list" role="listbox" aria-label=${t("canned.title")}>${found.map((one, index) => html`
          <li id="canned-${index}" role="option" aria-selected=${index === this.chosen} @pointerdown=${(event) => { event.preventDefault(); this.#pick(one); }}>
            <b>${one.title[language()]}</b><span class="quiet">${topicWord(one.topic)}</span><span>${one.text[this.#spoken]}</span>
          </li>`)}</ul>
      </div>`;
  }

  updated() { this.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" }); }

  #keyed = (event) => {
    const found = this.#found;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && found.length) this.chosen = (this.chosen + step + found.length) % found.length;
    else if (event.key === "Enter" && found[this.chosen]) this.#pick(found[this.chosen]);
    else if (event.key === "Escape") this.#tell("leave");
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  #left = (event) => { if (!this.contains(event.relatedTarget)) this.#tell("leave"); };

  #pick(one) {
    const facts = { agent_name: desk.me.name, agent_no: desk.me.staff_no };
    this.#tell("pick", one.text[this.#spoken].replace(/\{(\w+)\}/g, (hole, name) => facts[name] ?? hole));
  }

  #tell(name, detail) { this.dispatchEvent(new CustomEvent(name, { detail })); }
}

customElements.define("canned-menu", CannedMenu);
