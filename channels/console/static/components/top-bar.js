import { Part, html, nothing } from "../model/lit.js";
import { desk, Watching } from "../model/desk.js";
import { icon } from "../model/icons.js";
import { place } from "../model/place.js";
import { muted, setMuted } from "../model/sound.js";
import { setTheme, theme } from "../model/theme.js";
import { views } from "../model/views.js";
import { label, language, t } from "../model/words.js";
import "./notice-bell.js";
import "./undelivered-menu.js";

const IN_BAR = 6;

class TopBar extends Part {
  constructor() { super(); new Watching(this); }

  render() {
    const serves = desk.may("serve");
    return html`
      <header class="top-bar">
        <a class="brand" href="#/desk"><img src="/console/static/mark.svg" alt="" width="26" height="26"><span>${t("app.name")}</span></a>
        <nav aria-label=${t("nav.label")}>${views().slice(0, IN_BAR).map((view) => this.#link(view))}</nav>
        ${this.#more(views().slice(IN_BAR))}
        <span class="gap"></span>
        ${serves ? html`<undelivered-menu></undelivered-menu>` : nothing}
        <notice-bell></notice-bell>
        ${serves ? this.#serving() : nothing}
        <button class="round keys" aria-label=${t("me.shortcuts")} title="${t("me.shortcuts")} (?)"
          @click=${() => window.dispatchEvent(new Event("desk:shortcuts"))}>${icon("keys")}</button>
        ${this.#menu()}
      </header>`;
  }

  #link({ name, picture }) {
    const here = place().view === name;
    return html`<a href="#/${name}" aria-current=${here ? "page" : "false"}>${icon(picture)}<span>${t(`nav.${name}`)}</span></a>`;
  }

  // What the bar has no room for; its button says which of them is open.
  #more(others) {
    if (!others.length) return nothing;
    const here = others.find(({ name }) => name === place().view);
    const close = (event) => event.currentTarget.closest("details").removeAttribute("open");
    return html`
      <details class="me more">
        <summary class=${here ? "here" : ""}>${t(here ? `nav.${here.name}` : "nav.more")} ▾</summary>
        <div class="menu" role="navigation" aria-label=${t("nav.more")} @click=${close}>${others.map((view) => this.#link(view))}</div>
      </details>`;
  }

  // Whether customers come to me, and whether I hear them come.
  #serving() {
    const available = desk.state.available;
    return html`
      <button class="status ${available ? "on" : "off"}" role="switch" aria-checked=${available} aria-label=${t("me.status")}
        @click=${() => (available ? this.#leave("away") : desk.setAvailable(true))}><i></i>${t(available ? "me.available" : "me.away")}</button>
      <button class="round" aria-label=${muted() ? t("me.soundOff") : t("me.soundOn")} title=${muted() ? t("me.soundOff") : t("me.soundOn")}
        aria-pressed=${!muted()} @click=${() => { setMuted(!muted()); desk.tell(); }}>${icon(muted() ? "mute" : "sound")}</button>`;
  }

  #leave(how) {
    if (desk.state.mine.length) window.dispatchEvent(new CustomEvent("desk:leaving", { detail: how }));
    else if (how === "away") desk.setAvailable(false);
    else desk.signOut();
  }

  #menu() {
    const { name, staff_no, role } = desk.me;
    return html`
      <details class="me own">
        <summary title=${t("me.menu")}><span class="avatar" aria-hidden="true">${[...name][0]}</span><span>${name}</span></summary>
        <div class="menu">
          <p><strong>${name}</strong><span class="quiet">${staff_no} · ${label("role", role)}</span></p>
          ${this.#choice("me.language", language(), { zh: "中文", en: "English" }, (value) => desk.useLanguage(value))}
          ${this.#choice("me.theme", theme(), { auto: t("theme.auto"), light: t("theme.light"), dark: t("theme.dark") }, (value) => { setTheme(value); desk.tell(); })}
          <a class="plain" href="#/second-factor" @click=${(event) => event.currentTarget.closest("details").removeAttribute("open")}>${t("me.secondFactor")}</a>
          <button class="plain" @click=${() => this.#leave("signOut")}>${t("me.signOut")}</button>
        </div>
      </details>`;
  }

  #choice(title, chosen, options, choose) {
    return html`<label>${t(title)}<select @change=${(event) => choose(event.target.value)}>
      ${Object.entries(options).map(([value, words]) => html`<option value=${value} ?selected=${value === chosen}>${words}</option>`)}
    </select></label>`;
  }
}

customElements.define("top-bar", TopBar);
