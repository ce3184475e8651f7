import { Part } from "../model/lit.js";
import { elapsed } from "../model/times.js";

// A time that has been running since `at`, ticking each second.
class SinceTime extends Part {
  static properties = { at: {} };
  #timer;

  connectedCallback() {
    super.connectedCallback();
    this.#timer = setInterval(() => this.requestUpdate(), 1000);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  render() { return elapsed(this.at); }
}

customElements.define("since-time", SinceTime);
