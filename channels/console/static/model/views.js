// Every page of the console: its name in the address, its picture, and the right that its reader needs.
// A page is three lines: one here, one in console.js, and `nav.<name>` in both lists of words.

import { desk } from "./desk.js";

const VIEWS = [
  { name: "desk", picture: "chats", right: "serve" },
  { name: "tickets", picture: "ticket", right: "read" },
  { name: "approvals", picture: "file", right: "approve" },
  { name: "callbacks", picture: "back", right: "serve" },
  { name: "appointments", picture: "calendar", right: "read" },
  { name: "history", picture: "history", right: "read" },
  { name: "board", picture: "board", right: "supervise" },
  { name: "figures", picture: "figures", right: "figures" },
  { name: "team", picture: "team", right: "roster" },
  { name: "incidents", picture: "alarm", right: "read" },
  { name: "problems", picture: "back", right: "browse" },
  { name: "quality", picture: "close", right: "assess" },
  { name: "reviews", picture: "brief", right: "serve" },
  { name: "audit", picture: "shield", right: "audit" },
];

// Those that the signed-in person may open, in the order of the bar and of the number keys.
export const views = () => VIEWS.filter((view) => desk.may(view.right));

export const mayOpen = (name) => views().some((view) => view.name === name);
