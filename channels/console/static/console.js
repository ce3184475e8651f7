import { Part, html, nothing } from "./model/lit.js";
import { desk, Watching } from "./model/desk.js";
import { go, place } from "./model/place.js";
import { mayOpen, views } from "./model/views.js";
import { t } from "./model/words.js";
import { applyTheme } from "./model/theme.js";
import { allowSound } from "./model/sound.js";
import { onKey } from "./model/keys.js";
import "./components/sign-in.js";
import "./components/top-bar.js";
import "./components/side-list.js";
import "./components/conversation-pane.js";
import "./components/tickets-view.js";
import "./components/approvals-view.js";
import "./components/appointments-view.js";
import "./components/callbacks-view.js";
import "./components/history-view.js";
import "./components/board-view.js";
import "./components/figures-view.js";
import "./components/team-view.js";
import "./components/incident-banner.js";
import "./components/incidents-view.js";
import "./components/problems-view.js";
import "./components/quality-view.js";
import "./components/reviews-view.js";
import "./components/audit-view.js";
import "./components/second-factor.js";
import "./components/leaving-dialog.js";
import "./components/shortcuts-dialog.js";

const PAGES = {
  desk: (id) => html`<main class="desk"><side-list .open=${id}></side-list><conversation-pane .conversation=${id}></conversation-pane></main>`,
  tickets: (id) => html`<tickets-view .number=${id}></tickets-view>`,
  approvals: (id) => html`<approvals-view .chosen=${id}></approvals-view>`,
  appointments: (id) => html`<appointments-view .number=${id}></appointments-view>`,
  callbacks: (id) => html`<callbacks-view .chosen=${id}></callbacks-view>`,
  history: (id) => html`<history-view .conversation=${id}></history-view>`,
  board: (id) => html`<board-view .conversation=${id}></board-view>`,
  figures: (id) => html`<figures-view .name=${id}></figures-view>`,
  team: (id) => html`<team-view .login=${id}></team-view>`,
  incidents: (id) => html`<incidents-view .number=${id}></incidents-view>`,
  problems: (id) => html`<problems-view .chosen=${id}></problems-view>`,
  quality: (id) => html`<quality-view .place=${id}></quality-view>`,
  audit: (id) => html`<audit-view .part=${id}></audit-view>`,
  reviews: () => html`<reviews-view></reviews-view>`,
};

class DeskConsole extends Part {
  constructor() {
    super();
    new Watching(this);
    applyTheme();
    window.addEventListener("hashchange", () => desk.tell());
    window.addEventListener("pointerdown", allowSound, { once: true });
    window.addEventListener("keydown", allowSound, { once: true });
    window.addEventListener("keydown", (event) => onKey(event, this));
    window.addEventListener("desk:shortcuts", () => this.querySelector("shortcuts-dialog")?.open());
    window.addEventListener("desk:leaving", ({ detail }) => this.querySelector("leaving-dialog")?.ask(detail));
    desk.start();
  }

  render() {
    if (!desk.ready) return nothing;
    if (!desk.me) return html`<sign-in></sign-in>`;
    // A lost session keeps the page behind the sign-in, so nothing that was being written goes.
    return html`
      <div class="console" ?inert=${desk.signedOut}>${desk.unproven ? html`<second-factor></second-factor>` : this.#desk()}</div>
      ${desk.signedOut ? html`<sign-in again></sign-in>` : nothing}`;
  }

  #desk() {
    return html`
        <top-bar></top-bar>
        ${desk.online ? nothing : html`<p class="lost-line" role="status">${t("live.lost")}</p>`}
        <incident-banner></incident-banner>
        ${this.#view()}
        <shortcuts-dialog></shortcuts-dialog>
        <leaving-dialog></leaving-dialog>`;
  }

  #view() {
    const { view, id } = place();
    if (view === "second-factor") return html`<second-factor></second-factor>`;
    return PAGES[mayOpen(view) ? view : views()[0]?.name]?.(id) ?? html`<main class="desk"></main>`;
  }

  updated() {
    const waiting = desk.me && !desk.signedOut && desk.may("serve") ? desk.state.waiting.length : 0;
    document.title = `${waiting ? t("title.waiting", { n: waiting }) + " " : ""}${t("app.console")} · ${t("app.name")}`;
  }

  move(step) {
    const all = [...desk.state.mine, ...desk.state.waiting].map((one) => one.conversation_id);
    const here = all.indexOf(place().id);
    if (all.length) go("desk", all[(here + step + all.length) % all.length]);
  }
}

customElements.define("desk-console", DeskConsole);
