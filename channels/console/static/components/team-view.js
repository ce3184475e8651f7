import { Part, html, nothing, repeat } from "../model/lit.js";
import { get } from "../model/api.js";
import { desk, Watching } from "../model/desk.js";
import { icon } from "../model/icons.js";
import { trouble } from "../model/shared.js";
import { label, listed, t } from "../model/words.js";
import "./person-card.js";
import "./employ-dialog.js";

// The people of the desk: what each can do and carry; for administrators also who is employed, and as what.
class TeamView extends Part {
  static properties = { login: {}, people: { state: true }, problem: { state: true } };

  constructor() { super(); new Watching(this); }

  connectedCallback() { super.connectedCallback(); this.#load(); }

  render() {
    const person = this.people?.find((one) => one.login === this.login);
    return html`
      <main class="work">
        <section class="table" aria-labelledby="team-page-title">
          <header><h1 id="team-page-title">${t("nav.team")}</h1>
            ${desk.may("administer") ? html`<button @click=${() => this.querySelector("employ-dialog").open()}>${icon("plus")}${t("employ.begin")}</button>` : nothing}</header>
          <p class="problem" role="alert">${this.problem ?? nothing}</p>
          <ol tabindex="0" aria-labelledby="team-page-title">${repeat(this.people ?? [], (one) => one.id, (one) => this.#row(one))}</ol>
        </section>
        ${person ? html`<person-card .person=${person} @changed=${() => this.#load()}></person-card>`
          : html`<section class="card-pane empty"><p class="quiet">${t("person.choose")}</p></section>`}
        <employ-dialog @changed=${() => this.#load()}></employ-dialog>
      </main>`;
  }

  #row(one) {
    return html`
      <li class=${one.disabled_at ? "given-up" : ""}><a href="#/team/${one.login}" aria-current=${one.login === this.login ? "true" : "false"}>
        <span class="line"><b class="title">${one.name}</b><span class="quiet">${one.staff_no}</span><span class="gap"></span><span class="kind">${label("role", one.role)}</span></span>
        <span class="line quiet">${one.disabled_at ? t("person.left") : [label("grade", one.grade), label("department", one.department), t("board.holds", { n: one.holding, capacity: one.capacity })].join(" · ")}</span>
        ${one.skills.length ? html`<span class="line quiet">${listed(one.skills.map((skill) => label("skill", skill)))}</span>` : nothing}
      </a></li>`;
  }

  async #load() {
    try {
      this.people = await get("/team");
      this.problem = undefined;
    } catch (refusal) {
      this.problem = trouble(refusal);
    }
  }
}

customElements.define("team-view", TeamView);
