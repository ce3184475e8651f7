// The live board, told whole by the server; one line for the page that shows it.

import { Live } from "./live.js";

export class BoardFeed extends EventTarget {
  now = null;
  #live = new Live(() => "/board/stream", { board: (state) => { this.now = state; this.dispatchEvent(new Event("change")); } });

  close() { this.#live.close(); }
}
