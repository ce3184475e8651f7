// The page's own buttons open the chat.

for (const button of document.querySelectorAll("[data-open-desk]")) {
  button.addEventListener("click", () => document.querySelector("courtesy-desk")?.open());
}
